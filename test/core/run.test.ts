/** Runs through the contract, over engine processes that behave well, badly and not at all. */
import { fileURLToPath } from 'node:url';
import { join } from 'node:path';
import { readdir } from 'node:fs/promises';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { strFromU8, unzipSync } from 'fflate';
import { documentHash } from '../../shared/contract/document-hash.ts';
import type { RunEvent, RunSummary } from '../../shared/contract/run-events.ts';
import type { RunId } from '../../shared/ids.ts';
import type { ProjectDoc } from '../../shared/project-doc.ts';
import { toProblem } from '../../main/process/errors.ts';
import { forkEngine } from '../../main/process/fork-engine.ts';
import { type Studio, startStudio } from '../support/studio.ts';

const startEngine = forkEngine(fileURLToPath(new URL('./engine-double.ts', import.meta.url)));
let studio: Studio;
let doc: ProjectDoc;

beforeEach(async () => {
  studio = await startStudio({ startEngine });
  const { id } = await studio.client.project.create({ name: 'Sines', template: 'dampedSine' });
  doc = (await studio.client.project.open({ id, clientId: 'tab', takeOver: false })).doc;
});
afterEach(async () => {
  delete process.env['WEFT_TEST_ENGINE'];
  await studio.close();
});

const behave = (behaviour: string) => {
  process.env['WEFT_TEST_ENGINE'] = behaviour;
};
const start = async (from: Parameters<Studio['client']['run']['start']>[0]['from'] = { kind: 'new' }): Promise<RunId> =>
  (await studio.client.run.start({ doc, engine: 'auto', from })).runId;
const problemOf = async (call: Promise<unknown>) =>
  toProblem(
    await call.then(
      () => new Error('nothing was refused'),
      (error: unknown) => error,
    ),
  );

async function events(runId: RunId, afterSeq = 0): Promise<RunEvent[]> {
  const all: RunEvent[] = [];
  for await (const page of await studio.client.run.watch({ runId, afterSeq })) all.push(...page);
  return all;
}
const summary = async (runId: RunId): Promise<RunSummary> => (await studio.client.run.get({ runId })).run;
async function untilStatus(runId: RunId, wanted: string): Promise<RunSummary> {
  await expect.poll(async () => (await summary(runId)).status, { interval: 20 }).toBe(wanted);
  return summary(runId);
}
/** The process of the run before may still be ending. */
const untilStarted = () =>
  expect
    .poll(() =>
      start().then(
        () => 'started',
        () => 'busy',
      ),
    )
    .toBe('started');

test('a run is numbered, told event by event, and adds up to its summary', async () => {
  const runId = await start();
  const all = await events(runId);
  expect(all.map(({ seq }) => seq)).toEqual(all.map((_, index) => index + 1));
  expect(all.at(-1)?.event).toMatchObject({ kind: 'status', status: 'finished' });
  expect(all.filter(({ event }) => event.kind === 'batches')).toHaveLength(5);
  expect(await summary(runId)).toMatchObject({
    number: 1,
    status: 'finished',
    epoch: 1,
    step: 5,
    last: { loss: 'nan', val_loss: 'inf' },
    best: { value: 0.2 },
    problem: null,
    documentHash: documentHash(doc),
  });
  expect(await studio.client.run.get({ runId })).toMatchObject({ fitted: { mean: 1 }, doc: { name: 'Sines' } });
  await untilStarted();
  expect((await studio.client.run.list({ projectId: doc.id })).map(({ number }) => number)).toEqual([1, 2]);
});

test('a page that comes back asks for what it missed and gets exactly that', async () => {
  const runId = await start();
  const first = await events(runId);
  expect(await events(runId, 4)).toEqual(first.slice(4));
  expect(await events(runId, first.length)).toEqual([]);
});

test('runs are still there when the core starts again', async () => {
  const runId = await start();
  const before = await events(runId);
  await studio.client.project.save({ doc, clientId: 'tab' });
  const { home } = studio;
  const second = await startStudio({ home, startEngine });
  const again: RunEvent[] = [];
  for await (const page of await second.client.run.watch({ runId, afterSeq: 0 })) again.push(...page);
  expect(again).toEqual(before);
  await second.close();
});

test('the list of a project follows its runs', async () => {
  const leaving = new AbortController();
  const seen: string[] = [];
  const watching = (async () => {
    for await (const runs of await studio.client.run.watchAll({ projectId: doc.id }, { signal: leaving.signal }))
      seen.push(...runs.map(({ status }) => status));
  })().catch(() => {});
  await untilStatus(await start(), 'finished');
  await expect.poll(() => seen.at(-1)).toBe('finished');
  leaving.abort();
  await watching;
});

