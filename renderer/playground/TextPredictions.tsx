import { Button, Group, Textarea } from '@mantine/core';
import { useMemo, useState } from 'react';
import type { RunSummary } from '../../shared/contract/run-events.ts';
import { stepOf } from '../../shared/data/recipe.ts';
import type { ProjectDoc } from '../../shared/project-doc.ts';
import { useT } from '../ui/i18n.ts';
import classes from './playground.module.css';
import { PredictionView } from './PredictionView.tsx';
import { useTableRow } from './table-row.ts';
import { usePrediction } from './usePrediction.ts';

/** A text typed or pasted, and what the model says about it. */
export function TextPredictions({ run, doc }: { run: RunSummary; doc: ProjectDoc }) {
  const t = useT();
  const column = stepOf(doc.data.recipe, 'words')?.column ?? '';
  const columns = useMemo(() => [column], [column]);
  const [text, setText] = useState('');
  const [row, setRow] = useState(1);
  const example = useTableRow(doc.data, row, columns);
  const prediction = usePrediction(run);
  return (
    <div className={classes.column}>
      <Textarea
        label={t('use.words.label', { column })}
        description={t('use.words.text')}
        autosize
        minRows={5}
        maxRows={16}
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
      />
      <Group>
        <Button
          disabled={text.trim() === ''}
          loading={prediction.isPending}
          onClick={() => prediction.mutate({ kind: 'values', columns: [column], rows: [[text]] })}
        >
          {t('use.predict')}
        </Button>
        {example && (
          <Button
            variant="default"
            onClick={() => {
              setText(String(example.values[0] ?? ''));
              setRow((row % example.total) + 1);
            }}
          >
            {t('use.words.example', { row })}
          </Button>
        )}
      </Group>
      <PredictionView prediction={prediction.data} waiting={prediction.isPending} error={prediction.error} />
    </div>
  );
}
