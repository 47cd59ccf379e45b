import { Checkbox, NativeSelect, Stack } from '@mantine/core';
import type { Warmup } from '../../shared/training/training-settings.ts';
import { useT } from '../ui/i18n.ts';
import { OptionalNumber } from './OptionalNumber.tsx';

const units = ['epochs', 'steps'] as const;

/** The rise of the learning rate before its course begins. */
export function WarmupFields({
  warmup,
  onChange,
}: {
  warmup: Warmup | null;
  onChange: (warmup: Warmup | null) => void;
}) {
  const t = useT();
  return (
    <>
      <Checkbox
        label={t('train.warmup')}
        description={t('train.warmup.help')}
        checked={warmup !== null}
        onChange={(event) => onChange(event.currentTarget.checked ? { length: 1, unit: 'epochs', startRate: 0 } : null)}
      />
      {warmup && (
        <Stack gap={8} pl={28}>
          <OptionalNumber
            label={t('train.warmup.length')}
            value={warmup.length}
            min={0}
            above
            onChange={(length) => length !== null && onChange({ ...warmup, length })}
          />
          <NativeSelect
            size="xs"
            label={t('train.warmup.unit')}
            value={warmup.unit}
            data={units.map((unit) => ({ value: unit, label: t(`train.warmup.unit.${unit}`) }))}
            onChange={(event) =>
              onChange({ ...warmup, unit: units.find((unit) => unit === event.currentTarget.value) ?? 'epochs' })
            }
          />
          <OptionalNumber
            label={t('train.warmup.startRate')}
            value={warmup.startRate}
            min={0}
            step={0.0001}
            onChange={(startRate) => startRate !== null && onChange({ ...warmup, startRate })}
          />
        </Stack>
      )}
    </>
  );
}
