import { Group, NativeSelect } from '@mantine/core';
import { fromFigure } from '../../shared/contract/figures.ts';
import type { RunSummary } from '../../shared/contract/run-events.ts';
import { figureText } from '../charts/format.ts';
import { useT } from '../ui/i18n.ts';
import { figureLabel } from './figure-label.ts';
import { runWords } from './run-words.ts';
import { checkpointLabel, useCheckpoints } from './RunFiles.tsx';
import { useRunStore } from './run-store.ts';
import { hasWeights, useRuns } from './useRuns.ts';

/** Chooses whose weights are used; only runs that have some are offered. */
export function RunPicker({ run }: { run: RunSummary }) {
  const t = useT();
  const runs = useRuns() ?? [];
  const choose = useRunStore((state) => state.choose);
  const words = (known: RunSummary): string => {
    const best = known.best && ` · ${figureLabel(known.best.monitor, t)} ${figureText(fromFigure(known.best.value))}`;
    return `${t('train.run', { number: known.number })} · ${runWords(known, t)}${best ?? ''}`;
  };
  return (
    <Group gap="sm" align="flex-end">
      <NativeSelect
        size="xs"
        miw={260}
        label={t('use.run')}
        value={run.id}
        data={runs.filter(hasWeights).map((known) => ({ value: known.id, label: words(known) }))}
        onChange={(event) => choose(event.currentTarget.value)}
      />
      <CheckpointPicker run={run} />
    </Group>
  );
}

/** Which of a run's weights; only a run that kept several asks. */
function CheckpointPicker({ run }: { run: RunSummary }) {
  const t = useT();
  const checkpoints = useCheckpoints(run);
  const chosen = useRunStore((state) => state.checkpoints[run.id]);
  const choose = useRunStore((state) => state.chooseCheckpoint);
  if (checkpoints.length < 2) return null;
  const usual = checkpoints.find(({ kind }) => kind === 'best') ?? checkpoints.find(({ kind }) => kind === 'last');
  return (
    <NativeSelect
      size="xs"
      label={t('use.checkpoint')}
      value={chosen ?? usual?.name ?? ''}
      data={checkpoints.map((known) => ({ value: known.name, label: checkpointLabel(known, t) }))}
      onChange={(event) => choose(run.id, event.currentTarget.value)}
    />
  );
}
