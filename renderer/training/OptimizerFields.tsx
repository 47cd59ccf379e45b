import { NativeSelect } from '@mantine/core';
import { allOptimizerTypes, optimizerType } from '../../shared/training/optimizers.ts';
import { defaultSchedule, scheduleKinds } from '../../shared/training/schedules.ts';
import type { OptimizerSetting, TrainingSettings } from '../../shared/training/training-settings.ts';
import { trainingProblems } from '../../shared/training/validate-training.ts';
import { ParamForm } from '../inspector/ParamForm.tsx';
import { useT } from '../ui/i18n.ts';
import { ClippingFields } from './ClippingFields.tsx';
import { OptionalNumber } from './OptionalNumber.tsx';
import { ScheduleFields } from './ScheduleFields.tsx';
import type { ChangeSettings } from './SettingsForm.tsx';
import { WarmupFields } from './WarmupFields.tsx';

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
      <OptionalNumber
        label={t('train.learningRate')}
        value={optimizer.learningRate}
        min={0}
        above
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
      <WarmupFields warmup={optimizer.warmup} onChange={(warmup) => set({ warmup }, 'warmup')} />
      <ClippingFields optimizer={optimizer} onChange={(clip) => set(clip, 'clip')} />
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
