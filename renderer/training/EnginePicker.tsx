import { NativeSelect } from '@mantine/core';
import { useT } from '../ui/i18n.ts';
import { chooseEngine, engineChoices, useChosenEngine } from './run-actions.ts';

/** On what to train: a setting of this computer, so it is neither saved with the project nor undone. */
export function EnginePicker() {
  const t = useT();
  const engine = useChosenEngine();
  return (
    <NativeSelect
      size="xs"
      label={t('train.engineChoice')}
      description={t('train.engineChoice.help')}
      value={engine}
      data={engineChoices.map((choice) => ({ value: choice, label: t(`train.engine.${choice}`) }))}
      onChange={(event) => chooseEngine(engineChoices.find((known) => known === event.currentTarget.value) ?? 'auto')}
    />
  );
}
