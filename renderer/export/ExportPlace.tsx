import { Button, Group, List, Text } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { type ExportFormat, exportFormats, isPythonFormat } from '../../shared/contract/export-formats.ts';
import type { RunSummary } from '../../shared/contract/run-events.ts';
import { bytesText } from '../charts/format.ts';
import { client } from '../connection/client.ts';
import { problemOf } from '../connection/errors.ts';
import { saveFile } from '../host/files.ts';
import { ChangedNote } from '../training/ChangedNote.tsx';
import { PictureCard } from '../summary/PictureCard.tsx';
import { NothingTrained } from '../training/NothingTrained.tsx';
import { RunPicker } from '../training/RunPicker.tsx';
import { chosenCheckpoint } from '../training/run-store.ts';
import { useTrainedRun } from '../training/useRuns.ts';
import { useT } from '../ui/i18n.ts';
import { ProblemLine } from '../ui/ProblemLine.tsx';
import classes from './export.module.css';

/** The Export place: the run's model as files that other programs read. */
export function ExportPlace() {
  const t = useT();
  const run = useTrainedRun();
  if (!run)
    return (
      <div className={classes.place}>
        <NothingTrained title={t('export.nothing.title')} text={t('export.nothing.text')} />
        <PictureCard />
      </div>
    );
  return (
    <div className={classes.place}>
      <header>
        <h1>{t('export.title')}</h1>
        <Text c="dimmed" maw={640}>
          {t('export.text')}
        </Text>
      </header>
      <RunPicker run={run} />
      <ChangedNote run={run} />
      <div className={classes.formats}>
        {exportFormats.map((format) => (
          <FormatCard key={`${run.id}-${format}`} run={run} format={format} />
        ))}
      </div>
      <PictureCard />
    </div>
  );
}

function FormatCard({ run, format }: { run: RunSummary; format: ExportFormat }) {
  const t = useT();
  const download = useMutation({
    mutationFn: () => client.export.model({ runId: run.id, format, ...chosenCheckpoint(run.id) }),
    onSuccess: ({ name, file }) => saveFile(name, file),
  });
  return (
    <section className={classes.card} aria-label={t(`export.${format}`)}>
      <h2>{t(`export.${format}`)}</h2>
      <Text size="sm">{t(`export.${format}.text`)}</Text>
      <Text size="sm" c="dimmed">
        {t('export.contains')}
      </Text>
      <List size="sm" spacing={2}>
        <List.Item>{t(`export.${format}.model`)}</List.Item>
        <List.Item>{t('export.fitted')}</List.Item>
        {isPythonFormat(format) && <List.Item>{t('export.script')}</List.Item>}
        <List.Item>{t('export.readme')}</List.Item>
      </List>
      <Group gap="xs" mt="auto">
        <Button loading={download.isPending} onClick={() => download.mutate()}>
          {t(`export.${format}.download`)}
        </Button>
        {download.isPending && (
          <Text size="sm" role="status">
            {t('export.working')}
          </Text>
        )}
      </Group>
      {download.error && (
        <div role="alert">
          <ProblemLine problem={problemOf(download.error)} />
        </div>
      )}
      {download.data && (
        <div role="status">
          <Text size="sm" fw={600}>
            {t('export.done', { name: download.data.name, size: bytesText(download.data.file.size) })}
          </Text>
          <ul className={classes.files}>
            {download.data.files.map((file) => (
              <li key={file.name}>
                <code>{file.name}</code> <span>{bytesText(file.bytes)}</span>
              </li>
            ))}
          </ul>
        </div>
      )}
    </section>
  );
}
