/** What a run takes of the machine: measured by its process and asked of the card's driver, told with its summary. */
import { fileURLToPath } from 'node:url';
import { afterEach, expect, test } from 'vitest';
import { forkEngine } from '../../main/process/fork-engine.ts';
import { createUsageMeter } from '../../main/trainer/usage-report.ts';
import type { RunEvent, RunSummary } from '../../shared/contract/run-events.ts';
import type { RunId } from '../../shared/ids.ts';
import { fakeNvidiaSmi } from '../support/fake-nvidia-smi.ts';
import { startStudio, type Studio } from '../support/studio.ts';

const startDouble = forkEngine(fileURLToPath(new URL('./engine-double.ts', import.meta.url)));
const path = process.env['PATH'];
const undo: (() => unknown)[] = [];
afterEach(async () => {
  for (const one of undo.splice(0).toReversed()) await one();
  process.env['PATH'] = path;
  delete process.env['WEFT_TEST_ENGINE'];
});

async function startRun(studio: Studio, epochs: number): Promise<RunId> {
  undo.push(studio.close);
  const { id } = await studio.client.project.create({ name: 'Sines', template: 'dampedSine' });
  const { doc } = await studio.client.project.open({ id, clientId: 'tab', takeOver: false });
  const longer = { ...doc, training: { ...doc.training, epochs } };
  return (await studio.client.run.start({ doc: longer, engine: 'auto', from: { kind: 'new' } })).runId;
}

const summaryOf = async (studio: Studio, runId: RunId): Promise<RunSummary> =>
  (await studio.client.run.get({ runId })).run;

test('a run on a card tells of it while it lasts; no event is kept of that', async () => {
  const smi = fakeNvidiaSmi('NVIDIA H100, 512, 81559, 40');
  process.env['PATH'] = smi.path;
  process.env['WEFT_TEST_ENGINE'] = 'card';
  const studio = await startStudio({ startEngine: startDouble });
  const runId = await startRun(studio, 1);
  const card = { name: 'NVIDIA H100', bytes: 2 ** 29, totalBytes: 81559 * 2 ** 20, busy: 0.4 };
  await expect.poll(async () => (await summaryOf(studio, runId)).usage, { timeout: 100_000 }).toEqual({ card });
  expect(smi.isRunning()).toBe(true);
  await studio.client.run.control({ runId, action: 'stop' });
  await expect.poll(smi.isRunning, { timeout: 100_000 }).toBe(false);
  await expect.poll(async () => (await summaryOf(studio, runId)).status, { timeout: 100_000 }).toBe('stopped');
  const kept: RunEvent[] = [];
  for await (const page of await studio.client.run.watch({ runId, afterSeq: 0 })) kept.push(...page);
  expect(kept.map(({ seq }) => seq)).toEqual(kept.map((_, index) => index + 1));
  expect(new Set(kept.map(({ event }) => event.kind))).toEqual(new Set(['started', 'status', 'batches']));
}, 300_000);

test('a real run tells what its process takes, and the most stays known', async () => {
  const studio = await startStudio();
  const runId = await startRun(studio, 100_000);
  const usage = async () => (await summaryOf(studio, runId)).usage?.process;
  await expect.poll(async () => (await usage())?.busy ?? 0, { timeout: 240_000 }).toBeGreaterThan(0.05);
  const before = await usage();
  expect(before?.bytes).toBeGreaterThan(20e6);
  expect(before?.mostBytes).toBeGreaterThanOrEqual(before?.bytes ?? Infinity);
  expect(before?.busy).toBeLessThanOrEqual((before?.processors ?? 0) + 1);
  await studio.client.run.control({ runId, action: 'stop' });
  await expect.poll(async () => (await summaryOf(studio, runId)).status, { timeout: 240_000 }).toBe('stopped');
  expect((await usage())?.mostBytes).toBeGreaterThanOrEqual(before?.mostBytes ?? Infinity);
}, 500_000);

test('a meter counts the processor time since it was read last', () => {
  let time = 0;
  const meter = createUsageMeter(() => time);
  const from = process.cpuUsage();
  const spent = (): number => {
    const { user, system } = process.cpuUsage(from);
    return (user + system) / 1000;
  };
  while (spent() < 60);
  time += 100;
  expect(meter.read().busy).toBeGreaterThan(0.55);
  time += 1e9;
  expect(meter.read().busy).toBeLessThan(0.01);
  expect(meter.read().busy).toBe(0);
});
