import { Input, Switch, Text } from '@mantine/core';
import { useMemo } from 'react';
import { estimatePadding } from '../../shared/data/parts/buckets.ts';
import { problemText } from '../../shared/i18n/translate.ts';
import { bucketingObstacle } from '../../shared/training/bucketing.ts';
import { mostBuckets, type TrainingSettings } from '../../shared/training/training-settings.ts';
import { useProblems } from '../state/problems.ts';
import { dataBatches } from '../state/sample-spec.ts';
import { useDoc, useStudio } from '../state/store.ts';
import { useT } from '../ui/i18n.ts';
import { percentText } from './percent-text.ts';
import type { ChangeSettings } from './SettingsForm.tsx';
import { WholeNumber } from './WholeNumber.tsx';

const usualBuckets = 6;

/** Batches of samples of similar length, for sequences that differ in it; with what they save. */
export function BucketFields({ training, change }: { training: TrainingSettings; change: ChangeSettings }) {
  const t = useT();
  const { data, graph } = useDoc();
  const counts = useStudio(({ doc }) => (doc ? (dataBatches(doc.data).lengths ?? null) : null));
  const problems = useProblems().filter(({ param }) => param === 'buckets');
  const { batchSize, buckets } = training;
  const obstacle = bucketingObstacle(data.source, data.recipe, graph);
  const waste = useMemo(
    () =>
      counts === null
        ? null
        : {
            plain: percentText(estimatePadding(counts, batchSize, null)),
            bucketed: percentText(estimatePadding(counts, batchSize, buckets ?? usualBuckets)),
          },
    [counts, batchSize, buckets],
  );
  if (buckets === null && obstacle !== null && obstacle !== 'padding') return null;
  return (
    <>
      <Switch
        label={t('train.buckets')}
        checked={buckets !== null}
        disabled={buckets === null && obstacle !== null}
        {...(obstacle === 'padding' ? { description: t('train.buckets.needsPadding') } : {})}
        onChange={(event) => change({ buckets: event.currentTarget.checked ? usualBuckets : null }, 'buckets')}
      />
      {waste && obstacle === null && (
        <Input.Description role="note">{t('train.buckets.waste', waste)}</Input.Description>
      )}
      {buckets !== null && (
        <WholeNumber
          label={t('train.buckets.count')}
          value={buckets}
          min={2}
          max={mostBuckets}
          onChange={(next) => change({ buckets: next }, 'bucket-count')}
        />
      )}
      {problems.map((problem) => (
        <Text key={problem.code} size="xs" c="red" role="note">
          {problemText(problem, t)}
        </Text>
      ))}
    </>
  );
}
