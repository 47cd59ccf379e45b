import { Input, NativeSelect, NumberInput, Text } from '@mantine/core';
import { problemText } from '../../shared/i18n/translate.ts';
import { stepOf } from '../../shared/data/recipe.ts';
import type { TrainingSettings } from '../../shared/training/training-settings.ts';
import { useProblems } from '../state/problems.ts';
import { sampleSpec } from '../state/sample-spec.ts';
import { useDoc, useStudio } from '../state/store.ts';
import { useT } from '../ui/i18n.ts';
import type { ChangeSettings } from './SettingsForm.tsx';

const kinds = ['none', 'balanced', 'byClass'] as const;
/** Beyond this nobody sets weights one by one. */
const mostClasses = 50;

/** What classes and samples count in the loss. */
export function WeightFields({ training, change }: { training: TrainingSettings; change: ChangeSettings }) {
  const t = useT();
  const { recipe } = useDoc().data;
  const target = useStudio(({ doc }) => (doc ? sampleSpec(doc.data).targets[0] : undefined));
  const problems = useProblems().filter(({ param }) => param === 'classWeights');
  const { classWeights } = training;
  const column = stepOf(recipe, 'select')?.weight;
  const hasClasses = target?.kind === 'class' || target?.kind === 'classSequence';
  const names = (
    target?.classes ?? Array.from({ length: target?.shape.at(-1)?.size ?? 0 }, (_, index) => String(index))
  ).slice(0, mostClasses);
  const kind = classWeights?.kind ?? 'none';
  const weights = classWeights?.kind === 'byClass' ? classWeights.weights : {};
  return (
    <>
      {(hasClasses || classWeights) && (
        <NativeSelect
          size="xs"
          label={t('train.classWeights')}
          description={t(kind === 'balanced' ? 'train.classWeights.balancedHelp' : 'train.classWeights.help')}
          value={kind}
          data={kinds.map((value) => ({ value, label: t(`train.classWeights.${value}`) }))}
          onChange={(event) => {
            const chosen = kinds.find((known) => known === event.currentTarget.value) ?? 'none';
            const next = { none: null, balanced: { kind: 'balanced' }, byClass: { kind: 'byClass', weights } } as const;
            change({ classWeights: next[chosen] }, 'class-weights');
          }}
        />
      )}
      {kind === 'byClass' &&
        names.map((name) => (
          <NumberInput
            key={name}
            label={`${t('train.classWeights.name')} ${name}`}
            value={weights[name] ?? 1}
            min={0}
            step={0.5}
            decimalScale={6}
            onChange={(next) => {
              const weight = Number(next);
              if (next === '' || !Number.isFinite(weight) || weight < 0) return;
              change({ classWeights: { kind: 'byClass', weights: { ...weights, [name]: weight } } }, `class-${name}`);
            }}
          />
        ))}
      {column !== undefined && <Input.Description>{t('train.sampleWeights', { column })}</Input.Description>}
      {problems.map((problem) => (
        <Text key={problem.code} size="xs" c="red" role="note">
          {problemText(problem, t)}
        </Text>
      ))}
    </>
  );
}
