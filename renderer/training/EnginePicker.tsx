import { NativeSelect } from '@mantine/core';
import { useState } from 'react';
import { useT } from '../ui/i18n.ts';
import { chooseEngine, chosenEngine, engineChoices } from './run-actions.ts';

/** On what to train: a setting of this computer, so it is neither saved with the project nor undone. */
export function EnginePicker() {
  const t = useT();
  const [engine, setEngine] = useState(chosenEngine);
  return (
    <NativeSelect
      size="xs"
      label={t('train.engineChoice')}
      description={t('train.engineChoice.help')}
      value={engine}
      data={engineChoices.map((choice) => ({ value: choice, label: t(`train.engine.${choice}`) }))}
      onChange={(event) => {
        const choice = engineChoices.find((known) => known === event.currentTarget.value) ?? 'auto';
        chooseEngine(choice);
        setEngine(choice);
      }}
    />
  );
}
