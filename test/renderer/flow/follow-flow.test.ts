/** When the page asks for a flow, what it leaves, and what it takes; on the real store, with a core that answers when told. */
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Flow, FlowRequest } from '../../../shared/contract/flow.ts';
import type { RunStatus, RunSummary } from '../../../shared/contract/run-events.ts';
import type { NodeId, ProjectId, RunId } from '../../../shared/ids.ts';
import { StudioError } from '../../../shared/problem.ts';
import { templates } from '../../../shared/templates/index.ts';
import * as actions from '../../../renderer/canvas/canvas-actions.ts';
import { followFlow } from '../../../renderer/flow/follow-flow.ts';
import { flowKey, useFlowStore } from '../../../renderer/flow/flow-store.ts';
import { useStudio } from '../../../renderer/state/store.ts';
import { useRunStore } from '../../../renderer/training/run-store.ts';
import { runSummary } from '../../support/run-summary.ts';

interface Asked {
  readonly request: FlowRequest;
  readonly signal: AbortSignal;
  readonly answer: (flow: Flow) => void;
  readonly refuse: (error: Error) => void;
}
const asked: Asked[] = [];
let stop: () => void;

function openTemplate(id: string): void {
  const doc = templates.masking.create(id as ProjectId, 'Masking');
  useStudio.getState().showProject({ doc, writable: true, recovered: false });
  useStudio.getState().goTo('model');
}

beforeEach(() => {
  asked.length = 0;
  openTemplate('project-flow');
  useFlowStore.setState({ isShown: true, row: 0, weights: { kind: 'initial' } });
  stop = followFlow(
    (request, { signal }) =>
      new Promise<Flow>((resolve, reject) => {
        asked.push({ request, signal, answer: resolve, refuse: reject });
        signal.addEventListener('abort', () => reject(new Error('left')));
      }),
  );
});
afterEach(() => {
  stop();
  useStudio.getState().hideProject();
});

const flowOf = (row: number, rows = 5): Flow => ({
  row,
  rows,
  origin: { group: null, firstLine: row + 1, lastLine: row + 1 },
  weights: { kind: 'initial', misfits: [] },
  nodes: [{ scope: null, node: 'lstm' as NodeId, value: null, gap: { why: 'before' } }],
  detail: null,
});
const status = () => useFlowStore.getState().status;
const untilAsked = (times: number) => expect.poll(() => asked.length).toBe(times);
const setUnits = (units: number) => actions.changeParam('lstm' as NodeId, 'units', units);

test('asks once for what is drawn and shows the answer', async () => {
  await untilAsked(1);
  expect(asked[0]?.request).toMatchObject({ row: 0, weights: { kind: 'initial' }, chosen: null });
  expect(status()).toBe('asking');
  asked[0]?.answer(flowOf(0));
  await expect.poll(status).toBe('known');
  expect(useFlowStore.getState().entries.get(flowKey(null, 'lstm'))?.gap?.why).toBe('before');
});

test('edits that follow one another are one request; the one before is left', async () => {
  await untilAsked(1);
  for (const units of [10, 11, 12]) setUnits(units);
  expect(asked[0]?.signal.aborted).toBe(true);
  await untilAsked(2);
  expect(asked[1]?.request.graph.nodes.find(({ id }) => id === ('lstm' as NodeId))?.params['units']).toBe(12);
  asked[1]?.answer(flowOf(0));
  await expect.poll(status).toBe('known');
  expect(asked).toHaveLength(2);
});

test('while an answer is on its way the last one stays', async () => {
  await untilAsked(1);
  asked[0]?.answer(flowOf(0));
  await expect.poll(status).toBe('known');
  setUnits(9);
  expect(status()).toBe('asking');
  expect(useFlowStore.getState().flow?.rows).toBe(5);
});

test('an answer that comes too late is not taken', async () => {
  await untilAsked(1);
  const [first] = asked;
  useFlowStore.getState().goToRow(1);
  await untilAsked(2);
  first?.answer(flowOf(0, 99));
  asked[1]?.answer(flowOf(1));
  await expect.poll(status).toBe('known');
  expect(useFlowStore.getState().flow).toMatchObject({ row: 1, rows: 5 });
});

