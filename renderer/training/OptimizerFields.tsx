import { NativeSelect, NumberInput } from '@mantine/core';
import { allOptimizerTypes, optimizerType } from '../../shared/training/optimizers.ts';
import { defaultSchedule, scheduleKinds } from '../../shared/training/schedules.ts';
import type { OptimizerSetting, Schedule, TrainingSettings } from '../../shared/training/training-settings.ts';
import { trainingProblems } from '../../shared/training/validate-training.ts';
import { ParamForm } from '../inspector/ParamForm.tsx';
import { useT } from '../ui/i18n.ts';
import type { ChangeSettings } from './SettingsForm.tsx';

interface OptimizerFieldsProps {
  training: TrainingSettings;
  disabled: boolean;
  change: ChangeSettings;
}

/** Optimizer, learning rate and its course, clipping, and what the optimizer has of its own. */
export function OptimizerFields({ training, disabled, change }: OptimizerFieldsProps) {
  const t = useT();
  const { optimizer } = training;
  const set = (next: Partial<OptimizerSetting>, merge: string): void =>
    change({ optimizer: { ...optimizer, ...next } }, `optimizer-${merge}`);
  return (
    <>
      <NativeSelect
        size="xs"
        label={t('train.optimizer')}
        value={optimizer.id}
        data={allOptimizerTypes.map(({ id }) => ({ value: id, label: t(`optimizer.${id}`, { defaultValue: id }) }))}
        onChange={(event) => {
          const type = optimizerType(event.currentTarget.value);
          if (type) set({ id: type.id, learningRate: type.learningRate, params: {} }, 'id');
        }}
      />
      <Positive
        label={t('train.learningRate')}
        value={optimizer.learningRate}
        step={0.001}
        onChange={(learningRate) => learningRate !== null && set({ learningRate }, 'rate')}
      />
      <NativeSelect
        size="xs"
        label={t('train.schedule')}
        value={optimizer.schedule.kind}
        data={scheduleKinds.map((kind) => ({ value: kind, label: t(`schedule.${kind}`, { defaultValue: kind }) }))}
        onChange={(event) => {
          const kind = scheduleKinds.find((known) => known === event.currentTarget.value) ?? 'constant';
          set({ schedule: defaultSchedule(kind, training.epochs, optimizer.learningRate) }, 'schedule');
        }}
      />
      <ScheduleFields schedule={optimizer.schedule} onChange={(schedule) => set({ schedule }, 'schedule')} />
      <Positive
        label={t('train.clipnorm')}
        value={optimizer.clipnorm}
        step={0.5}
        optional
        onChange={(clipnorm) =>
          set({ clipnorm, ...(clipnorm === null ? {} : { globalClipnorm: null, clipvalue: null }) }, 'clipnorm')
        }
      />
      <ParamForm
        owner={optimizer.id}
        specs={optimizerType(optimizer.id)?.params ?? {}}
        values={optimizer.params}
        problems={trainingProblems(training)}
        disabled={disabled}
        onChange={(name, value) => set({ params: { ...optimizer.params, [name]: value } }, name)}
      />
    </>
  );
}

/** Numbers of a schedule, whatever they are called; a stepwise one is edited as two lists in the project file. */
function ScheduleFields({ schedule, onChange }: { schedule: Schedule; onChange: (schedule: Schedule) => void }) {
  const t = useT();
  if (schedule.kind === 'constant' || schedule.kind === 'piecewise') return null;
  const numbers = Object.entries(schedule).filter((entry): entry is [string, number] => typeof entry[1] === 'number');
  return (
    <>
      {numbers.map(([name, value]) => (
        <NumberInput
          key={name}
          label={t(`train.schedule.${name}`)}
          value={value}
          min={0}
          step={name === 'decayEpochs' ? 1 : 0.01}
          onChange={(next) => {
            if (typeof next === 'number' && (next > 0 || name === 'alpha' || name === 'endLearningRate'))
              onChange({ ...schedule, [name]: next });
          }}
        />
      ))}
    </>
  );
}

function Positive({
  label,
  value,
  step,
  optional,
  onChange,
}: {
  label: string;
  value: number | null;
  step: number;
  optional?: boolean;
  onChange: (value: number | null) => void;
}) {
  const t = useT();
  return (
    <NumberInput
      label={label}
      value={value ?? ''}
      min={0}
      step={step}
      decimalScale={8}
      placeholder={optional ? t('train.none') : undefined}
      onChange={(next) => {
        // Numbers of many digits arrive as text.
        const number = next === '' ? Number.NaN : Number(next);
        if (Number.isFinite(number) && number > 0) onChange(number);
        else if (next === '' && optional) onChange(null);
      }}
    />
  );
}
