import { Button, Group, NumberInput, Slider, Text, Textarea } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { RunSummary } from '../../shared/contract/run-events.ts';
import { stepOf } from '../../shared/data/recipe.ts';
import type { Source } from '../../shared/data/source.ts';
import type { ProjectDoc } from '../../shared/project-doc.ts';
import { problemOf } from '../connection/errors.ts';
import { queries } from '../connection/queries.ts';
import { useT } from '../ui/i18n.ts';
import { ProblemLine } from '../ui/ProblemLine.tsx';
import classes from './playground.module.css';
import { usePrediction } from './usePrediction.ts';

const mostLines = 100;

/** The first characters of the run's own text, so that there is something to go on from; empty where the file is not here. */
function useBeginning(source: Source | null, length: number): string {
  const sha256 = source?.kind === 'text' ? source.file.sha256 : undefined;
  const { data } = useQuery({
    ...queries.data.page.queryOptions({ input: { sha256: sha256 ?? '', offset: 0, limit: mostLines } }),
    enabled: sha256 !== undefined,
  });
  const text =
    source?.kind === 'inline' ? source.content : (data?.rows.map((row) => String(row[0] ?? '')).join('\n') ?? '');
  return Array.from(text).slice(0, length).join('');
}

/** Lets a character model go on from a beginning. Low temperatures repeat what is likely, high ones dare more. */
export function TextWriter({ run, doc }: { run: RunSummary; doc: ProjectDoc }) {
  const t = useT();
  const length = stepOf(doc.data.recipe, 'characters')?.length ?? 40;
  const beginning = useBeginning(doc.data.source, length);
  const [typed, setTyped] = useState<string | null>(null);
  const seedText = typed ?? beginning;
  const [characters, setCharacters] = useState(400);
  const [temperature, setTemperature] = useState(0.5);
  const [seed, setSeed] = useState(1);
  const prediction = usePrediction(run);
  return (
    <div className={classes.column}>
      <Textarea
        label={t('use.text.beginning')}
        description={t('use.text.beginning.help', { length })}
        autosize
        minRows={2}
        value={seedText}
        onChange={(event) => setTyped(event.currentTarget.value)}
      />
      <Group align="end" gap="lg">
        <NumberInput
          label={t('use.text.characters')}
          value={characters}
          min={1}
          max={20_000}
          allowDecimal={false}
          onChange={(value) => typeof value === 'number' && setCharacters(value)}
        />
        <div style={{ width: 220 }}>
          <Text size="xs" fw={500} id="temperature-label">
            {t('use.text.temperature', { temperature: temperature.toFixed(1) })}
          </Text>
          <Slider
            min={0.1}
            max={2}
            step={0.1}
            value={temperature}
            onChange={setTemperature}
            thumbLabel={t('use.text.temperatureName')}
            label={null}
          />
        </div>
        <NumberInput
          label={t('use.seed')}
          value={seed}
          min={0}
          allowDecimal={false}
          w={110}
          onChange={(value) => typeof value === 'number' && setSeed(value)}
        />
        <Button
          disabled={seedText === ''}
          loading={prediction.isPending}
          onClick={() => prediction.mutate({ kind: 'text', seedText, characters, temperature, seed })}
        >
          {t('use.text.write')}
        </Button>
      </Group>
      {prediction.error && (
        <div role="alert">
          <ProblemLine problem={problemOf(prediction.error)} />
        </div>
      )}
      {prediction.data?.text !== undefined && prediction.data.text !== null && (
        <output className={classes.written} aria-label={t('use.text.result')}>
          <span className={classes.beginning}>{seedText}</span>
          {prediction.data.text.startsWith(seedText)
            ? prediction.data.text.slice(seedText.length)
            : prediction.data.text}
        </output>
      )}
    </div>
  );
}
