/** Which copies of a run's state are kept, told by a clock that the test moves: copying may be slow beside the steps. */
import { expect, test } from 'vitest';
import { startOfRun } from '../../main/trainer/run-checkpoints.ts';
import { type CopiedRun, createSnapshots } from '../../main/trainer/snapshots.ts';

/** A run whose copies take `copyMs` each. */
function slowRun(copyMs: number) {
  let time = 0;
  let copies = 0;
  const weight = { values: new Float32Array([1]) };
  const run: CopiedRun = {
    model: {
      getWeights: async () => {
        time += copyMs;
        copies += 1;
        return [{ path: 'dense/kernel', shape: [1], values: weight.values.slice() }];
      },
    },
    trainer: { optimizer: { getState: async () => ({ step: 0, slots: [] }) } },
  };
  return { run, weight, now: () => time, copies: () => copies };
}
const epochOf = (epoch: number) => ({ ...startOfRun, epoch, step: epoch * 4 });

test('the end of the first epoch is kept however slow copying is, and further ones when they are due', async () => {
  const { run, now, copies } = slowRun(50);
  const snapshots = createSnapshots(now);
  await snapshots.take(run, epochOf(0), 0);
  await snapshots.take(run, epochOf(1), 0);
  await snapshots.take(run, epochOf(2), 0);
  expect(snapshots.epochEnd?.progress.epoch).toBe(1);
  expect(copies()).toBe(2);
  expect(snapshots.before(8)?.progress.step).toBe(4);
  expect(snapshots.before(5)?.progress.step).toBe(0);
});

test('the end of an epoch with weights that are no numbers is not kept', async () => {
  const { run, weight, now } = slowRun(0);
  const snapshots = createSnapshots(now);
  await snapshots.take(run, epochOf(0), 0);
  weight.values[0] = Number.NaN;
  await snapshots.take(run, epochOf(1), 0);
  expect(snapshots.epochEnd).toBeNull();
});
