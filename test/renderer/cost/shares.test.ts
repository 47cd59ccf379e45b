/** Which part each layer costs, of what is drawn; measured times hold as long as the drawing does. On the real store. */
import { beforeEach, describe, expect, test } from 'vitest';
import type { LayerTimes } from '../../../shared/contract/layer-times.ts';
import { documentHash } from '../../../shared/contract/document-hash.ts';
import type { RunSummary } from '../../../shared/contract/run-events.ts';
import { translator } from '../../../shared/i18n/translate.ts';
import type { DefinitionId, NodeId, ProjectId, RunId } from '../../../shared/ids.ts';
import { StudioError } from '../../../shared/problem.ts';
import type { ProjectDoc } from '../../../shared/project-doc.ts';
import { templates } from '../../../shared/templates/index.ts';
import * as actions from '../../../renderer/canvas/canvas-actions.ts';
import { type CostMeasure, useCostStore } from '../../../renderer/cost/cost-store.ts';
import { shareSentence, totalSentence } from '../../../renderer/cost/cost-words.ts';
import { leaveTimes, measureTimes, type TimeCalls } from '../../../renderer/cost/measured-times.ts';
import { shownShares } from '../../../renderer/cost/shares.ts';
import { currentDoc, updateDoc, useStudio } from '../../../renderer/state/store.ts';
import { runSummary } from '../../support/run-summary.ts';

function openTemplate(id: 'masking' | 'siamese'): void {
  const doc = templates[id].create('project-cost' as ProjectId, 'Cost');
  useStudio.getState().showProject({ doc, writable: true, recovered: false });
  useStudio.getState().openBlock([]);
}
const shares = (measure: CostMeasure) => shownShares(useStudio.getState(), measure, useCostStore.getState().times);
const shareOf = (measure: CostMeasure, node: string): number => shares(measure).byNode.get(node)?.share ?? 0;
const all = (measure: CostMeasure): number =>
  [...shares(measure).byNode.values()].reduce((sum, { share }) => sum + share, 0);

beforeEach(() => {
  leaveTimes();
  useCostStore.setState({ times: null, status: 'idle', problem: null });
});

describe('shares', () => {
  test.each(['params', 'multiplyAdds', 'memory'] as const)('of %s add up to one, the heavy layer first', (measure) => {
    openTemplate('masking');
    expect(all(measure)).toBeCloseTo(1, 9);
    expect(shareOf(measure, 'lstm')).toBeGreaterThan(0.5);
    expect(shares(measure).byNode.has('output')).toBe(false);
  });

  test('weights that two blocks share are counted once, multiply-adds twice', () => {
    openTemplate('siamese');
    expect(shares('params').total).toBe(41_344);
    expect(shareOf('params', 'encoder_first')).toBe(1);
    expect(shareOf('params', 'encoder_second')).toBe(1);
    expect(all('multiplyAdds')).toBeCloseTo(1, 9);
  });

  test('inside a block they are of the block', () => {
    openTemplate('siamese');
    useStudio.getState().openBlock(['encoder' as DefinitionId]);
    expect(all('params')).toBeCloseTo(1, 9);
    expect(shareOf('params', 'dense')).toBeLessThan(shareOf('params', 'dense_1'));
  });

  test('are the same object while layers are only moved, whichever other measure is asked for meanwhile', () => {
    openTemplate('masking');
    const before = [shares('params'), shares('memory')];
    expect([shares('params'), shares('memory')]).toEqual(before);
    expect(shares('params')).toBe(before[0]);
    expect(shares('memory')).toBe(before[1]);
    useStudio.getState().select({ nodes: ['lstm' as NodeId] });
    expect(shares('params')).toBe(before[0]);
  });

  test('are said in both languages', () => {
    openTemplate('masking');
    const share = { value: 41_200, share: 0.345 };
    const [en, zh] = [translator('en'), translator('zh-Hans')];
    expect(shareSentence(share, 'params', en)).toBe('35 % of the parameters: 41,200');
    expect(shareSentence(share, 'params', zh)).toBe('占参数的 35 %：41,200');
    expect(shareSentence({ value: 0.0456, share: 0.0449 }, 'time', en)).toBe(
      '4.5 % of the time of a training step: 0.0456 ms',
    );
    expect(totalSentence({ byNode: new Map(), total: 2048, perStep: false }, 'memory', en)).toBe('2.00 KB in all');
    expect(totalSentence({ byNode: new Map(), total: 10, perStep: true }, 'multiplyAdds', zh)).toBe(
      '共 10（按序列的一步计）',
    );
  });
});

