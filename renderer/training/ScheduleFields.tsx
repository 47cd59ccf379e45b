import { ActionIcon, Button, Group, NativeSelect, Stack, Switch } from '@mantine/core';
import type { Schedule } from '../../shared/training/training-settings.ts';
import { useT } from '../ui/i18n.ts';
import { Icon } from '../ui/icons.tsx';
import { OptionalNumber } from './OptionalNumber.tsx';

interface ScheduleFieldsProps {
  schedule: Schedule;
  onChange: (schedule: Schedule) => void;
}

/** The numbers of a schedule, whatever they are called. */
export function ScheduleFields({ schedule, onChange }: ScheduleFieldsProps) {
  const t = useT();
  if (schedule.kind === 'constant') return null;
  const unit = (
    <NativeSelect
      size="xs"
      label={t('train.warmup.unit')}
      value={schedule.unit ?? 'epochs'}
      data={(['epochs', 'steps'] as const).map((one) => ({ value: one, label: t(`train.warmup.unit.${one}`) }))}
      onChange={(event) => onChange({ ...schedule, unit: event.currentTarget.value === 'steps' ? 'steps' : 'epochs' })}
    />
  );
  if (schedule.kind === 'piecewise')
    return (
      <>
        {unit}
        <PiecewiseFields schedule={schedule} onChange={onChange} />
      </>
    );
  return (
    <>
      {unit}
      {Object.entries(schedule).map(([name, value]) => {
        if (typeof value === 'number') {
          return (
            <OptionalNumber
              key={name}
              label={t(`train.schedule.${name === 'decayEpochs' && schedule.unit === 'steps' ? 'decaySteps' : name}`)}
              value={value}
              min={0}
              above={name !== 'alpha' && name !== 'endLearningRate'}
              {...(name === 'alpha' ? { max: 1 } : {})}
              step={name === 'decayEpochs' ? 1 : 0.01}
              onChange={(next) => next !== null && onChange({ ...schedule, [name]: next })}
            />
          );
        }
        if (typeof value !== 'boolean') return null;
        return (
          <Switch
            key={name}
            label={t(`train.schedule.${name}`)}
            checked={value}
            onChange={(event) => onChange({ ...schedule, [name]: event.currentTarget.checked })}
          />
        );
      })}
    </>
  );
}

type Piecewise = Extract<Schedule, { kind: 'piecewise' }>;

/** Each change as an epoch or step and the rate until then; the last rate holds to the end. */
function PiecewiseFields({ schedule, onChange }: { schedule: Piecewise; onChange: (schedule: Piecewise) => void }) {
  const t = useT();
  const { boundaries, values } = schedule;
  const unit = schedule.unit === 'steps' ? 'step' : 'epoch';
  const replaced = (list: readonly number[], at: number, next: number): number[] =>
    list.map((value, index) => (index === at ? next : value));
  const without = (list: readonly number[], at: number): number[] => list.filter((_, index) => index !== at);
  const rate = (index: number, label: string) => (
    <OptionalNumber
      label={label}
      value={values[index] ?? null}
      min={0}
      above
      step={0.001}
      onChange={(next) => next !== null && onChange({ ...schedule, values: replaced(values, index, next) })}
    />
  );
  return (
    <Stack gap={8} pl={28}>
      {boundaries.map((epoch, index) => (
        <Group key={index} gap={6} align="flex-end" wrap="nowrap">
          {rate(index, t('train.piecewise.rate'))}
          <OptionalNumber
            label={t(`train.piecewise.${unit}`)}
            value={epoch}
            min={0}
            above
            onChange={(next) =>
              next !== null && onChange({ ...schedule, boundaries: replaced(boundaries, index, next) })
            }
          />
          {boundaries.length > 1 && (
            <ActionIcon
              aria-label={t(unit === 'step' ? 'train.piecewise.removeStep' : 'train.piecewise.remove', { epoch })}
              onClick={() =>
                onChange({ ...schedule, boundaries: without(boundaries, index), values: without(values, index) })
              }
            >
              <Icon name="trash" size={14} />
            </ActionIcon>
          )}
        </Group>
      ))}
      {rate(boundaries.length, t('train.piecewise.last'))}
      <Button
        size="compact-xs"
        variant="default"
        onClick={() =>
          onChange({
            ...schedule,
            boundaries: [...boundaries, (boundaries.at(-1) ?? 0) + 1],
            values: [...values, values.at(-1) ?? 0.001],
          })
        }
      >
        {t('train.piecewise.add')}
      </Button>
    </Stack>
  );
}
