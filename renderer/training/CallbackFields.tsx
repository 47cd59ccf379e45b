import { Checkbox, Stack, Switch, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { problemText } from '../../shared/i18n/translate.ts';
import { betterWhen } from '../../shared/training/metrics.ts';
import type { TrainingSettings } from '../../shared/training/training-settings.ts';
import { useProblems } from '../state/problems.ts';
import { useDoc } from '../state/store.ts';
import { useT } from '../ui/i18n.ts';
import { Fold } from './Fold.tsx';
import { ModeSelect, MonitorSelect } from './MonitorSelect.tsx';
import { OptionalNumber } from './OptionalNumber.tsx';
import { monitors, namedOutputs } from './output-names.ts';
import type { ChangeSettings } from './SettingsForm.tsx';
import { WholeNumber } from './WholeNumber.tsx';

interface FieldsProps {
  training: TrainingSettings;
  change: ChangeSettings;
}

/** What happens between epochs: the best is kept, training stops early, the rate comes down, checkpoints are written. */
export function CallbackFields(props: FieldsProps) {
  return (
    <>
      <KeepBest {...props} />
      <EarlyStopping {...props} />
      <ReduceOnPlateau {...props} />
      <Checkpoints {...props} />
    </>
  );
}

type Name = 'keepBest' | 'earlyStopping' | 'reduceOnPlateau' | 'checkpoints';

/** A switch with what belongs to it, and what is wrong with it. */
function Optional({
  name,
  on,
  onSwitch,
  children,
}: {
  name: Name;
  on: boolean;
  onSwitch: (on: boolean) => void;
  children: ReactNode;
}) {
  const t = useT();
  const problems = useProblems().filter((problem) => problem.param === name);
  return (
    <Stack gap={8}>
      <Checkbox
        label={t(`train.${name}`)}
        description={t(`train.${name}.help`)}
        checked={on}
        onChange={(event) => onSwitch(event.currentTarget.checked)}
      />
      {on && (
        <Stack gap={8} pl={28}>
          {children}
        </Stack>
      )}
      {problems.map((problem) => (
        <Text key={problem.code} size="xs" c={problem.severity === 'error' ? 'red' : 'dimmed'} role="note">
          {problemText(problem, t)}
        </Text>
      ))}
    </Stack>
  );
}

function useFirstMonitor(training: TrainingSettings): string {
  return monitors(training, namedOutputs(useDoc().graph))[0] ?? 'val_loss';
}

function KeepBest({ training, change }: FieldsProps) {
  const t = useT();
  const { keepBest } = training;
  const first = useFirstMonitor(training);
  return (
    <Optional
      name="keepBest"
      on={keepBest !== null}
      onSwitch={(on) => change({ keepBest: on ? { monitor: first, mode: betterWhen(first) } : null }, 'best')}
    >
      {keepBest && (
        <MonitorSelect
          label={t('train.keepBest.by')}
          value={keepBest.monitor}
          training={training}
          onChange={(monitor) => change({ keepBest: { monitor, mode: betterWhen(monitor) } }, 'best')}
        />
      )}
    </Optional>
  );
}

function EarlyStopping({ training, change }: FieldsProps) {
  const t = useT();
  const { earlyStopping: stopping } = training;
  const first = useFirstMonitor(training);
  const set = (next: Partial<NonNullable<TrainingSettings['earlyStopping']>>, merge: string): void => {
    if (stopping) change({ earlyStopping: { ...stopping, ...next } }, `early-${merge}`);
  };
  const start = {
    monitor: first,
    mode: betterWhen(first),
    patience: 10,
    minDelta: 0,
    baseline: null,
    startFromEpoch: 0,
    restoreBest: true,
  };
  return (
    <Optional
      name="earlyStopping"
      on={stopping !== null}
      onSwitch={(on) => change({ earlyStopping: on ? start : null }, 'early')}
    >
      {stopping && (
        <>
          <MonitorSelect
            label={t('train.earlyStopping.by')}
            value={stopping.monitor}
            training={training}
            onChange={(monitor) => set({ monitor, mode: betterWhen(monitor) }, 'monitor')}
          />
          <WholeNumber
            label={t('train.patience')}
            value={stopping.patience}
            min={0}
            max={100_000}
            onChange={(patience) => set({ patience }, 'patience')}
          />
          <Switch
            label={t('train.restoreBest')}
            checked={stopping.restoreBest}
            onChange={(event) => set({ restoreBest: event.currentTarget.checked }, 'restore')}
          />
          <Fold count={4}>
            <OptionalNumber
              label={t('train.minDelta')}
              value={stopping.minDelta}
              min={0}
              step={0.0001}
              onChange={(minDelta) => minDelta !== null && set({ minDelta }, 'delta')}
            />
            <OptionalNumber
              label={t('train.baseline')}
              value={stopping.baseline}
              empty={t('train.none')}
              step={0.1}
              onChange={(baseline) => set({ baseline }, 'baseline')}
            />
            <WholeNumber
              label={t('train.startFromEpoch')}
              value={stopping.startFromEpoch}
              min={0}
              max={100_000}
              onChange={(startFromEpoch) => set({ startFromEpoch }, 'from')}
            />
            <ModeSelect value={stopping.mode} onChange={(mode) => set({ mode }, 'mode')} />
          </Fold>
        </>
      )}
    </Optional>
  );
}

function ReduceOnPlateau({ training, change }: FieldsProps) {
  const t = useT();
  const { reduceOnPlateau: plateau } = training;
  const first = useFirstMonitor(training);
  const set = (next: Partial<NonNullable<TrainingSettings['reduceOnPlateau']>>, merge: string): void => {
    if (plateau) change({ reduceOnPlateau: { ...plateau, ...next } }, `plateau-${merge}`);
  };
  const start = {
    monitor: first,
    mode: betterWhen(first),
    factor: 0.1,
    patience: 10,
    minDelta: 0.0001,
    cooldown: 0,
    minRate: 0,
  };
  return (
    <Optional
      name="reduceOnPlateau"
      on={plateau !== null}
      onSwitch={(on) => change({ reduceOnPlateau: on ? start : null }, 'plateau')}
    >
      {plateau && (
        <>
          <MonitorSelect
            label={t('train.earlyStopping.by')}
            value={plateau.monitor}
            training={training}
            onChange={(monitor) => set({ monitor, mode: betterWhen(monitor) }, 'monitor')}
          />
          <WholeNumber
            label={t('train.patience')}
            value={plateau.patience}
            min={0}
            max={100_000}
            onChange={(patience) => set({ patience }, 'patience')}
          />
          <OptionalNumber
            label={t('train.reduceOnPlateau.factor')}
            value={plateau.factor}
            min={0}
            above
            max={0.999}
            step={0.1}
            onChange={(factor) => factor !== null && set({ factor }, 'factor')}
          />
          <Fold count={4}>
            <OptionalNumber
              label={t('train.reduceOnPlateau.minRate')}
              value={plateau.minRate}
              min={0}
              step={0.0001}
              onChange={(minRate) => minRate !== null && set({ minRate }, 'rate')}
            />
            <WholeNumber
              label={t('train.reduceOnPlateau.cooldown')}
              value={plateau.cooldown}
              min={0}
              max={100_000}
              onChange={(cooldown) => set({ cooldown }, 'cooldown')}
            />
            <OptionalNumber
              label={t('train.minDelta')}
              value={plateau.minDelta}
              min={0}
              step={0.0001}
              onChange={(minDelta) => minDelta !== null && set({ minDelta }, 'delta')}
            />
            <ModeSelect value={plateau.mode} onChange={(mode) => set({ mode }, 'mode')} />
          </Fold>
        </>
      )}
    </Optional>
  );
}

function Checkpoints({ training, change }: FieldsProps) {
  const t = useT();
  const { checkpoints } = training;
  return (
    <Optional
      name="checkpoints"
      on={checkpoints !== null}
      onSwitch={(on) => change({ checkpoints: on ? { everyEpochs: 10, keep: null } : null }, 'checkpoints')}
    >
      {checkpoints && (
        <>
          <WholeNumber
            label={t('train.checkpoints.everyEpochs')}
            value={checkpoints.everyEpochs}
            min={1}
            max={100_000}
            onChange={(everyEpochs) => change({ checkpoints: { ...checkpoints, everyEpochs } }, 'checkpoints-every')}
          />
          <OptionalNumber
            label={t('train.checkpoints.keep')}
            value={checkpoints.keep}
            empty={t('train.checkpoints.all')}
            min={1}
            max={100_000}
            whole
            onChange={(keep) => change({ checkpoints: { ...checkpoints, keep } }, 'checkpoints-keep')}
          />
        </>
      )}
    </Optional>
  );
}
