import { describe, expect, test } from 'vitest';
import { decideClasses } from '../../shared/data/decide-classes.ts';
import { batchesOf, epochOrder } from '../../main/trainer/epoch-order.ts';
import { createEventChannel } from '../../main/trainer/event-channel.ts';
import { createMonitor, isLargerBetter } from '../../main/trainer/monitor.ts';
import { createRunControl } from '../../main/trainer/run-control.ts';
import { createStepClock } from '../../main/trainer/step-clock.ts';

describe('the order of an epoch', () => {
  test('is a permutation that seed and epoch decide', () => {
    const first = epochOrder(100, true, 7, 1);
    expect([...first].sort((a, b) => a - b)).toEqual(Array.from({ length: 100 }, (_, index) => index));
    expect(epochOrder(100, true, 7, 1)).toEqual(first);
    expect(epochOrder(100, true, 7, 2)).not.toEqual(first);
    expect(epochOrder(100, true, 8, 1)).not.toEqual(first);
  });
  test('is the file’s own without shuffling, and the last batch may be smaller', () => {
    const sizes = [...batchesOf(epochOrder(10, false, 1, 1), 4)].map((batch) => [...batch]);
    expect(sizes).toEqual([
      [0, 1, 2, 3],
      [4, 5, 6, 7],
      [8, 9],
    ]);
  });
});

describe('the monitor', () => {
  test('knows which figures are better when larger', () => {
    expect(
      ['val_accuracy', 'val_loss', 'mean_absolute_error', 'f1_score'].map((name) => isLargerBetter(name, 'auto')),
    ).toEqual([true, false, false, true]);
    expect(isLargerBetter('val_loss', 'max')).toBe(true);
  });
  test('keeps the best value and its epoch, and never takes a value that is not a number', () => {
    const monitor = createMonitor('val_loss', 'auto', 0.1);
    const taken = [3, Number.NaN, 2.95, 2.5, 2.6].map((value, index) => monitor.offer(value, index + 1));
    expect(taken).toEqual([true, false, false, true, false]);
    expect(monitor.best).toEqual({ value: 2.5, epoch: 4 });
  });
});

describe('the event channel', () => {
  test('coalesces batches, keeps them in front of later events, and carries what is not a number', async () => {
    let time = 0;
    const channel = createEventChannel(() => time);
    channel.emitBatch(1, 1, { loss: 2 });
    time = 10;
    channel.emitBatch(2, 1, { loss: Number.NaN });
    channel.emit({ kind: 'status', status: 'paused' });
    channel.emitBatch(3, 1, { loss: 1 });
    channel.emitBatch(4, 2, { loss: 0.5 });
    channel.close();
    const events = [];
    for await (const event of channel.stream()) events.push(event);
    expect(events).toEqual([
      { kind: 'batches', firstStep: 1, epoch: 1, figures: { loss: [2, 'nan'] } },
      { kind: 'status', status: 'paused' },
      { kind: 'batches', firstStep: 3, epoch: 1, figures: { loss: [1] } },
      { kind: 'batches', firstStep: 4, epoch: 2, figures: { loss: [0.5] } },
    ]);
  });
});

test('a paused run waits until it is resumed or stopped', async () => {
  const control = createRunControl();
  control.pause();
  let went = false;
  const waiting = control.untilRunning().then(() => {
    went = true;
  });
  await Promise.resolve();
  expect(went).toBe(false);
  control.stop();
  await waiting;
  expect(control.isStopped).toBe(true);
  control.pause();
  control.resume();
  expect(control.isStopped).toBe(true);
});

test('the clock leaves out the time a run was paused', () => {
  let time = 0;
  const clock = createStepClock(() => time, 0);
  time = 1000;
  clock.tick(500);
  clock.pause();
  time = 61_000;
  clock.resume();
  time = 62_000;
  clock.tick(500);
  const { samplesPerSecond, secondsLeft } = clock.pace(0.5);
  expect(samplesPerSecond).toBeCloseTo(500);
  expect(secondsLeft).toBeCloseTo(2);
});

test('classes are decided by the largest of several units, or at one half of a single one', () => {
  expect([...decideClasses(Float32Array.of(0.1, 0.7, 0.2, 0.5, 0.3, 0.2), 3, false).places]).toEqual([1, 0]);
  const single = decideClasses(Float32Array.of(0.25, 0.75, Number.NaN), 1, false);
  expect([...single.places]).toEqual([0, 1, -1]);
  expect([...single.probabilities]).toEqual([0.75, 0.75, Number.NaN]);
  expect([...decideClasses(Float32Array.of(2, 0), 1, true).places]).toEqual([2, 0]);
});
