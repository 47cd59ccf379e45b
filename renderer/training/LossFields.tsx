import { Fieldset, MultiSelect, NativeSelect, Switch } from '@mantine/core';
import { allLossTypes, lossType } from '../../shared/training/losses.ts';
import { allMetricTypes } from '../../shared/training/metrics.ts';
import type { LossSetting, TrainingSettings } from '../../shared/training/training-settings.ts';
import { trainingProblems } from '../../shared/training/validate-training.ts';
import { ParamForm } from '../inspector/ParamForm.tsx';
import { useDoc } from '../state/store.ts';
import { useT } from '../ui/i18n.ts';
import { OptionalNumber } from './OptionalNumber.tsx';
import { metricsOf, namedOutputs } from './output-names.ts';
import type { ChangeSettings } from './SettingsForm.tsx';

interface LossFieldsProps {
  training: TrainingSettings;
  disabled: boolean;
  change: ChangeSettings;
}

/** One loss for all outputs, or a loss with its weight and metrics for each. */
export function LossFields({ training, disabled, change }: LossFieldsProps) {
  const t = useT();
  const outputs = namedOutputs(useDoc().graph);
  const losses = [training.loss].flat();
  const [first] = losses;
  if (!first) return null;
  const perOutput = Array.isArray(training.loss);
  const lossOf = (index: number): LossSetting => losses[index] ?? first;
  const divide = (on: boolean): void =>
    change(
      on
        ? {
            loss: outputs.map((_, index) => lossOf(index)),
            lossWeights: outputs.map(() => 1),
            outputMetrics: outputs.map((_, index) => [...metricsOf(training, index)]),
          }
        : { loss: first, lossWeights: null, outputMetrics: null },
      'outputs',
    );
  /** The list with another value at one place, and as long as there are outputs. */
  const replaced = <T,>(value: (index: number) => T, at: number, next: T): T[] =>
    outputs.map((_, index) => (index === at ? next : value(index)));
  return (
    <>
      {(outputs.length > 1 || perOutput) && (
        <Switch
          label={t('train.perOutput')}
          checked={perOutput}
          onChange={(event) => divide(event.currentTarget.checked)}
        />
      )}
      {!perOutput && (
        <LossChoice
          loss={first}
          training={training}
          disabled={disabled}
          onChange={(loss) => change({ loss }, 'loss')}
        />
      )}
      {perOutput &&
        outputs.map(({ name }, at) => (
          <Fieldset key={at} legend={t('train.ofOutput', { output: name })} p={8}>
            <LossChoice
              loss={lossOf(at)}
              training={training}
              disabled={disabled}
              onChange={(loss) => change({ loss: replaced(lossOf, at, loss) }, `loss-${at}`)}
            />
            <OptionalNumber
              label={t('train.lossWeight')}
              value={training.lossWeights?.[at] ?? 1}
              step={0.1}
              onChange={(weight) => {
                const weightOf = (index: number): number => training.lossWeights?.[index] ?? 1;
                if (weight !== null) change({ lossWeights: replaced(weightOf, at, weight) }, `loss-weight-${at}`);
              }}
            />
            <MultiSelect
              size="xs"
              label={t('train.metrics')}
              value={[...metricsOf(training, at)]}
              data={allMetricTypes.map(({ id }) => ({ value: id, label: t(`metric.${id}`, { defaultValue: id }) }))}
              searchable
              onChange={(metrics) => {
                const listOf = (index: number): string[] => [...metricsOf(training, index)];
                change({ outputMetrics: replaced(listOf, at, metrics) }, `metrics-${at}`);
              }}
            />
          </Fieldset>
        ))}
    </>
  );
}

function LossChoice({
  loss,
  training,
  disabled,
  onChange,
}: {
  loss: LossSetting;
  training: TrainingSettings;
  disabled: boolean;
  onChange: (loss: LossSetting) => void;
}) {
  const t = useT();
  return (
    <>
      <NativeSelect
        size="xs"
        label={t('train.loss')}
        value={loss.id}
        data={allLossTypes.map(({ id }) => ({ value: id, label: t(`loss.${id}`, { defaultValue: id }) }))}
        onChange={(event) => onChange({ id: event.currentTarget.value, params: {} })}
      />
      <ParamForm
        owner={loss.id}
        specs={lossType(loss.id)?.params ?? {}}
        values={loss.params}
        problems={trainingProblems(training)}
        disabled={disabled}
        onChange={(name, value) => onChange({ id: loss.id, params: { ...loss.params, [name]: value } })}
      />
    </>
  );
}
