import { Button, Menu, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { historyFormats, type HistoryFormat, type RunCheckpoint } from '../../shared/contract/checkpoints.ts';
import type { RunSummary } from '../../shared/contract/run-events.ts';
import { client } from '../connection/client.ts';
import { queries } from '../connection/queries.ts';
import { saveFile } from '../host/files.ts';
import { tellError } from '../ui/notify.ts';
import { useT } from '../ui/i18n.ts';
import { isAlive } from './run-metrics.ts';

/** The checkpoints of a run, of which there is more to tell than its last state. */
export function useCheckpoints(run: RunSummary | null): readonly RunCheckpoint[] {
  const alive = run ? isAlive(run.status) : false;
  const { data } = useQuery({
    ...queries.run.checkpoints.queryOptions({ input: { runId: (run?.id ?? 'none') as RunSummary['id'] } }),
    enabled: run !== null && !alive,
    staleTime: 0,
  });
  return data ?? [];
}

export const checkpointLabel = ({ kind, epoch }: RunCheckpoint, t: ReturnType<typeof useT>): string =>
  t(`train.checkpoint.${kind}`, { epoch });

/** Saves the figures of a run, and says which of its weights were kept. */
export function RunFiles({ run }: { run: RunSummary }) {
  const t = useT();
  const checkpoints = useCheckpoints(run).filter(({ kind }) => kind === 'epoch');
  const save = (format: HistoryFormat): Promise<void> =>
    client.run.history({ runId: run.id, format }).then(({ name, file }) => saveFile(name, file), tellError);
  return (
    <>
      <Menu position="bottom-start">
        <Menu.Target>
          <Button variant="default">{t('train.history')}</Button>
        </Menu.Target>
        <Menu.Dropdown>
          {historyFormats.map((format) => (
            <Menu.Item key={format} onClick={() => void save(format)}>
              {t(`train.history.${format}`)}
            </Menu.Item>
          ))}
        </Menu.Dropdown>
      </Menu>
      {checkpoints.length > 0 && (
        <Text size="sm" c="dimmed">
          {t('train.checkpoints.title')}: {checkpoints.map((checkpoint) => checkpointLabel(checkpoint, t)).join(' · ')}
        </Text>
      )}
    </>
  );
}
