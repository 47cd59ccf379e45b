import { Divider, NumberInput, Stack, Switch } from '@mantine/core';
import type { TrainingSettings } from '../../shared/training/training-settings.ts';
import { updateDoc, useDoc, useStudio } from '../state/store.ts';
import { useT } from '../ui/i18n.ts';
import { BucketFields } from './BucketFields.tsx';
import { CallbackFields } from './CallbackFields.tsx';
import { EnginePicker } from './EnginePicker.tsx';
import { LossFields } from './LossFields.tsx';
import { MetricFields } from './MetricFields.tsx';
import { OptimizerFields } from './OptimizerFields.tsx';
import { StatesFields } from './StatesFields.tsx';
import { WeightFields } from './WeightFields.tsx';
import { WholeNumber } from './WholeNumber.tsx';

export type ChangeSettings = (change: Partial<TrainingSettings>, merge: string) => void;

const changeSettings: ChangeSettings = (change, merge) =>
  updateDoc('command.changeTraining', (doc) => ({ ...doc, training: { ...doc.training, ...change } }), {
    merge: `training-${merge}`,
  });

/** How the model trains: made from the records of losses, optimizers and metrics. */
export function SettingsForm() {
  const t = useT();
  const { training } = useDoc();
  const writable = useStudio((state) => state.writable);
  return (
    <fieldset
      disabled={!writable}
      style={{ border: 0, margin: 0, padding: 0, minWidth: 0 }}
      aria-label={t('train.settings')}
    >
      <Stack gap={10}>
        <LossFields training={training} disabled={!writable} change={changeSettings} />
        {training.outputMetrics === null && (
          <MetricFields training={training} disabled={!writable} change={changeSettings} />
        )}
        <Divider />
        <WholeNumber
          label={t('train.epochs')}
          value={training.epochs}
          min={1}
          max={1_000_000}
          onChange={(epochs) => changeSettings({ epochs }, 'epochs')}
        />
        <WholeNumber
          label={t('train.batchSize')}
          value={training.batchSize}
          min={1}
          max={1_000_000}
          onChange={(batchSize) => changeSettings({ batchSize }, 'batch')}
        />
        <StepsField training={training} />
        <Divider />
        <OptimizerFields training={training} disabled={!writable} change={changeSettings} />
        <Divider />
        <WeightFields training={training} change={changeSettings} />
        <WholeNumber
          label={t('train.validateEvery')}
          value={training.validation.everyEpochs}
          min={1}
          max={10_000}
          onChange={(everyEpochs) =>
            changeSettings({ validation: { ...training.validation, everyEpochs } }, 'validation')
          }
        />
        <WholeNumber
          label={t('train.seed')}
          value={training.seed}
          min={0}
          max={2 ** 31 - 1}
          onChange={(seed) => changeSettings({ seed }, 'seed')}
        />
        <Switch
          label={t('train.shuffle')}
          checked={training.shuffle}
          onChange={(event) => changeSettings({ shuffle: event.currentTarget.checked }, 'shuffle')}
        />
        <BucketFields training={training} change={changeSettings} />
        <StatesFields training={training} change={changeSettings} />
        <Divider />
        <CallbackFields training={training} change={changeSettings} />
        <Divider />
        <EnginePicker />
      </Stack>
    </fieldset>
  );
}

function StepsField({ training }: { training: TrainingSettings }) {
  const t = useT();
  const generated = useDoc().data.source?.kind === 'generator';
  if (!generated) return null;
  return (
    <NumberInput
      label={t('train.stepsPerEpoch')}
      description={t('train.stepsPerEpoch.help')}
      value={training.stepsPerEpoch ?? ''}
      placeholder={t('train.onePass')}
      min={1}
      allowDecimal={false}
      onChange={(value) =>
        changeSettings({ stepsPerEpoch: typeof value === 'number' && value >= 1 ? value : null }, 'steps')
      }
    />
  );
}
