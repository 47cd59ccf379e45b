import { Button, Group, Modal, NativeSelect, Stack, Text } from '@mantine/core';
import { useState } from 'react';
import type { RunSummary } from '../../shared/contract/run-events.ts';
import { useStudio } from '../state/store.ts';
import { useT } from '../ui/i18n.ts';
import { controlRun, startRun } from './run-actions.ts';
import { checkpointLabel, useCheckpoints } from './RunFiles.tsx';
import { isAlive } from './run-metrics.ts';

/** Train, pause, resume, stop. Training again asks whether to start over or to go on from where the last run ended. */
export function RunControls({ run, live }: { run: RunSummary | null; live: RunSummary | null }) {
  const t = useT();
  const writable = useStudio((state) => state.writable);
  const [asking, setAsking] = useState(false);
  const [starting, setStarting] = useState(false);
  const [checkpoint, setCheckpoint] = useState<string | null>(null);
  const checkpoints = useCheckpoints(run);

  const start = async (from: Parameters<typeof startRun>[0]): Promise<void> => {
    setAsking(false);
    setStarting(true);
    await startRun(from);
    setStarting(false);
  };

  if (live) {
    return (
      <Group gap="xs">
        {live.status === 'paused' ? (
          <Button onClick={() => void controlRun(live, 'resume')}>{t('train.resume')}</Button>
        ) : (
          <Button
            variant="default"
            disabled={live.status === 'preparing'}
            onClick={() => void controlRun(live, 'pause')}
          >
            {t('train.pause')}
          </Button>
        )}
        <Button variant="default" onClick={() => void controlRun(live, 'stop')}>
          {t('train.stop')}
        </Button>
      </Group>
    );
  }
  const again = run !== null && (run.step > 0 || run.imported !== undefined);
  return (
    <Group gap="xs">
      {run?.status === 'interrupted' && run.epoch > 0 && (
        <Button disabled={!writable || starting} onClick={() => void start({ kind: 'resume', run })}>
          {t('train.resumeFrom', { epoch: run.epoch })}
        </Button>
      )}
      <Button
        data-tour="train"
        variant={run?.status === 'interrupted' ? 'default' : 'filled'}
        disabled={!writable}
        loading={starting}
        onClick={() => (again ? setAsking(true) : void start({ kind: 'new' }))}
      >
        {t(again ? 'train.again' : 'train.start')}
      </Button>
      <Modal
        opened={asking}
        onClose={() => setAsking(false)}
        title={t('train.again')}
        centered
        closeButtonProps={{ 'aria-label': t('train.cancel') }}
      >
        {run && !isAlive(run.status) && (
          <Stack gap="sm">
            <Text size="sm">{t('train.againQuestion', { number: run.number })}</Text>
            <Button onClick={() => void start({ kind: 'new' })} data-autofocus>
              {t('train.startOver')}
            </Button>
            <Text size="xs" c="dimmed">
              {t('train.startOver.help')}
            </Text>
            {checkpoints.length > 1 && (
              <NativeSelect
                size="xs"
                label={t('train.continueFrom')}
                value={checkpoint ?? 'last.ckpt'}
                data={checkpoints.map((known) => ({
                  value: known.name,
                  label: checkpointLabel(known, t),
                }))}
                onChange={(event) => setCheckpoint(event.currentTarget.value)}
              />
            )}
            <Button
              variant="default"
              onClick={() =>
                void start({
                  kind: 'continue',
                  run,
                  ...(checkpoint === null ? {} : { checkpoint }),
                })
              }
            >
              {t('train.continue', { number: run.number })}
            </Button>
            <Text size="xs" c="dimmed">
              {t('train.continue.help')}
            </Text>
          </Stack>
        )}
      </Modal>
    </Group>
  );
}
