import { Fieldset, Input, MultiSelect } from '@mantine/core';
import { allMetricTypes, metricType } from '../../shared/training/metrics.ts';
import type { TrainingSettings } from '../../shared/training/training-settings.ts';
import { trainingProblems } from '../../shared/training/validate-training.ts';
import { ParamForm } from '../inspector/ParamForm.tsx';
import { useT } from '../ui/i18n.ts';
import type { ChangeSettings } from './SettingsForm.tsx';

/** Which metrics are counted, and the parameters of those that have some. */
export function MetricFields({
  training,
  disabled,
  change,
}: {
  training: TrainingSettings;
  disabled: boolean;
  change: ChangeSettings;
}) {
  const t = useT();
  const { metrics, metricParams } = training;
  const label = (id: string): string => t(`metric.${id}`, { defaultValue: id });
  const problems = trainingProblems(training);
  return (
    <>
      <MultiSelect
        size="xs"
        label={t('train.metrics')}
        value={metrics}
        data={allMetricTypes.map(({ id }) => ({ value: id, label: label(id) }))}
        searchable
        onChange={(chosen) => change({ metrics: chosen }, 'metrics')}
      />
      {metrics.map((id) => {
        const type = metricType(id);
        if (!type || Object.keys(type.params).length === 0) return null;
        return (
          <Fieldset key={id} legend={label(id)} variant="unstyled">
            {type.ignoresMask && <Input.Description>{t('metric.ignoresMask')}</Input.Description>}
            <ParamForm
              owner={id}
              specs={type.params}
              values={metricParams[id] ?? {}}
              problems={problems}
              disabled={disabled}
              onChange={(name, value) =>
                change(
                  { metricParams: { ...metricParams, [id]: { ...metricParams[id], [name]: value } } },
                  `metric-${id}-${name}`,
                )
              }
            />
          </Fieldset>
        );
      })}
    </>
  );
}