/** A core with one run, trained with `trained`; remembers what it was asked to measure. */
function coreWith(trained: ProjectDoc, run: Partial<RunSummary> = {}) {
  const asked: string[] = [];
  const summary = runSummary({
    id: 'run-1' as RunId,
    projectId: trained.id,
    status: 'finished',
    endedAt: 1,
    step: 10,
    engine: 'portable',
    device: 'a double',
    last: { loss: 1 },
    documentHash: documentHash(trained),
    ...run,
  });
  const times: LayerTimes = {
    runId: summary.id,
    engine: 'portable',
    device: 'a double',
    mode: 'traced',
    batchSize: 32,
    settled: true,
    totalMs: 4,
    nodes: [
      { scope: null, node: 'lstm' as NodeId, ms: 3 },
      { scope: null, node: 'dense' as NodeId, ms: 1 },
    ],
  };
  const calls: TimeCalls = {
    run: {
      list: () => Promise.resolve([summary]),
      get: () => Promise.resolve({ run: summary, doc: trained, fitted: null }),
    },
    inspect: {
      layerTimes: ({ runId }) => {
        asked.push(runId);
        return Promise.resolve(times);
      },
    },
  };
  return { calls, asked };
}

describe('measured times', () => {
  beforeEach(() => openTemplate('masking'));
  const setUnits = (units: number) => actions.changeParam('lstm' as NodeId, 'units', units);

  test('of the run of this drawing are shares of their sum', async () => {
    const { calls, asked } = coreWith(currentDoc());
    await measureTimes(calls);
    expect(asked).toEqual(['run-1']);
    expect(shareOf('time', 'lstm')).toBe(0.75);
    expect(shares('time').total).toBe(4);
  });

  test('hold while layers are moved and named, not for other parameters, and again once that is undone', async () => {
    await measureTimes(coreWith(currentDoc()).calls);
    useStudio.getState().select({ nodes: ['lstm' as NodeId] });
    actions.moveSelected({ x: 10, y: 0 });
    expect(shareOf('time', 'lstm')).toBe(0.75);
    setUnits(12);
    expect(shares('time').byNode.size).toBe(0);
    useStudio.getState().undo();
    expect(shareOf('time', 'lstm')).toBe(0.75);
  });

  test('a run whose data were prepared otherwise will do, one of another drawing or without weights not', async () => {
    const { calls, asked } = coreWith(currentDoc(), { documentHash: 'another' });
    await measureTimes(calls);
    expect(asked).toHaveLength(1);
    setUnits(12);
    await measureTimes(calls);
    expect(asked).toHaveLength(1);
    expect(useCostStore.getState()).toMatchObject({ status: 'failed', problem: { code: 'run/none-as-drawn' } });
    const fresh = coreWith(currentDoc(), { epoch: 0, step: 0, last: null });
    await measureTimes(fresh.calls);
    expect(fresh.asked).toEqual([]);
  });

  test('what went wrong is kept to be told; what was left changes nothing', async () => {
    const { calls } = coreWith(currentDoc());
    const refusing = { ...calls, inspect: { layerTimes: () => Promise.reject(new StudioError('run/no-weights', {})) } };
    await measureTimes(refusing);
    expect(useCostStore.getState().problem?.code).toBe('run/no-weights');
    const measuring = measureTimes(calls);
    expect(useCostStore.getState().status).toBe('measuring');
    leaveTimes();
    await measuring;
    expect(useCostStore.getState()).toMatchObject({ status: 'idle', times: null });
  });

  test('times of one project are not those of another', async () => {
    await measureTimes(coreWith(currentDoc()).calls);
    updateDoc('command.rename', (doc) => ({ ...doc, id: 'project-other' as ProjectId }));
    expect(shares('time').byNode.size).toBe(0);
  });
});