test('moving a layer asks for nothing', async () => {
  await untilAsked(1);
  asked[0]?.answer(flowOf(0));
  await expect.poll(status).toBe('known');
  actions.commitMoves([{ id: 'lstm' as NodeId, position: { x: 5, y: 500 } }]);
  expect(status()).toBe('known');
});

test('a row beyond the last becomes the one that was answered, without another request', async () => {
  await untilAsked(1);
  asked[0]?.answer(flowOf(0));
  await expect.poll(status).toBe('known');
  useFlowStore.getState().goToRow(7);
  await untilAsked(2);
  asked[1]?.answer(flowOf(2));
  await expect.poll(status).toBe('known');
  expect(useFlowStore.getState().row).toBe(2);
  expect(asked).toHaveLength(2);
});

test('the steps of the selected layer are asked for while their panel is open', async () => {
  await untilAsked(1);
  useStudio.getState().select({ nodes: ['lstm' as NodeId] });
  expect(asked).toHaveLength(1);
  useStudio.getState().showDrawer('flow');
  await untilAsked(2);
  expect(asked[1]?.request.chosen).toEqual({ scope: null, node: 'lstm' });
  useStudio.getState().togglePanel('bottom');
});

test('a failure is shown as its problem, and the next edit tries again', async () => {
  await untilAsked(1);
  asked[0]?.refuse(new StudioError('data/no-samples', {}));
  await expect.poll(status).toBe('failed');
  expect(useFlowStore.getState().problem?.code).toBe('data/no-samples');
  setUnits(8);
  await untilAsked(2);
});

test('hidden, in another place and without data nothing is asked', async () => {
  await untilAsked(1);
  useFlowStore.getState().show(false);
  expect(asked[0]?.signal.aborted).toBe(true);
  expect(status()).toBe('off');
  useStudio.getState().goTo('train');
  useFlowStore.getState().show(true);
  expect(status()).toBe('off');
  useStudio.getState().goTo('model');
  await untilAsked(2);
  useStudio.getState().updateDoc('command.setParam', (doc) => ({ ...doc, data: { ...doc.data, source: null } }));
  expect(status()).toBe('no-data');
  expect(asked[1]?.signal.aborted).toBe(true);
});

test('another project begins at its first row with initial weights', async () => {
  await untilAsked(1);
  asked[0]?.answer(flowOf(0));
  await expect.poll(status).toBe('known');
  useFlowStore.setState({ row: 3 });
  openTemplate('project-other');
  expect(useFlowStore.getState()).toMatchObject({ row: 0, weights: { kind: 'initial' } });
});

const runAt = (epoch: number, status: RunStatus = 'running'): RunSummary =>
  runSummary({
    id: 'run-live' as RunId,
    projectId: 'project-flow' as ProjectId,
    status,
    epoch,
    epochs: 9,
    step: epoch * 10,
  });
const runIs = (run: RunSummary): void => useRunStore.setState({ runs: [run] });

test('the weights of a run that goes on are followed: one question at a time, and the old answer stays meanwhile', async () => {
  await untilAsked(1);
  runIs(runAt(1));
  useFlowStore.getState().chooseWeights({ kind: 'run', runId: 'run-live' as RunId });
  await untilAsked(2);
  asked[1]?.answer(flowOf(0));
  await expect.poll(status).toBe('known');
  runIs(runAt(2));
  runIs(runAt(3));
  expect(status()).toBe('known');
  await expect.poll(() => asked.length, { timeout: 30_000 }).toBe(3);
  runIs(runAt(4));
  expect(asked[2]?.signal.aborted).toBe(false);
  asked[2]?.answer(flowOf(0));
  await expect.poll(() => asked.length, { timeout: 30_000 }).toBe(4);
  // Its end is worth more than a question that is on its way.
  runIs(runAt(5, 'finished'));
  expect(asked[3]?.signal.aborted).toBe(true);
  await untilAsked(5);
  asked[4]?.answer(flowOf(0));
  await expect.poll(status).toBe('known');
  useRunStore.setState({ runs: null });
}, 90_000);
