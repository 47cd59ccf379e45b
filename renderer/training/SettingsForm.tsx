import { Checkbox, Divider, Input, NativeSelect, NumberInput, Stack, Switch } from '@mantine/core';
import type { ParamValue } from '../../shared/graph/graph-doc.ts';
import { allLossTypes, lossType } from '../../shared/training/losses.ts';
import { betterWhen } from '../../shared/training/metrics.ts';
import type { TrainingSettings } from '../../shared/training/training-settings.ts';
import { trainingProblems } from '../../shared/training/validate-training.ts';
import { ParamForm } from '../inspector/ParamForm.tsx';
import { updateDoc, useDoc, useStudio } from '../state/store.ts';
import { useT } from '../ui/i18n.ts';
import { EnginePicker } from './EnginePicker.tsx';
import { figureLabel } from './figure-label.ts';
import { MetricFields } from './MetricFields.tsx';
import { OptimizerFields } from './OptimizerFields.tsx';
import { StatesFields } from './StatesFields.tsx';
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
        <LossFields training={training} disabled={!writable} />
        <OptimizerFields training={training} disabled={!writable} change={changeSettings} />
        <MetricFields training={training} disabled={!writable} change={changeSettings} />
        <Divider />
        <WholeNumber
          label={t('train.batchSize')}
          value={training.batchSize}
          min={1}
          max={1_000_000}
          onChange={(batchSize) => changeSettings({ batchSize }, 'batch')}
        />
        <WholeNumber
          label={t('train.epochs')}
          value={training.epochs}
          min={1}
          max={1_000_000}
          onChange={(epochs) => changeSettings({ epochs }, 'epochs')}
        />
        <StepsField training={training} />
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
        <StatesFields training={training} change={changeSettings} />
        <Divider />
        <KeepBest training={training} />
        <EarlyStopping training={training} />
        <Divider />
        <EnginePicker />
      </Stack>
    </fieldset>
  );
}

function LossFields({ training, disabled }: { training: TrainingSettings; disabled: boolean }) {
  const t = useT();
  const losses = [training.loss].flat();
  const first = losses[0];
  if (!first) return null;
  const set = (id: string, params: Readonly<Record<string, ParamValue>>): void =>
    changeSettings({ loss: { id, params: { ...params } } }, 'loss');
  return (
    <>
      <NativeSelect
        size="xs"
        label={t('train.loss')}
        value={first.id}
        data={allLossTypes.map(({ id }) => ({ value: id, label: t(`loss.${id}`, { defaultValue: id }) }))}
        onChange={(event) => set(event.currentTarget.value, {})}
      />
      {losses.length > 1 && <Input.Description>{t('train.lossPerOutput', { count: losses.length })}</Input.Description>}
      <ParamForm
        owner={first.id}
        specs={lossType(first.id)?.params ?? {}}
        values={first.params}
        problems={trainingProblems(training)}
        disabled={disabled}
        onChange={(name, value) => set(first.id, { ...first.params, [name]: value })}
      />
    </>
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

/** What can be watched: the loss and every metric, of the training and of the validation part. */
function monitors(training: TrainingSettings): readonly string[] {
  const own = ['loss', ...training.metrics];
  return [...own.map((name) => `val_${name}`), ...own];
}

function KeepBest({ training }: { training: TrainingSettings }) {
  const t = useT();
  const { keepBest } = training;
  const first = monitors(training)[0] ?? 'loss';
  return (
    <>
      <Checkbox
        label={t('train.keepBest')}
        description={t('train.keepBest.help')}
        checked={keepBest !== null}
        onChange={(event) =>
          changeSettings(
            { keepBest: event.currentTarget.checked ? { monitor: first, mode: betterWhen(first) } : null },
            'best',
          )
        }
      />
      {keepBest && (
        <MonitorSelect
          label={t('train.keepBest.by')}
          value={keepBest.monitor}
          training={training}
          onChange={(monitor) => changeSettings({ keepBest: { monitor, mode: betterWhen(monitor) } }, 'best')}
        />
      )}
    </>
  );
}

function EarlyStopping({ training }: { training: TrainingSettings }) {
  const t = useT();
  const { earlyStopping } = training;
  const first = monitors(training)[0] ?? 'loss';
  return (
    <>
      <Checkbox
        label={t('train.earlyStopping')}
        description={t('train.earlyStopping.help')}
        checked={earlyStopping !== null}
        onChange={(event) =>
          changeSettings(
            {
              earlyStopping: event.currentTarget.checked
                ? { monitor: first, mode: betterWhen(first), patience: 10, minDelta: 0, baseline: null, startFromEpoch: 0, restoreBest: true }
                : null,
            },
            'early',
          )
        }
      />
      {earlyStopping && (
        <>
          <MonitorSelect
            label={t('train.earlyStopping.by')}
            value={earlyStopping.monitor}
            training={training}
            onChange={(monitor) =>
              changeSettings({ earlyStopping: { ...earlyStopping, monitor, mode: betterWhen(monitor) } }, 'early')
            }
          />
          <WholeNumber
            label={t('train.patience')}
            value={earlyStopping.patience}
            min={0}
            max={100_000}
            onChange={(patience) => changeSettings({ earlyStopping: { ...earlyStopping, patience } }, 'patience')}
          />
        </>
      )}
    </>
  );
}

function MonitorSelect({
  label,
  value,
  training,
  onChange,
}: {
  label: string;
  value: string;
  training: TrainingSettings;
  onChange: (monitor: string) => void;
}) {
  const t = useT();
  const names = monitors(training);
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
