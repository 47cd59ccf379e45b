import { NativeSelect, Switch } from '@mantine/core';
import { statefulNodes } from '../../shared/graph/stateful-checks.ts';
import type { TrainingSettings } from '../../shared/training/training-settings.ts';
import { useDoc } from '../state/store.ts';
import { useT } from '../ui/i18n.ts';
import type { ChangeSettings } from './SettingsForm.tsx';

const policies = ['epoch', 'batch', 'sequence', 'never'] as const satisfies readonly TrainingSettings['stateReset'][];

/** What becomes of a smaller last batch; with stateful layers, when they forget. */
export function StatesFields({ training, change }: { training: TrainingSettings; change: ChangeSettings }) {
  const t = useT();
  const { graph } = useDoc();
  const isStateful = statefulNodes(graph).length > 0;
  return (
    <>
      <Switch
        label={t('train.dropRemainder')}
        checked={training.remainder === 'drop'}
        onChange={(event) => change({ remainder: event.currentTarget.checked ? 'drop' : 'keep' }, 'remainder')}
      />
      {isStateful && (
        <NativeSelect
          size="xs"
          label={t('train.stateReset')}
          description={t(`train.stateReset.${training.stateReset}.help`)}
          value={training.stateReset}
          data={policies.map((value) => ({ value, label: t(`train.stateReset.${value}`) }))}
          onChange={(event) =>
            change(
              { stateReset: policies.find((policy) => policy === event.currentTarget.value) ?? 'epoch' },
              'state-reset',
            )
          }
        />
      )}
    </>
  );
}
