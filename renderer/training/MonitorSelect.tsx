import { NativeSelect } from '@mantine/core';
import type { TrainingSettings } from '../../shared/training/training-settings.ts';
import { useDoc } from '../state/store.ts';
import { useT } from '../ui/i18n.ts';
import { figureLabel } from './figure-label.ts';
import { monitors, namedOutputs } from './output-names.ts';

interface MonitorSelectProps {
  label: string;
  value: string;
  training: TrainingSettings;
  onChange: (monitor: string) => void;
}

/** Which figure is watched; one that is no longer counted stays to be seen. */
export function MonitorSelect({ label, value, training, onChange }: MonitorSelectProps) {
  const t = useT();
  const { graph } = useDoc();
  const names = monitors(training, namedOutputs(graph));
  return (
    <NativeSelect
      size="xs"
      label={label}
      value={value}
      data={(names.includes(value) ? names : [value, ...names]).map((name) => ({
        value: name,
        label: figureLabel(name, t),
      }))}
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  );
}

const modes = ['auto', 'min', 'max'] as const;

export function ModeSelect({
  value,
  onChange,
}: {
  value: (typeof modes)[number];
  onChange: (mode: (typeof modes)[number]) => void;
}) {
  const t = useT();
  return (
    <NativeSelect
      size="xs"
      label={t('train.mode')}
      value={value}
      data={modes.map((mode) => ({ value: mode, label: t(`train.mode.${mode}`) }))}
      onChange={(event) => onChange(modes.find((mode) => mode === event.currentTarget.value) ?? 'auto')}
    />
  );
}
