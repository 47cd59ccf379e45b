import { Button, Group, Text, Textarea } from '@mantine/core';
import { useState } from 'react';
import type { RunSummary } from '../../shared/contract/run-events.ts';
import { stepOf } from '../../shared/data/recipe.ts';
import type { ProjectDoc } from '../../shared/project-doc.ts';
import { useT } from '../ui/i18n.ts';
import classes from './playground.module.css';
import { PredictionView } from './PredictionView.tsx';
import { parseTyped } from './typed-values.ts';
import { usePrediction } from './usePrediction.ts';

/** Values typed or pasted from a spreadsheet: one row a time step, in the file's own units. */
export function TypedPredictions({ run, doc }: { run: RunSummary; doc: ProjectDoc }) {
  const t = useT();
  const columns = stepOf(doc.data.recipe, 'select')?.features ?? [];
  const sequence = doc.data.recipe.steps.some((step) => step.step === 'group' || step.step === 'window');
  const [text, setText] = useState('');
  const prediction = usePrediction(run);
  const parsed = parseTyped(text, columns);
  return (
    <div className={classes.column}>
      <Textarea
        label={t('use.typed.label', { columns: columns.join(', ') })}
        description={t(sequence ? 'use.typed.sequence' : 'use.typed.rows')}
        placeholder={columns.map((_, index) => (index + 1) / 10).join(', ')}
        autosize
        minRows={5}
        maxRows={16}
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
        styles={{ input: { fontFamily: 'var(--mantine-font-family-monospace)' } }}
        error={parsed.ok ? undefined : t('use.typed.count', { row: parsed.row, expected: columns.length, received: parsed.received })}
      />
      <Group>
        <Button disabled={!parsed.ok || parsed.rows.length === 0} loading={prediction.isPending} onClick={() => parsed.ok && prediction.mutate({ kind: 'values', columns: [...columns], rows: parsed.rows })}>
          {t('use.predict')}
        </Button>
        {parsed.ok && <Text size="sm" c="dimmed">{t('use.typed.read', { count: parsed.rows.length })}</Text>}
      </Group>
      <PredictionView prediction={prediction.data} waiting={prediction.isPending} error={prediction.error} />
    </div>
  );
}
