/** A job on the real engine of this machine: what an engine process tells of it. */
import { expect, test } from 'vitest';
import { fromFigure } from '../../shared/contract/figures.ts';
import type { ProbeEvent } from '../../shared/contract/probe.ts';
import { describeEngines } from '../../main/engine/describe.ts';
import { probeJob } from '../../main/trainer/probe/probe-job.ts';
import { layer } from '../export/models.ts';
import { chainModel, makeJob } from '../trainer/train-here.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const folder = temporaryFolder();

const rows = Array.from({ length: 40 }, (_, index) => `${index / 40},${1 - index / 40}`);
const job = makeJob(
  chainModel([1], layer('Dense', 'y', { units: 1, activation: 'tanh' })),
  ['a,b', ...rows].join('\n'),
  [
    { step: 'select', features: ['a'], target: ['b'], task: 'regression' },
    { step: 'missing', default: 'refuse' },
    { step: 'split', by: 'share', validation: 0.25, seed: 1 },
  ],
  { batchSize: 10 },
);

test('tells samples, steps, ways with figures that agree', async () => {
  const isNative = (await describeEngines()).engines.some(({ kind, ready }) => kind === 'tensorflow-cpu' && ready);
  const events: ProbeEvent[] = [];
  const input = { dataFolder: folder, job, engine: isNative ? ('cpu' as const) : ('portable' as const), threads: null };
  for await (const event of probeJob({ ...input, tracedThreads: isNative ? [2, 1] : [], budgetMs: 60_000 }))
    events.push(event);
  expect(events[0]).toMatchObject({
    kind: 'opened',
    job: { samples: 30, validationSamples: 10, stepsPerEpoch: 3, validationSteps: 1 },
  });
  const ways = events.flatMap((event) => (event.kind === 'measured' ? [event.way] : []));
  expect(ways.map(({ mode, threads }) => `${mode} ${threads}`).toSorted()).toEqual(
    isNative ? [`eager ${ways[0]?.threads}`, 'traced 1', 'traced 2'] : [`eager ${ways[0]?.threads}`],
  );
  for (const way of ways) {
    expect(way).toMatchObject({ settled: true, engine: isNative ? 'tensorflow-cpu' : 'portable' });
    expect(way.stepMs).toBeGreaterThan(0);
    expect(way.evaluateMs).toBeGreaterThan(0);
    expect(way.peakBytes).toBeGreaterThan(10_000_000);
  }
  const losses = ways.map(({ loss }) => (loss === null ? Number.NaN : fromFigure(loss)));
  for (const loss of losses) expect(loss).toBeCloseTo(losses[0] ?? Number.NaN, 5);
});

test('a job without data is refused by name', async () => {
  const input = { dataFolder: folder, job: { ...job, source: null }, engine: 'portable' as const, threads: null };
  const probing = probeJob({ ...input, tracedThreads: [], budgetMs: 1_000 });
  await expect(probing.next()).rejects.toMatchObject({ problem: { code: 'training/no-data' } });
});
