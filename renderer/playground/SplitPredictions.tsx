import { Button, Group, NativeSelect, NumberInput, Pagination, Text } from '@mantine/core';
import { useEffect, useState } from 'react';
import type { PredictRequest } from '../../shared/contract/prediction.ts';
import type { RunSummary } from '../../shared/contract/run-events.ts';
import { stepOf } from '../../shared/data/recipe.ts';
import type { ProjectDoc } from '../../shared/project-doc.ts';
import { hasValidationPart } from '../../shared/templates/propose-model.ts';
import { useT } from '../ui/i18n.ts';
import classes from './playground.module.css';
import { PredictionView } from './PredictionView.tsx';
import { savePredictions, usePrediction } from './usePrediction.ts';

/** Enough for figures that mean something, few enough to come at once. */
const pageRows = 200;
type Split = Extract<PredictRequest, { kind: 'split' }>['split'];

/** Parts that the run's data have, the most telling first. */
export function partsOf({ source, recipe }: ProjectDoc['data']): readonly Split[] {
  if (!source) return [];
  // A generator has no end: its test part is made anew from a seed of its own.
  if (source.kind === 'generator')
    return ['test', ...(source.validationSamples > 0 ? (['validation'] as const) : []), 'train'];
  const split = stepOf(recipe, 'split');
  const tested = split !== undefined && (split.test > 0 || (split.testValues?.length ?? 0) > 0);
  return [
    ...(tested ? (['test'] as const) : []),
    ...(hasValidationPart(recipe, source) ? (['validation'] as const) : []),
    'train',
    'all',
  ];
}

/** Predictions beside the truth for rows of the run's own data; a generator makes fresh ones. */
export function SplitPredictions({ run, doc }: { run: RunSummary; doc: ProjectDoc }) {
  const t = useT();
  const parts = partsOf(doc.data);
  const generated = doc.data.source?.kind === 'generator';
  const [split, setSplit] = useState<Split>(parts[0] ?? 'train');
  const fresh = generated && split === 'test';
  const [page, setPage] = useState(1);
  const [seed, setSeed] = useState(1000);
  const prediction = usePrediction(run);
  const request: PredictRequest = {
    kind: 'split',
    split,
    offset: (page - 1) * pageRows,
    limit: pageRows,
    ...(fresh ? { seed } : {}),
  };
  const ask = prediction.mutate;
  useEffect(() => ask(request), [ask, split, page, seed, run.id]);
  const pages = Math.max(1, Math.ceil((prediction.data?.total ?? 0) / pageRows));
  return (
    <div className={classes.column}>
      <Group align="end" gap="sm">
        <NativeSelect
          size="xs"
          label={t('use.part')}
          value={split}
          data={parts.map((part) => ({
            value: part,
            label: t(generated && part === 'test' ? 'use.part.fresh' : `use.part.${part}`),
          }))}
          onChange={(event) => {
            setSplit(parts.find((part) => part === event.currentTarget.value) ?? 'train');
            setPage(1);
          }}
        />
        {fresh && (
          <NumberInput
            label={t('use.seed')}
            value={seed}
            min={0}
            allowDecimal={false}
            w={110}
            onChange={(value) => typeof value === 'number' && setSeed(value)}
          />
        )}
        {fresh && (
          <Button variant="default" onClick={() => setSeed(seed + 1)}>
            {t('use.fresh')}
          </Button>
        )}
        <Button variant="default" onClick={() => void savePredictions(run, { ...request, offset: 0, limit: 10_000 })}>
          {t('use.saveCsv')}
        </Button>
        {pages > 1 && (
          <Pagination
            size="sm"
            total={pages}
            value={page}
            onChange={setPage}
            getControlProps={(control) => ({ 'aria-label': t(`use.page.${control}`) })}
          />
        )}
        {prediction.data && (
          <Text size="sm" c="dimmed">
            {t('use.count', { shown: prediction.data.rows.length, total: prediction.data.total.toLocaleString() })}
          </Text>
        )}
      </Group>
      <PredictionView prediction={prediction.data} waiting={prediction.isPending} error={prediction.error} doc={doc} />
    </div>
  );
}
