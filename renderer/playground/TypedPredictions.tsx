import { Button, Group, Text, Textarea } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { RunSummary } from '../../shared/contract/run-events.ts';
import { stepOf } from '../../shared/data/recipe.ts';
import type { ProjectDoc } from '../../shared/project-doc.ts';
import { queries } from '../connection/queries.ts';
import { useT } from '../ui/i18n.ts';
import classes from './playground.module.css';
import { PredictionView } from './PredictionView.tsx';
import { parseTyped } from './typed-values.ts';
import { usePrediction } from './usePrediction.ts';

const fewRows = 10;
/** A page of the table at most. */
const mostRows = 500;

/** Rows from the beginning of the run's own table, enough for one sample, as a person would type them; empty where they are not here. */
function useExampleRows({ source, recipe }: ProjectDoc['data'], columns: readonly string[]): string {
  const window = stepOf(recipe, 'window');
  const limit = window ? (window.length - 1) * window.sampling + 1 : stepOf(recipe, 'group') ? fewRows : 1;
  const sha256 = source?.kind === 'table' ? source.file.sha256 : undefined;
  const { data } = useQuery({
    ...queries.data.page.queryOptions({ input: { sha256: sha256 ?? '', offset: 0, limit: Math.min(limit, mostRows) } }),
    enabled: sha256 !== undefined,
  });
  if (!data) return '';
  const places = columns.map((column) => data.columns.indexOf(column));
  return data.rows.map((row) => places.map((at) => row[at] ?? '').join(', ')).join('\n');
}

/** Values typed or pasted from a spreadsheet: one row a time step, in the file's own units. */
export function TypedPredictions({ run, doc }: { run: RunSummary; doc: ProjectDoc }) {
  const t = useT();
  const columns = stepOf(doc.data.recipe, 'select')?.features ?? [];
  const sequence = doc.data.recipe.steps.some((step) => step.step === 'group' || step.step === 'window');
  const [text, setText] = useState('');
  const prediction = usePrediction(run);
  const parsed = parseTyped(text, columns);
  const example = useExampleRows(doc.data, columns);
  return (
    <div className={classes.column}>
      <Textarea
        label={t('use.typed.label', { columns: columns.join(', ') })}
        description={t(sequence ? 'use.typed.sequence' : 'use.typed.rows')}
        placeholder={example.split('\n', 1)[0] || columns.map((_, index) => (index + 1) / 10).join(', ')}
        autosize
        minRows={5}
        maxRows={16}
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
        styles={{ input: { fontFamily: 'var(--mantine-font-family-monospace)' } }}
        error={
          parsed.ok
            ? undefined
            : t('use.typed.count', { row: parsed.row, expected: columns.length, received: parsed.received })
        }
      />
      <Group>
        <Button
          disabled={!parsed.ok || parsed.rows.length === 0}
          loading={prediction.isPending}
          onClick={() => parsed.ok && prediction.mutate({ kind: 'values', columns: [...columns], rows: parsed.rows })}
        >
          {t('use.predict')}
        </Button>
        {example !== '' && (
          <Button variant="default" onClick={() => setText(example)}>
            {t('use.typed.example')}
          </Button>
        )}
        {parsed.ok && (
          <Text size="sm" c="dimmed">
            {t('use.typed.read', { count: parsed.rows.length })}
          </Text>
        )}
      </Group>
      <PredictionView prediction={prediction.data} waiting={prediction.isPending} error={prediction.error} />
    </div>
  );
}
