/** Probes of the core over engine processes that tell what the test wants: kept, shared, ended, and refused. */
import { existsSync } from 'node:fs';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { Job } from '../../shared/contract/engine.ts';
import type { EngineReport } from '../../main/engine/describe.ts';
import { forkEngine } from '../../main/process/fork-engine.ts';
import { toProblem } from '../../main/process/errors.ts';
import { createProbeHost, type ProbeHost } from '../../main/probe/probe-host.ts';
import { probeKey } from '../../main/probe/probe-key.ts';
import type { ProbeRecord } from '../../main/probe/probe-record.ts';
import { chainModel, makeJob } from '../trainer/train-here.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const startEngine = forkEngine(fileURLToPath(new URL('../core/engine-double.ts', import.meta.url)));
const state = (kind: EngineReport['engines'][number]['kind']) => ({
  kind,
  ready: true,
  version: '1.0',
  device: 'a double',
  hasRecurrentKernels: true,
  missing: [],
});
const report: EngineReport = {
  home: '',
  node: '',
  preferred: 'tensorflow-cpu',
  engines: [state('tensorflow-cpu'), state('portable')],
};
const never = new AbortController().signal;

// On a busy machine every process takes seconds to start and to end.
vi.setConfig({ testTimeout: 180_000 });

let folder: string;
let log: string;
let host: ProbeHost;
let job: Job;

const open = (): ProbeHost =>
  createProbeHost({
    startEngine,
    dataFolder: folder,
    cacheFolder: join(folder, 'probes'),
    describe: () => Promise.resolve(report),
    cores: 2,
  });
const answer = (how: string): void => {
  process.env['WEFT_TEST_PROBE'] = how;
};
/** A line for each process that was asked; between its creation and the first line the file is empty. */
const logLines = async (): Promise<readonly string[]> =>
  existsSync(log) ? (await readFile(log, 'utf8')).split('\n').filter((line) => line !== '') : [];
/** Processes that were asked, as `engine threads`. */
const asked = async (): Promise<readonly string[]> => (await logLines()).map((line) => line.replace(/ \d+$/, ''));
const askedPids = async (): Promise<readonly number[]> =>
  (await logLines()).map((line) => Number(line.split(' ').at(-1)));
const isAlive = (pid: number): boolean => {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
};
const all = async (records: AsyncIterable<ProbeRecord>): Promise<ProbeRecord[]> => {
  const found: ProbeRecord[] = [];
  for await (const record of records) found.push(record);
  return found;
};
const settings = (change: Partial<Job['settings']>): Job => ({ ...job, settings: { ...job.settings, ...change } });

beforeEach(async () => {
  folder = temporaryFolder();
  log = join(folder, 'asked.log');
  process.env['WEFT_TEST_PROBE_LOG'] = log;
  answer('answer');
  job = { ...makeJob(chainModel([1]), 'a,b\n1,2\n', [], {}), engine: 'auto' };
  host = open();
});
afterEach(async () => {
  await host.close();
  delete process.env['WEFT_TEST_PROBE'];
  delete process.env['WEFT_TEST_PROBE_LOG'];
});

test('a run gets the fastest way and the record says what it was chosen from', async () => {
  expect(await host.plan(job, never)).toEqual({
    engine: 'tensorflow-cpu',
    version: '1.0',
    mode: 'traced',
    instructionSet: 'double',
    threads: 1,
    slower: [
      { engine: 'tensorflow-cpu', threads: 2, mode: 'eager', times: 2.7, atLeast: false },
      { engine: 'tensorflow-cpu', threads: 2, mode: 'traced', times: 1.1, atLeast: false },
    ],
  });
  expect(await asked()).toEqual(['cpu 2']);
});

test('the same job is timed once, also by another core; other steps are timed anew', async () => {
  const first = await host.plan(job, never);
  expect(await host.plan(settings({ epochs: 99, seed: 5 }), never)).toEqual(first);
  const other = open();
  expect(await other.plan(job, never)).toEqual(first);
  await other.close();
  expect(await asked()).toEqual(['cpu 2']);
  await host.plan(settings({ batchSize: 5 }), never);
  expect(await asked()).toEqual(['cpu 2', 'cpu 2']);
});

test('a kept probe that is damaged is made again', async () => {
  const first = await host.plan(job, never);
  const [file = ''] = await readdir(join(folder, 'probes'));
  await writeFile(join(folder, 'probes', file), '{"version":3,"ways":[');
  expect(await host.plan(job, never)).toEqual(first);
  expect(await asked()).toHaveLength(2);
});

