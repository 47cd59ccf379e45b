import { Button, Group, Text } from '@mantine/core';
import { useState } from 'react';
import type { DatasetInfo } from '../../shared/contract/data-types.ts';
import type { PredictRequest } from '../../shared/contract/prediction.ts';
import type { RunSummary } from '../../shared/contract/run-events.ts';
import type { ProjectDoc } from '../../shared/project-doc.ts';
import { ImportStatus, dataFileTypes } from '../data/ImportView.tsx';
import { useImport } from '../data/useImport.ts';
import { chooseFile } from '../host/files.ts';
import { useT } from '../ui/i18n.ts';
import classes from './playground.module.css';
import { PredictionView } from './PredictionView.tsx';
import { savePredictions, usePrediction } from './usePrediction.ts';

const shownRows = 200;

/** Another file through the same recipe, with the values that the run's training part gave; saved as CSV. */
export function FilePredictions({ run, doc }: { run: RunSummary; doc: ProjectDoc }) {
  const t = useT();
  const importing = useImport();
  const [dataset, setDataset] = useState<DatasetInfo | null>(null);
  const prediction = usePrediction(run);
  const request = (sha256: string, limit: number): PredictRequest => ({ kind: 'file', sha256, offset: 0, limit });
  const choose = async (): Promise<void> => {
    const file = await chooseFile(dataFileTypes);
    const imported = file && (await importing.start(file));
    if (!imported) return;
    setDataset(imported);
    prediction.mutate(request(imported.sha256, shownRows));
  };
  return (
    <div className={classes.column}>
      <Text size="sm">{t('use.file.text')}</Text>
      <Group>
        <Button variant={dataset ? 'default' : 'filled'} onClick={() => void choose()}>
          {t('use.file.choose')}
        </Button>
        {dataset && prediction.data && (
          <Button onClick={() => void savePredictions(run, request(dataset.sha256, 1_000_000))}>
            {t('use.saveCsv')}
          </Button>
        )}
        {dataset && prediction.data && (
          <Text size="sm" c="dimmed">
            {t('use.count', { shown: prediction.data.rows.length, total: prediction.data.total.toLocaleString() })}
          </Text>
        )}
      </Group>
      <ImportStatus state={importing.state} onDismiss={importing.dismiss} />
      <PredictionView prediction={prediction.data} waiting={prediction.isPending} error={prediction.error} doc={doc} />
    </div>
  );
}
