import { Button, NumberInput, Text } from '@mantine/core';
import { useMemo, useState } from 'react';
import type { RunSummary } from '../../shared/contract/run-events.ts';
import { stepOf } from '../../shared/data/recipe.ts';
import type { ProjectDoc } from '../../shared/project-doc.ts';
import { useT } from '../ui/i18n.ts';
import { largestValue, pictureSize } from './picture-of.ts';
import { PixelGrid } from './PixelGrid.tsx';
import classes from './playground.module.css';
import { PredictionView } from './PredictionView.tsx';
import { type TableRow, useTableRow } from './table-row.ts';
import { usePrediction } from './usePrediction.ts';

interface PairPredictionsProps {
  run: RunSummary;
  doc: ProjectDoc;
  fitted: unknown;
}

/** Two rows of the table, and whether the model takes them for the same. */
export function PairPredictions({ run, doc, fitted }: PairPredictionsProps) {
  const t = useT();
  const features = stepOf(doc.data.recipe, 'select')?.features;
  const label = stepOf(doc.data.recipe, 'select')?.target[0];
  // The label comes along, so that the truth stands beside the prediction.
  const columns = useMemo(() => [...(features ?? []), ...(label === undefined ? [] : [label])], [features, label]);
  const [rows, setRows] = useState<readonly [number, number]>([1, 2]);
  const first = useTableRow(doc.data, rows[0], columns);
  const second = useTableRow(doc.data, rows[1], columns);
  const prediction = usePrediction(run);
  const both = first && second && [first, second];
  return (
    <div className={classes.column}>
      <Text size="sm">{t('use.pair.text')}</Text>
      <div className={classes.pair}>
        {([0, 1] as const).map((side) => (
          <OneOfPair
            key={side}
            doc={doc}
            fitted={fitted}
            label={t(side === 0 ? 'use.pair.first' : 'use.pair.second')}
            row={rows[side]}
            chosen={side === 0 ? first : second}
            onChange={(row) => setRows(side === 0 ? [row, rows[1]] : [rows[0], row])}
          />
        ))}
      </div>
      <div>
        <Button
          disabled={!both}
          loading={prediction.isPending}
          onClick={() =>
            both &&
            prediction.mutate({ kind: 'values', columns: [...columns], rows: both.map(({ values }) => [...values]) })
          }
        >
          {t('use.pair.compare')}
        </Button>
      </div>
      <PredictionView prediction={prediction.data} waiting={prediction.isPending} error={prediction.error} doc={doc} />
    </div>
  );
}

interface OneOfPairProps {
  doc: ProjectDoc;
  fitted: unknown;
  label: string;
  row: number;
  chosen: TableRow | null;
  onChange: (row: number) => void;
}

const shownValues = 12;

function OneOfPair({ doc, fitted, label, row, chosen, onChange }: OneOfPairProps) {
  const size = pictureSize(doc.data);
  const values = chosen?.values ?? [];
  return (
    <div>
      <NumberInput
        label={label}
        value={row}
        min={1}
        max={chosen?.total ?? 1}
        allowDecimal={false}
        w={140}
        mb={8}
        onChange={(value) => typeof value === 'number' && onChange(value)}
      />
      {size ? (
        <PixelGrid
          name={label}
          {...size}
          values={values.map((value) => Number(value ?? 0))}
          largest={largestValue(doc.data, fitted)}
        />
      ) : (
        <Text size="sm" c="dimmed" maw={320}>
          {values
            .slice(0, shownValues)
            .map((value) => String(value ?? ''))
            .join(', ') + (values.length > shownValues ? ' …' : '')}
        </Text>
      )}
    </div>
  );
}