describe('control', () => {
  test('pause, resume and stop', async () => {
    behave('obey');
    const runId = await start();
    await untilStatus(runId, 'running');
    await studio.client.run.control({ runId, action: 'pause' });
    await untilStatus(runId, 'paused');
    await studio.client.run.control({ runId, action: 'resume' });
    await untilStatus(runId, 'running');
    await studio.client.run.control({ runId, action: 'stop' });
    await untilStatus(runId, 'stopped');
  });

  test('one trains at a time', async () => {
    behave('obey');
    const runId = await start();
    expect(await problemOf(start())).toMatchObject({ code: 'training/busy', details: { run: 1 } });
    expect((await problemOf(studio.client.run.remove({ runId }))).code).toBe('training/busy');
    await studio.client.run.control({ runId, action: 'stop' });
    await untilStatus(runId, 'stopped');
  });

  test('a process that does not answer is killed five seconds after stop', async () => {
    behave('hang');
    const runId = await start();
    await expect.poll(async () => (await events1(runId)).length).toBeGreaterThan(0);
    const asked = performance.now();
    await studio.client.run.control({ runId, action: 'stop' });
    await untilStatus(runId, 'stopped');
    expect(performance.now() - asked).toBeGreaterThan(4_500);
  });

  /** The first page of events; the run goes on. */
  async function events1(runId: RunId): Promise<RunEvent[]> {
    const leaving = new AbortController();
    const stream = await studio.client.run.watch({ runId, afterSeq: 0 }, { signal: leaving.signal });
    const first = await stream.next();
    leaving.abort();
    return first.done ? [] : first.value;
  }

  test('an unknown run is no run', async () => {
    expect((await problemOf(studio.client.run.control({ runId: 'nothing' as RunId, action: 'stop' }))).code).toBe(
      'run/not-found',
    );
    expect((await problemOf(studio.client.run.get({ runId: 'nothing' as RunId }))).code).toBe('run/not-found');
  });
});

describe('processes that die', () => {
  test.each([
    ['kill', 'interrupted', 'training/engine-crashed'],
    ['memory', 'interrupted', 'training/out-of-memory'],
    ['exit', 'interrupted', 'training/engine-crashed'],
    ['fail', 'failed', 'training/invalid'],
  ])('%s: %s', async (behaviour, status, code) => {
    behave(behaviour);
    const runId = await start();
    const run = await untilStatus(runId, status);
    expect(run.problem?.code).toBe(code);
    expect(run.endedAt).not.toBeNull();
    behave('finish');
    await untilStarted();
  });

  test('a death shows at once', async () => {
    behave('kill');
    const all = await events(await start());
    const lastWord = all.findLast(({ event }) => event.kind === 'batches');
    // The double dies 100 ms after its last figures; the rest is for a machine that stands still for a while.
    expect((all.at(-1)?.at ?? 0) - (lastWord?.at ?? 0)).toBeLessThan(10_000);
  });

  test('garbage on the port and a flood of figures disturb nobody', async () => {
    behave('garbage');
    await untilStatus(await start(), 'finished');
    behave('flood');
    await untilStarted();
    const [, flooded] = await studio.client.run.list({ projectId: doc.id });
    if (!flooded) throw new Error('no run');
    const run = await untilStatus(flooded.id, 'finished');
    expect(run.step).toBe(20_000);
    expect((await events(flooded.id)).filter(({ event }) => event.kind === 'batches')).toHaveLength(20_000);
  });
});