test('people get what a run would use first and the other engines after it; the choice stays', async () => {
  const records = await all(host.follow(job, never));
  expect(records.map(({ isCompared }) => isCompared)).toEqual([false, true]);
  expect(records[1]?.chosen).toEqual(records[0]?.chosen);
  expect(records[1]?.ways.map(({ engine }) => engine)).toContain('portable');
  expect(await asked()).toEqual(['cpu 2', 'portable null']);
  expect(await all(host.follow(job, never))).toEqual([records[1]]);
  expect(await asked()).toHaveLength(2);
});

test('steps that cannot be replayed are timed with fewer threads in processes of their own', async () => {
  answer('untraced');
  expect(await host.plan(job, never)).toMatchObject({
    mode: 'eager',
    threads: 1,
    eagerBecause: 'it counts on the host',
  });
  expect(await asked()).toEqual(['cpu 2', 'cpu 1']);
});

test('an engine that was asked for by name is the only one that a run may get', async () => {
  expect(await host.plan({ ...job, engine: 'portable' }, never)).toMatchObject({ engine: 'portable', mode: 'eager' });
  expect(await asked()).toEqual(['portable null']);
});

describe('what is not wanted any more', () => {
  test('ends with who asked for it, process and all', async () => {
    answer('hang');
    const leaving = new AbortController();
    const following = all(host.follow(job, leaving.signal));
    await expect.poll(askedPids, { timeout: 45_000 }).toHaveLength(1);
    leaving.abort(new Error('changed'));
    await expect(following).rejects.toThrow('changed');
    const [pid = 0] = await askedPids();
    await expect.poll(() => isAlive(pid), { timeout: 45_000 }).toBe(false);
  });

  test('ends when a run begins that has no use for it', async () => {
    answer('hang');
    const following = all(host.follow(job, never)).catch(toProblem);
    await expect.poll(askedPids, { timeout: 45_000 }).toHaveLength(1);
    const release = host.hold(false);
    expect(await following).toMatchObject({ code: 'training/busy' });
    const [pid = 0] = await askedPids();
    await expect.poll(() => isAlive(pid), { timeout: 45_000 }).toBe(false);
    // While it trains nothing is timed, but what is known is told.
    expect(await all(host.follow(job, never)).catch(toProblem)).toMatchObject({ code: 'training/busy' });
    expect(await askedPids()).toHaveLength(1);
    release();
    answer('answer');
    expect(await all(host.follow(job, never))).toHaveLength(2);
  });

  test('a run shares the probe that an estimate has begun and ends the comparison behind it', async () => {
    answer('compareForever');
    const following = all(host.follow(job, never)).catch(toProblem);
    await expect.poll(askedPids, { timeout: 45_000 }).toHaveLength(2);
    const release = host.hold(true);
    expect(await host.plan(job, never)).toMatchObject({ mode: 'traced' });
    expect(await following).toMatchObject({ code: 'training/busy' });
    const [, comparing = 0] = await askedPids();
    await expect.poll(() => isAlive(comparing), { timeout: 45_000 }).toBe(false);
    release();
    expect(await asked()).toEqual(['cpu 2', 'portable null']);
  });
});

describe('where nothing can be timed', () => {
  test('a run goes without a choice, and people are told the problem', async () => {
    answer('refuse');
    expect(await host.plan(job, never)).toBeUndefined();
    expect(await all(host.follow(job, never)).catch(toProblem)).toMatchObject({ code: 'training/no-data' });
  });
  test('a process that dies takes no run along', async () => {
    answer('die');
    expect(await host.plan(job, never)).toBeUndefined();
    expect(await all(host.follow(job, never)).catch(toProblem)).toMatchObject({ code: 'training/engine-crashed' });
  });
});

test('the key of a probe leaves out what changes no step, and nothing else', () => {
  const key = (one: Job): string => probeKey(one, { processor: 'x' });
  const same = settings({ epochs: 3, seed: 9, keepBest: { monitor: 'loss', mode: 'min' } });
  expect(key(same)).toBe(key(job));
  expect(key({ ...job, runId: 'run-other' })).toBe(key(job));
  for (const other of [
    settings({ batchSize: 2 }),
    settings({ optimizer: { ...job.settings.optimizer, id: 'adam' } }),
    { ...job, engine: 'portable' as const },
    { ...job, model: makeJob(chainModel([2]), 'a,b\n1,2\n', [], {}).model },
  ])
    expect(key(other)).not.toBe(key(job));
  expect(probeKey(job, { processor: 'y' })).not.toBe(key(job));
});
