import { Button, Group, NumberInput, Text } from '@mantine/core';
import { useMemo, useState } from 'react';
import type { RunSummary } from '../../shared/contract/run-events.ts';
import { stepOf } from '../../shared/data/recipe.ts';
import type { ProjectDoc } from '../../shared/project-doc.ts';
import { useT } from '../ui/i18n.ts';
import { largestValue, pictureSize } from './picture-of.ts';
import { PixelGrid } from './PixelGrid.tsx';
import classes from './playground.module.css';
import { PredictionView } from './PredictionView.tsx';
import { useTableRow } from './table-row.ts';
import { usePrediction } from './usePrediction.ts';

/** A picture drawn by hand, or taken from a row of the table and changed, and what the model sees in it. */
export function PicturePredictions({ run, doc, fitted }: { run: RunSummary; doc: ProjectDoc; fitted: unknown }) {
  const t = useT();
  const features = stepOf(doc.data.recipe, 'select')?.features;
  const columns = useMemo(() => features ?? [], [features]);
  const size = pictureSize(doc.data);
  const largest = largestValue(doc.data, fitted);
  const [row, setRow] = useState(1);
  const [own, setOwn] = useState<readonly number[]>([]);
  const taken = useTableRow(doc.data, row, columns);
  const prediction = usePrediction(run);
  if (!size) return null;
  const values = columns.map((_, at) => own[at] ?? 0);
  return (
    <div className={classes.column}>
      <Text size="sm">{t('use.picture.text')}</Text>
      <PixelGrid name={t('use.picture.name')} {...size} values={values} largest={largest} onChange={setOwn} />
      <Group align="end">
        <Button
          loading={prediction.isPending}
          onClick={() => prediction.mutate({ kind: 'values', columns: [...columns], rows: [values] })}
        >
          {t('use.predict')}
        </Button>
        <Button variant="default" onClick={() => setOwn([])}>
          {t('use.picture.clear')}
        </Button>
        {taken && (
          <>
            <NumberInput
              label={t('use.row')}
              value={row}
              min={1}
              max={taken.total}
              allowDecimal={false}
              w={100}
              onChange={(value) => typeof value === 'number' && setRow(value)}
            />
            <Button variant="default" onClick={() => setOwn(taken.values.map((value) => Number(value ?? 0)))}>
              {t('use.picture.take')}
            </Button>
          </>
        )}
      </Group>
      <PredictionView prediction={prediction.data} waiting={prediction.isPending} error={prediction.error} />
    </div>
  );
}
