import { expect, test } from 'vitest';
import { createBatchBuffers } from '../../main/data/prepare/batch-buffers.ts';
import { subset } from '../../main/data/prepare/samples.ts';
import { feedBatches } from '../../main/trainer/feed-batches.ts';
import { trainingPlan } from '../../main/trainer/epoch-order.ts';
import { temporaryStore } from '../data/support.ts';

const { prepare } = temporaryStore();

/** Sequence s has 1 + s % 5 rows whose value is s; its class changes from sequence to sequence. */
const rows = Array.from({ length: 12 }, (_, s) =>
  Array.from({ length: 1 + (s % 5) }, (__, step) => `s${s},${s + step / 10},${s % 2 ? 'odd' : 'even'}`),
).flat();
const table = ['id,value,kind', ...rows].join('\n');
const steps = [
  { step: 'select', features: ['value'], target: ['kind'], task: 'classification' },
  { step: 'group', by: 'id', target: 'constant' },
  { step: 'pad', side: 'post', length: 'batch', value: -1 },
];
const settings = { shuffle: true, seed: 2, batchSize: 5, stepsPerEpoch: null, remainder: 'keep' as const };

test('batches in buffers that are used again hold what new arrays would', async () => {
  const { train } = await prepare(table, steps);
  expect([...(train.lengths ?? [])]).toEqual(Array.from({ length: 12 }, (_, s) => 1 + (s % 5)));
  const buffers = createBatchBuffers();
  for (const buckets of [null, 2]) {
    for (const epoch of [1, 2, 3]) {
      const plan = trainingPlan(train, { ...settings, buckets }, false, epoch);
      let start = 0;
      for (const batch of feedBatches(train, plan, 5, { buffers })) {
        const indices = plan.order.subarray(start, start + 5);
        const fresh = train.batch(indices, { steps: batch.xShapes[0]?.[1] ?? 0 });
        expect(batch.xShapes).toEqual(fresh.xShapes);
        expect([...(batch.x[0] ?? [])]).toEqual([...(fresh.x[0] ?? [])]);
        expect([...(batch.y[0] ?? [])]).toEqual([...(fresh.y[0] ?? [])]);
        start += 5;
      }
      expect(start).toBe(15);
    }
  }
});

test('with lengths to pad to there are no other shapes, and nothing is cut', async () => {
  const { train } = await prepare(table, steps);
  const plan = trainingPlan(train, { ...settings, buckets: 2 }, false, 1);
  const shapes = new Set<number>();
  const values: number[] = [];
  for (const { x, xShapes } of feedBatches(train, plan, 5)) {
    shapes.add(xShapes[0]?.[1] ?? 0);
    values.push(...(x[0] ?? []));
  }
  expect([...shapes].every((size) => plan.limits?.includes(size))).toBe(true);
  expect(values.filter((value) => value >= 0)).toHaveLength(rows.length);
});

test('the batch before stays as it is while the next one is assembled; a run resumed in an epoch skips what it did', async () => {
  const { train } = await prepare(table, steps);
  const plan = trainingPlan(train, { ...settings, buckets: null }, false, 1);
  const batches = feedBatches(train, plan, 5, { buffers: createBatchBuffers() });
  const first = batches.next().value;
  const kept = [...(first?.x[0] ?? [])];
  const second = batches.next().value;
  expect([...(first?.x[0] ?? [])]).toEqual(kept);
  const skipped = feedBatches(train, plan, 5, { skip: 1 }).next().value;
  expect([...(skipped?.x[0] ?? [])]).toEqual([...(second?.x[0] ?? [])]);
});

test('parts of samples know the lengths of theirs', async () => {
  const { all } = await prepare(table, steps);
  expect([...(subset(all, Int32Array.of(4, 0)).lengths ?? [])]).toEqual([5, 1]);
});
