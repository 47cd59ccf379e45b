/** The core is killed while a run trains: no process stays behind, and the next core knows what happened. */
import { execFileSync, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { forkEngine } from '../../main/process/fork-engine.ts';
import type { RunId } from '../../shared/ids.ts';
import { connect, startStudio } from '../support/studio.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const startEngine = forkEngine(fileURLToPath(new URL('./engine-double.ts', import.meta.url)));

/** The system's processes whose command line holds this text; `parent` limits them to its children. */
function processes(text: string, parent?: number): number[] {
  const lines = execFileSync('ps', ['-eo', 'pid=,ppid=,stat=,args='], { encoding: 'utf8' }).split('\n');
  return lines
    .map((line) => line.trim().split(/\s+/))
    .filter(
      ([, ppid, state, ...words]) =>
        words.join(' ').includes(text) && !state?.startsWith('Z') && (parent === undefined || Number(ppid) === parent),
    )
    .map(([pid]) => Number(pid));
}

test('a killed core leaves no process behind, and its run is interrupted, not lost', async () => {
  const home = temporaryFolder();
  const core = fork(fileURLToPath(new URL('./served-core.ts', import.meta.url)), [home], {
    execArgv: [],
    env: { ...process.env, WEFT_TEST_ENGINE: 'obey' },
  });
  const [address] = (await once(core, 'message')) as [{ origin: string; token: string }];
  const { client, close } = await connect(address);
  const { id } = await client.project.create({ name: 'Sines', template: 'dampedSine' });
  const { doc } = await client.project.open({ id, clientId: 'tab', takeOver: false });
  const { runId } = await client.run.start({ doc, engine: 'auto', from: { kind: 'new' } });
  // What a page is told has been stored; the summary runs up to 50 ms ahead of that.
  for await (const told of await client.run.watch({ runId, afterSeq: 0 }))
    if (told.some(({ event }) => event.kind === 'batches' && event.firstStep > 5)) break;
  const engines = processes('engine-double', core.pid);
  expect(engines).toHaveLength(1);

  core.kill('SIGKILL');
  close();
  await expect.poll(() => processes('engine-double').filter((pid) => engines.includes(pid))).toEqual([]);

  const next = await startStudio({ home, startEngine });
  const { run } = await next.client.run.get({ runId: runId as RunId });
  expect(run).toMatchObject({ status: 'interrupted', problem: { code: 'training/engine-crashed' } });
  expect(run.step).toBeGreaterThan(5);
  const again = await next.client.run.start({ doc, engine: 'auto', from: { kind: 'resume', runId } });
  expect(again.runId).toBe(runId);
  await expect.poll(async () => (await next.client.run.get({ runId })).run.status).toBe('finished');
  await next.close();
});

test('a second core on the same folder leaves the first one’s run alone and trains nothing itself', async () => {
  process.env['WEFT_TEST_ENGINE'] = 'obey';
  const first = await startStudio({ startEngine });
  const { id } = await first.client.project.create({ template: 'dampedSine' });
  const { doc } = await first.client.project.open({ id, clientId: 'tab', takeOver: false });
  const { runId } = await first.client.run.start({ doc, engine: 'auto', from: { kind: 'new' } });
  const second = await startStudio({ home: first.home, startEngine });
  expect((await second.client.run.get({ runId })).run.status).not.toBe('interrupted');
  await expect(second.client.run.start({ doc, engine: 'auto', from: { kind: 'new' } })).rejects.toMatchObject({
    data: { code: 'call/forbidden' },
  });
  await second.close();
  await first.client.run.control({ runId, action: 'stop' });
  await expect.poll(async () => (await first.client.run.get({ runId })).run.status).toBe('stopped');
  await first.close();
  delete process.env['WEFT_TEST_ENGINE'];
});

test('the core never loads TensorFlow', async () => {
  const studio = await startStudio({ startEngine });
  await studio.client.app.engines();
  // The report's list of libraries is what the system has mapped into this process.
  const { sharedObjects } = process.report.getReport() as unknown as { sharedObjects: string[] };
  expect(sharedObjects.filter((path) => /tensorflow|weft_kernels|tfjs_binding|duckdb/i.test(path))).toEqual([]);
  await studio.close();
});
