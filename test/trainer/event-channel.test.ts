/** What a reader of a running training gets: every event in order, in few messages. */
import { expect, test } from 'vitest';
import type { EngineEvent } from '../../shared/contract/run-events.ts';
import { createEventChannel } from '../../main/trainer/event-channel.ts';

const epoch = (number: number): EngineEvent => ({
  kind: 'epoch',
  epoch: number,
  step: number * 4,
  figures: { loss: 1 / number },
  seconds: 0.0008,
});

test('steps and epochs of less than a millisecond come in at most twenty messages a second, complete and in order', async () => {
  const channel = createEventChannel(() => performance.now());
  const lists: EngineEvent[][] = [];
  const begin = performance.now();
  const reading = (async () => {
    for await (const list of channel.batched()) lists.push(list);
  })();
  const epochs = 400;
  let step = 0;
  for (let number = 1; number <= epochs; number++) {
    for (let one = 0; one < 4; one++) channel.emitBatch(++step, number, { loss: 1 / step });
    channel.emit(epoch(number));
    // The loop of a training gives the reader its turn now and then.
    if (number % 4 === 0) await new Promise((resolve) => setTimeout(resolve, 1));
  }
  channel.close();
  await reading;
  const milliseconds = performance.now() - begin;
  // One a begun 50 ms, and what is left when the channel closes.
  expect(lists.length).toBeLessThanOrEqual(Math.ceil(milliseconds / 50) + 1);
  const events = lists.flat();
  const losses = events.flatMap((event) => (event.kind === 'batches' ? (event.figures['loss'] ?? []) : []));
  expect(losses).toEqual(Array.from({ length: step }, (_, index) => 1 / (index + 1)));
  const told = events.flatMap((event) => (event.kind === 'epoch' ? [event.epoch] : []));
  expect(told).toEqual(Array.from({ length: epochs }, (_, index) => index + 1));
});

test('a change of the status waits for nothing', async () => {
  // A clock that stands still: only what is urgent can be read.
  const channel = createEventChannel(() => 0);
  const lists = channel.batched();
  channel.emit({ kind: 'status', status: 'running' });
  expect((await lists.next()).value).toHaveLength(1);
  channel.emit(epoch(1));
  channel.emit({ kind: 'status', status: 'paused' });
  expect((await lists.next()).value).toEqual([epoch(1), { kind: 'status', status: 'paused' }]);
  channel.emit(epoch(2));
  channel.close();
  expect((await lists.next()).value).toEqual([epoch(2)]);
  expect((await lists.next()).done).toBe(true);
});
