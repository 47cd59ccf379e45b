import { NativeSelect, NumberInput } from '@mantine/core';
import { useCommand } from '../commands/useCommand.ts';
import { hasWeights, useRuns } from '../training/useRuns.ts';
import { useT } from '../ui/i18n.ts';
import { IconButton } from '../ui/IconButton.tsx';
import type { IconName } from '../ui/icons.tsx';
import { ProblemLine } from '../ui/ProblemLine.tsx';
import { originText, weightsSentence } from './flow-words.ts';
import { useFlowStore } from './flow-store.ts';
import classes from './flow.module.css';

/** Which row flows through the model, and under which weights; only while data are shown. */
export function FlowBar() {
  const isShown = useFlowStore((state) => state.isShown);
  return isShown ? <Bar /> : null;
}

function Bar() {
  const t = useT();
  const { status, problem, flow, row } = useFlowStore();
  if (status === 'no-data')
    return (
      <div className={classes.flowBar} role="group" aria-label={t('flow.bar')}>
        <span>{t('flow.noData')}</span>
        <GoToData />
      </div>
    );
  return (
    <div className={classes.flowBar} role="group" aria-label={t('flow.bar')}>
      <Tool id="previousRow" icon="back" />
      <NumberInput
        size="xs"
        w={74}
        hideControls
        aria-label={t('flow.row')}
        min={1}
        max={flow?.rows}
        allowDecimal={false}
        value={row + 1}
        onChange={(value) => {
          if (typeof value === 'number' && value >= 1) useFlowStore.getState().goToRow(value - 1);
        }}
      />
      <Tool id="nextRow" icon="forward" />
      <Tool id="randomRow" icon="dice" />
      <span className={classes.origin}>
        {flow && `${t('flow.ofRows', { count: flow.rows })} · ${originText(flow, t)}`}
      </span>
      <Weights />
      <Status />
      {problem && status === 'failed' && (
        <span className={classes.failed}>
          <ProblemLine problem={problem} />
        </span>
      )}
    </div>
  );
}

function Tool({ id, icon }: { id: string; icon: IconName }) {
  const { label, shortcut, run } = useCommand(id);
  return <IconButton icon={icon} label={label} shortcut={shortcut} onClick={run} />;
}

function GoToData() {
  const { label, run } = useCommand('go.data');
  return (
    <button type="button" className={classes.link} onClick={run}>
      {label}
    </button>
  );
}

function Weights() {
  const t = useT();
  const runs = (useRuns() ?? []).filter(hasWeights);
  const weights = useFlowStore((state) => state.weights);
  const choose = useFlowStore((state) => state.chooseWeights);
  return (
    <NativeSelect
      size="xs"
      aria-label={t('flow.weights')}
      value={weights.kind === 'run' ? weights.runId : ''}
      data={[
        { value: '', label: t('flow.weightsInitial') },
        ...runs.map((run) => ({ value: run.id, label: t('flow.weightsOf', { run: run.number }) })),
      ]}
      onChange={(event) => {
        const run = runs.find(({ id }) => id === event.currentTarget.value);
        choose(run ? { kind: 'run', runId: run.id } : { kind: 'initial' });
      }}
    />
  );
}

/** Says plainly whose weights these are, or that the answer is on its way. */
function Status() {
  const t = useT();
  const { status, flow, weights, isFar } = useFlowStore();
  const runs = useRuns();
  const run = weights.kind === 'run' ? runs?.find(({ id }) => id === weights.runId) : undefined;
  const isWarning = flow?.weights.kind === 'initial' ? flow.weights.misfits.length > 0 : flow?.weights.same === false;
  return (
    <span className={classes.status} role="status" data-warning={isWarning && status === 'known'}>
      {status === 'asking'
        ? t('flow.computing')
        : flow && status === 'known'
          ? [weightsSentence(flow, run?.number ?? null, t), ...(isFar ? [t('flow.zoomIn')] : [])].join(' · ')
          : ''}
    </span>
  );
}
