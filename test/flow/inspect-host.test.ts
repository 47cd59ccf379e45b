/** The warm process behind data flows: shared, never held up for long by what nobody waits for any more. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { forkEngine } from '../../main/process/fork-engine.ts';
import { type Studio, startStudio } from '../support/studio.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { requestFor } from './flow-request.ts';

const startEngine = forkEngine(fileURLToPath(new URL('../core/engine-double.ts', import.meta.url)));
/** The double's row that never comes to an end. */
const endless = 13;
/** One that takes a moment. */
const slowRow = 12;
let studio: Studio;

let log: string;

beforeEach(async () => {
  log = join(temporaryFolder(), 'inspected.txt');
  process.env['WEFT_TEST_INSPECT_LOG'] = log;
  studio = await startStudio({ startEngine });
});
afterEach(async () => {
  delete process.env['WEFT_TEST_INSPECT_LOG'];
  await studio.close();
});

/** The double works on this row. */
const untilBegun = (row: number) =>
  expect.poll(async () => (await readFile(log, 'utf8').catch(() => '')).split('\n')).toContain(`${row}`);

/** The process that answered. */
const processOf = async (row: number, signal?: AbortSignal): Promise<number> =>
  (await studio.client.inspect.flow(requestFor('masking', 'auto', { row }), signal ? { signal } : {})).rows;

test('one process answers request after request', async () => {
  const first = await processOf(0);
  expect(await processOf(1)).toBe(first);
});

test('a request that was left does not hold up the next', async () => {
  const first = await processOf(0);
  const leaving = new AbortController();
  const left = processOf(endless, leaving.signal);
  await untilBegun(endless);
  const next = processOf(1);
  leaving.abort();
  await expect(left).rejects.toThrow();
  // The endless work was ended with its process; another one answers.
  expect(await next).not.toBe(first);
  expect(await processOf(2)).toBe(await next);
});

test('work that ends by itself after it was left keeps its process', async () => {
  const first = await processOf(0);
  const leaving = new AbortController();
  const slow = processOf(slowRow, leaving.signal);
  await untilBegun(slowRow);
  leaving.abort();
  await expect(slow).rejects.toThrow();
  expect(await processOf(1)).toBe(first);
});

test('a request that was left before its turn is never begun', async () => {
  const [busy, waiting] = [new AbortController(), new AbortController()];
  const endlessOne = processOf(endless, busy.signal).catch(() => 'left');
  const neverBegun = processOf(endless, waiting.signal).catch(() => 'left');
  waiting.abort();
  busy.abort();
  expect(await Promise.all([endlessOne, neverBegun])).toEqual(['left', 'left']);
  expect(await processOf(3)).toBeGreaterThan(0);
});

test('weights of a run that has none are refused with its reason', async () => {
  const asked = requestFor('masking', 'auto', { weights: { kind: 'run', runId: 'run-none' as never, seed: 1 } });
  await expect(studio.client.inspect.flow(asked)).rejects.toMatchObject({ data: { code: 'run/not-found' } });
});