describe('continue and resume', () => {
  test('a new run goes on from the last weights of another', async () => {
    const first = await start();
    await untilStatus(first, 'finished');
    const second = await start({ kind: 'continue', runId: first });
    expect(await untilStatus(second, 'finished')).toMatchObject({
      number: 2,
      continuedFrom: first,
      device: `continue ${first}/last.ckpt`,
    });
  });

  test('a changed graph has other weights', async () => {
    const first = await start();
    await untilStatus(first, 'finished');
    const dense = doc.graph.nodes.find(({ type }) => type === 'lstm');
    if (!dense) throw new Error('no LSTM in the template');
    doc = {
      ...doc,
      graph: {
        ...doc.graph,
        nodes: doc.graph.nodes.map((node) =>
          node === dense ? { ...node, params: { ...node.params, units: 7 } } : node,
        ),
      },
    };
    expect((await problemOf(start({ kind: 'continue', runId: first }))).code).toBe('run/changed-since');
  });

  test('a run without weights cannot be continued, used or exported', async () => {
    behave('kill');
    const first = await start();
    await untilStatus(first, 'interrupted');
    expect((await problemOf(start({ kind: 'continue', runId: first }))).code).toBe('run/no-weights');
    expect(
      (
        await problemOf(
          studio.client.use.predict({ runId: first, request: { kind: 'split', split: 'all', offset: 0, limit: 1 } }),
        )
      ).code,
    ).toBe('run/no-weights');
    expect((await problemOf(studio.client.export.model({ runId: first, format: 'keras' }))).code).toBe(
      'run/no-weights',
    );
  });

  test('an interrupted run is finished by itself, its events going on where they were', async () => {
    behave('kill');
    const runId = await start();
    await untilStatus(runId, 'interrupted');
    const before = await events(runId);
    behave('finish');
    expect(await start({ kind: 'resume', runId })).toBe(runId);
    await untilStatus(runId, 'finished');
    const all = await events(runId);
    expect(all.slice(0, before.length)).toEqual(before);
    expect(all.map(({ seq }) => seq)).toEqual(all.map((_, index) => index + 1));
    expect((await problemOf(start({ kind: 'resume', runId }))).code).toBe('call/invalid');
  });
});

test('a project without data or with a half-built graph is refused with the reason', async () => {
  const whole = doc;
  doc = { ...whole, data: { ...whole.data, source: null } };
  expect((await problemOf(start())).code).toBe('training/no-data');
  doc = { ...whole, graph: { ...whole.graph, wires: [] } };
  const problem = await problemOf(start());
  expect(problem.nodeId ?? problem.code).toBeDefined();
  expect(problem.code).not.toBe('internal/unexpected');
  expect(await studio.client.run.list({ projectId: whole.id })).toEqual([]);
});

describe('use and export', () => {
  const request = { kind: 'split', split: 'all', offset: 0, limit: 10 } as const;
  test('predictions come from one warm process with a scrubbed environment', async () => {
    process.env['SECRET_OF_THE_TEST'] = 'canary';
    const runId = await start();
    await untilStatus(runId, 'finished');
    const first = await studio.client.use.predict({ runId, request });
    const second = await studio.client.use.predict({ runId, request });
    expect(first.rows[0]?.[0]).toBe(second.rows[0]?.[0]);
    expect(first.rows[0]?.[0]).not.toBe(process.pid);
    expect(first.text).not.toContain('SECRET_OF_THE_TEST');
    delete process.env['SECRET_OF_THE_TEST'];
  });

  test('a CSV of predictions runs no formula', async () => {
    const runId = await start();
    await untilStatus(runId, 'finished');
    const { name, file } = await studio.client.use.predictCsv({ runId, request });
    expect(name).toBe('predictions-run-1.csv');
    expect((await file.text()).split('\r\n').slice(1)).toEqual([
      expect.stringMatching(/^\d+,'=1\+1$/),
      '-2.5,"a,""b"""',
      '',
    ]);
  });

  test('a process that dies while predicting is a problem, and the next call works', async () => {
    const runId = await start();
    await untilStatus(runId, 'finished');
    behave('kill');
    expect((await problemOf(studio.client.use.predict({ runId, request }))).code).toBe('training/engine-crashed');
    behave('finish');
    expect((await studio.client.use.predict({ runId, request })).total).toBe(2);
  });

  test('an export is a zip of the model, the recipe with its fitted values, a program and a text', async () => {
    const runId = await start();
    await untilStatus(runId, 'finished');
    const { name, file, files } = await studio.client.export.model({ runId, format: 'keras' });
    expect(name).toBe('Sines-run-1-keras.zip');
    const entries = unzipSync(new Uint8Array(await file.arrayBuffer()));
    expect(Object.keys(entries).sort()).toEqual(['README.txt', 'model.keras', 'predict.py', 'recipe.json']);
    expect(files.map((entry) => entry.name).sort()).toEqual(['README.txt', 'model.keras', 'predict.py', 'recipe.json']);
    expect(JSON.parse(strFromU8(entries['recipe.json'] ?? new Uint8Array()))).toEqual({ mean: 1 });
  });
});

test('a removed run leaves nothing behind', async () => {
  const runId = await start();
  await untilStatus(runId, 'finished');
  await expect
    .poll(() =>
      studio.client.run.remove({ runId }).then(
        () => 'removed',
        () => 'busy',
      ),
    )
    .toBe('removed');
  expect(await studio.client.run.list({ projectId: doc.id })).toEqual([]);
  expect((await readdir(join(studio.home, 'runs'))).filter((name) => name.startsWith('run-'))).toEqual([]);
});
