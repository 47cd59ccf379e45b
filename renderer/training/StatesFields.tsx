import { Group, NativeSelect, Stack, Switch } from '@mantine/core';
import { statefulNodes } from '../../shared/graph/stateful-checks.ts';
import type { TrainingSettings } from '../../shared/training/training-settings.ts';
import { useProblems } from '../state/problems.ts';
import { useDoc } from '../state/store.ts';
import { useT } from '../ui/i18n.ts';
import { ProblemLine } from '../ui/ProblemLine.tsx';
import { RepairButtons } from '../ui/RepairButtons.tsx';
import type { ChangeSettings } from './SettingsForm.tsx';

const policies = ['epoch', 'batch', 'sequence', 'never'] as const satisfies readonly TrainingSettings['stateReset'][];

/** What becomes of a smaller last batch; with stateful layers, when they forget and what is wrong with their batches. */
export function StatesFields({ training, change }: { training: TrainingSettings; change: ChangeSettings }) {
  const t = useT();
  const { graph } = useDoc();
  const isStateful = statefulNodes(graph).length > 0;
  const problems = useProblems().filter((found) => found.code.startsWith('training/stateful'));
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
      {problems.length > 0 && (
        <Stack gap={6} role="group" aria-label={t('train.states.problems')}>
          {problems.map((found) => (
            <div key={`${found.code}-${String(found.details['context'] ?? '')}`}>
              <ProblemLine problem={found} />
              <Group gap={6} mt={4}>
                <RepairButtons problem={found} />
              </Group>
            </div>
          ))}
        </Stack>
      )}
    </>
  );
}
