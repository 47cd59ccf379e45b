/** The desktop app from start to quit: real core and engine double behind the fake `electron`. */
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { startDesktop } from '../../electron/desktop.ts';
import { type StudioClient, studioClient } from '../../main/process/client-port.ts';
import { type Port, portOfMessagePort } from '../../main/process/port.ts';
import { createFakeElectron, type FakeOptions } from './fake-electron.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const path = (name: string) => fileURLToPath(new URL(name, import.meta.url));
let home: string;
let fake: ReturnType<typeof createFakeElectron>;
const ports: Port[] = [];

beforeEach(() => {
  home = temporaryFolder();
});
afterEach(async () => {
  for (const port of ports.splice(0)) port.close();
  await Promise.all(fake.recorded.utilities.map((utility) => utility.end()));
});

async function start(options: FakeOptions = {}): Promise<void> {
  fake = createFakeElectron({ ...options, env: { WEFT_HOME: home, WEFT_TEST_ENGINE: 'finish' } });
  await startDesktop(fake.parts, {
    preload: path('./preload.cjs'),
    core: path('../../electron/core-process.ts'),
    engine: path('../core/engine-double.ts'),
    data: path('../../main/data/data-process.ts'),
    renderer: home,
  });
}

/** What the page does with the port that preload hands it. */
async function connectPage(): Promise<StudioClient> {
  const contents = fake.recorded.windows[0]?.webContents;
  contents?.emit('dom-ready');
  const port = contents?.sent.at(-1)?.ports[0];
  if (!port) throw new Error('the page got no port');
  const wrapped = portOfMessagePort(port);
  ports.push(wrapped);
  return studioClient(wrapped);
}

test('the page reaches the core through its one port, and a run trains in an engine process that main started', async () => {
  await start();
  const client = await connectPage();
  expect(await client.app.info()).toEqual({ version: '1.2.3', mode: 'electron', platform: process.platform });
  const { id } = await client.project.create({ name: 'Sines', template: 'dampedSine' });
  const { doc } = await client.project.open({ id, clientId: 'window', takeOver: false });
  const { runId } = await client.run.start({ doc, engine: 'auto', from: { kind: 'new' } });
  const kinds: string[] = [];
  for await (const events of await client.run.watch({ runId, afterSeq: 0 }))
    kinds.push(...events.map(({ event }) => event.kind));
  expect(kinds).toContain('epoch');
  expect((await client.run.get({ runId })).run.status).toBe('finished');
  // One engine process tries a few steps to choose how the run trains, the next one trains it.
  expect(fake.recorded.utilities.map(({ entry }) => entry.split('/').at(-1))).toEqual([
    'core-process.ts',
    'engine-double.ts',
    'engine-double.ts',
  ]);
  for (const { env } of fake.recorded.utilities.slice(1))
    expect(Object.keys(env ?? {})).not.toContain('npm_config_user_agent');
});

test('a reloaded page gets a fresh port', async () => {
  await start();
  await (await connectPage()).app.info();
  expect((await (await connectPage()).app.info()).mode).toBe('electron');
});

test('a page that crashes is loaded again and finds its project', async () => {
  await start();
  const { id } = await (await connectPage()).project.create({ name: 'Kept', template: null });
  const contents = fake.recorded.windows[0]?.webContents;
  contents?.emit('render-process-gone');
  expect(contents?.reloads).toBe(1);
  expect((await (await connectPage()).project.list()).map((entry) => entry.id)).toEqual([id]);
});

test('a core that dies is started again and the page is given to it; one that dies again and again is not', async () => {
  await start();
  await (await connectPage()).app.info();
  fake.recorded.utilities[0]?.kill();
  const contents = fake.recorded.windows[0]?.webContents;
  await expect.poll(() => contents?.reloads).toBe(1);
  expect((await (await connectPage()).app.info()).mode).toBe('electron');
  for (let death = 2; death <= 4; death++) {
    fake.recorded.utilities.at(-1)?.kill();
    await expect.poll(() => (death <= 3 ? contents?.reloads : fake.recorded.exits.length)).toBe(death <= 3 ? death : 1);
  }
  expect(fake.recorded.errors[0]).toContain('Weft Studio');
});

test('quitting closes the core first, and only then the app', async () => {
  await start();
  await (await connectPage()).app.info();
  let hasQuit = false;
  fake.app.on('quit', () => {
    hasQuit = true;
  });
  fake.app.emit('window-all-closed');
  expect(hasQuit).toBe(false);
  await expect.poll(() => hasQuit).toBe(true);
  expect(fake.recorded.exits).toEqual([]);
});

test('a second instance shows the first one and leaves', async () => {
  await start({ hasLock: false });
  expect(fake.recorded.quits).toBe(1);
  expect(fake.recorded.windows).toEqual([]);
  await start();
  fake.app.emit('second-instance', {}, ['weft', '--evil', '../../file.weft.json']);
  expect(fake.recorded.windows[0]?.focused).toBe(1);
});

test.each(['remote-debugging-port', 'inspect', 'js-flags'])(
  'the shipped app does not start with --%s',
  async (name) => {
    await start({ switches: [name] });
    expect(fake.recorded.quits).toBe(1);
    expect(fake.recorded.windows).toEqual([]);
  },
);

test('the engine that npm start was told to use is the one the desktop app takes', async () => {
  const { engineChoiceOf } = await import('../../shared/contract/engine-choice.ts');
  expect(['portable', 'auto', 'toaster', undefined].map((word) => engineChoiceOf({ WEFT_ENGINE: word }))).toEqual([
    'portable',
    'auto',
    'auto',
    'auto',
  ]);
  process.env['WEFT_ENGINE'] = 'portable';
  try {
    await start();
    const { engines } = await (await connectPage()).app.engines();
    expect(engines.find((engine) => engine.chosen)?.kind).toBe('portable');
  } finally {
    delete process.env['WEFT_ENGINE'];
  }
});
