/** Runs of a core that times steps first: the record is written before the process starts, and read ever after. */
import { existsSync } from 'node:fs';
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { EngineChoice } from '../../shared/contract/engine-choice.ts';
import type { Estimate } from '../../shared/contract/probe.ts';
import type { RunId } from '../../shared/ids.ts';
import type { ProjectDoc } from '../../shared/project-doc.ts';
import { forkEngine } from '../../main/process/fork-engine.ts';
import { toProblem } from '../../main/process/errors.ts';
import { type Studio, startStudio } from '../support/studio.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const startEngine = forkEngine(fileURLToPath(new URL('../core/engine-double.ts', import.meta.url)));
// On a busy machine every process takes seconds to start and to end.
vi.setConfig({ testTimeout: 180_000 });

let studio: Studio;
let doc: ProjectDoc;
let folder: string;
let log: string;

beforeEach(async () => {
  folder = temporaryFolder();
  log = join(folder, 'asked.log');
  process.env['WEFT_TEST_PROBE_LOG'] = log;
  process.env['WEFT_TEST_PROBE'] = 'answer';
  studio = await startStudio({ startEngine, probeRuns: true });
  const { id } = await studio.client.project.create({ name: 'Sines', template: 'dampedSine' });
  doc = (await studio.client.project.open({ id, clientId: 'tab', takeOver: false })).doc;
});
afterEach(async () => {
  delete process.env['WEFT_TEST_PROBE'];
  delete process.env['WEFT_TEST_PROBE_LOG'];
  delete process.env['WEFT_TEST_ENGINE'];
  await studio.close();
});

const probes = async (): Promise<number> =>
  existsSync(log) ? (await readFile(log, 'utf8')).trim().split('\n').length : 0;
const machineOf = async (runId: RunId): Promise<unknown> =>
  JSON.parse(await readFile(join(studio.home, 'runs', runId, 'machine.json'), 'utf8'));
async function run(
  from: Parameters<Studio['client']['run']['start']>[0]['from'] = { kind: 'new' },
  engine: EngineChoice = 'portable',
): Promise<RunId> {
  const { runId } = await studio.client.run.start({ doc, engine, from });
  for await (const _ of await studio.client.run.watch({ runId, afterSeq: 0 }));
  return runId;
}
const statusOf = async (runId: RunId): Promise<string> => (await studio.client.run.get({ runId })).run.status;

test('a run has its record before its process starts; the next like it reads what was found', async () => {
  const first = await run();
  expect(await statusOf(first)).toBe('finished');
  const machine = await machineOf(first);
  expect(machine).toMatchObject({
    engine: 'portable',
    mode: 'eager',
    instructionSet: 'double',
    threads: 1,
    slower: [],
  });
  expect(await machineOf(await run())).toEqual(machine);
  expect(await probes()).toBe(1);
});

test('a run that goes on or is resumed computes as before and times nothing, whatever would be found now', async () => {
  process.env['WEFT_TEST_ENGINE'] = 'obey';
  const { runId } = await studio.client.run.start({ doc, engine: 'portable', from: { kind: 'new' } });
  await expect.poll(() => statusOf(runId), { timeout: 45_000 }).toBe('running');
  await studio.client.run.control({ runId, action: 'stop' });
  await expect.poll(() => statusOf(runId), { timeout: 45_000 }).toBe('stopped');
  const machine = await machineOf(runId);
  await rm(join(studio.home, 'cache'), { recursive: true });
  delete process.env['WEFT_TEST_ENGINE'];
  await run({ kind: 'resume', runId });
  expect(await machineOf(runId)).toEqual(machine);
  const next = await run({ kind: 'continue', runId });
  expect(await machineOf(next)).toEqual(machine);
  expect(await probes()).toBe(1);
});

test('a run that is stopped while steps are timed ends without having begun', async () => {
  process.env['WEFT_TEST_PROBE'] = 'hang';
  const { runId } = await studio.client.run.start({ doc, engine: 'portable', from: { kind: 'new' } });
  await expect.poll(probes, { timeout: 45_000 }).toBe(1);
  await studio.client.run.control({ runId, action: 'stop' });
  await expect.poll(() => statusOf(runId), { timeout: 45_000 }).toBe('stopped');
  expect(existsSync(join(studio.home, 'runs', runId, 'machine.json'))).toBe(false);
});

test('where steps cannot be timed the run begins all the same', async () => {
  process.env['WEFT_TEST_PROBE'] = 'die';
  const runId = await run();
  expect(await statusOf(runId)).toBe('finished');
  expect(existsSync(join(studio.home, 'runs', runId, 'machine.json'))).toBe(false);
});

test('an estimate adds up from what was timed, and what is missing is told instead', async () => {
  const estimates: Estimate[] = [];
  for await (const one of await studio.client.train.estimate({ doc, engine: 'portable' })) estimates.push(one);
  const last = estimates.at(-1);
  expect(last).toMatchObject({ stepsPerEpoch: 10, epochs: doc.training.epochs, samples: 100, params: 1_000 });
  // 10 steps of 300 ms and 2 batches of 2 ms; 0.5 s to start and 0.1 s until steps have their pace.
  expect(last?.seconds.epoch).toBeCloseTo(3.004, 6);
  expect(last?.seconds.run).toBeCloseTo(0.6 + 3.004 * doc.training.epochs, 6);
  expect(last?.bytes).toMatchObject({ peak: 200_000_000, weights: 4_000 });
  // Adam keeps two numbers for each of the 900 weights, the rate, and a count of eight bytes.
  expect(last?.bytes.optimizer).toBe((2 * 900 + 1) * 4 + 8);
  expect(last?.bytes.activations).toBeGreaterThan(0);

  const empty = { ...doc, data: { ...doc.data, source: null } };
  const refused = await studio.client.train
    .estimate({ doc: empty, engine: 'portable' })
    .then(
      async (stream) => {
        for await (const _ of stream);
      },
      (error: unknown) => toProblem(error),
    )
    .catch(toProblem);
  expect(refused).toMatchObject({ code: 'training/no-data' });
});
