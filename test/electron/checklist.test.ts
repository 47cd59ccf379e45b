/** Electron's security checklist, item by item, as far as it can be seen without Electron's binary. */
import { readFileSync } from 'node:fs';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { runInNewContext } from 'node:vm';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startDesktop } from '../../electron/desktop.ts';
import { isExternalAllowed } from '../../electron/guards.ts';
import { ask, createFakeElectron, FakeContents } from './fake-electron.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const idle = new URL('./idle-process.ts', import.meta.url).pathname;
const folder = temporaryFolder();
const fake = createFakeElectron();
const { recorded } = fake;
const page = () => recorded.windows[0];

beforeAll(async () => {
  await mkdir(join(folder, 'renderer', 'assets'), { recursive: true });
  await writeFile(join(folder, 'renderer', 'index.html'), '<!doctype html>');
  await writeFile(join(folder, 'secret.txt'), 'canary');
  await startDesktop(fake.parts, {
    preload: join(folder, 'preload.cjs'),
    core: idle,
    engine: idle,
    data: idle,
    renderer: join(folder, 'renderer'),
  });
});
afterAll(async () => {
  await Promise.all(recorded.utilities.map((utility) => utility.end()));
});

const request = (url: string, method = 'GET') =>
  recorded.handlers.get('weft')?.(new Request(url, { method })) ?? Promise.reject(new Error('no handler'));
const preferences = () => page()?.options.webPreferences;

test('1 only secure content: the page and everything it loads come from the app itself', () => {
  expect(page()?.webContents.url).toBe('weft://app/index.html');
  for (const url of [
    'http://example.org/',
    'https://example.org/x.js',
    'ws://example.org/',
    'file:///etc/passwd',
    'weft://other/',
    'ftp://a/',
  ]) {
    expect(ask(recorded.session.load, { url })).toEqual({ cancel: true });
  }
  expect(ask(recorded.session.load, { url: 'weft://app/assets/a.js' })).toEqual({ cancel: false });
});
test('2 no Node integration', () => {
  expect(preferences()).toMatchObject({
    nodeIntegration: false,
    nodeIntegrationInWorker: false,
    nodeIntegrationInSubFrames: false,
  });
});
test('3 context isolation', () => expect(preferences()?.contextIsolation).toBe(true));
test('4 sandbox, for every process, before the app is ready', () => {
  expect(preferences()?.sandbox).toBe(true);
  expect(recorded.sandboxed).toBe(true);
});
describe('5 permissions are denied', () => {
  const permissions = [
    'media',
    'geolocation',
    'notifications',
    'midi',
    'midiSysex',
    'pointerLock',
    'fullscreen',
    'openExternal',
    'clipboard-read',
    'display-capture',
    'usb',
    'serial',
    'hid',
    'bluetooth',
    'idle-detection',
    'fileSystem',
    'window-management',
    'speaker-selection',
    'unknown',
  ];
  test.each(permissions)('%s', (permission) => {
    const contents = new FakeContents();
    contents.url = 'weft://app/index.html';
    expect(ask(recorded.session.request, contents, permission)).toBe(false);
    expect(ask(recorded.session.check, contents, permission, 'weft://app')).toBe(false);
  });
  test('copying is allowed to our page alone', () => {
    const ours = new FakeContents();
    ours.url = 'weft://app/index.html';
    const other = new FakeContents();
    other.url = 'https://example.org/';
    expect(ask(recorded.session.request, ours, 'clipboard-sanitized-write')).toBe(true);
    expect(ask(recorded.session.request, other, 'clipboard-sanitized-write')).toBe(false);
    expect(ask(recorded.session.request, null, 'clipboard-sanitized-write')).toBe(false);
  });
  test('devices', () => expect(ask(recorded.session.device, { deviceType: 'usb' })).toBe(false));
});
test('6 web security stays on', () => expect(preferences()?.webSecurity).toBe(true));
test('7 a policy comes with every answer of the scheme', async () => {
  for (const url of ['weft://app/index.html', 'weft://app/nothing.js', 'weft://other/index.html']) {
    const policy = (await request(url)).headers.get('Content-Security-Policy');
    expect(policy).toContain("default-src 'none'");
    expect(policy).not.toContain("'unsafe-eval'");
    expect(policy).toContain("base-uri 'none'");
    expect(policy).toContain("frame-ancestors 'none'");
  }
  expect(recorded.schemes).toMatchObject([
    { scheme: 'weft', privileges: { standard: true, secure: true, bypassCSP: false, allowServiceWorkers: false } },
  ]);
  expect(recorded.readyBeforeSchemes).toBe(false);
});
test('8 no insecure content', () => expect(preferences()?.allowRunningInsecureContent).toBe(false));
test('9 no experimental features', () => expect(preferences()?.experimentalFeatures).toBe(false));
test('10 no Blink features', () => expect(preferences()).not.toHaveProperty('enableBlinkFeatures'));
test('11 and 12 no webview, whatever its options', () => {
  expect(preferences()?.webviewTag).toBe(false);
  expect(isPrevented(page()?.webContents, 'will-attach-webview')).toBe(true);
});
test('13 no navigation', () => {
  for (const event of ['will-navigate', 'will-redirect', 'will-frame-navigate'])
    expect(isPrevented(page()?.webContents, event)).toBe(true);
  expect(preferences()?.navigateOnDragDrop).toBe(false);
});
test('14 and 15 no new windows; links open outside only on exact https hosts', () => {
  for (const url of [
    'file:///etc/passwd',
    'smb://host/share',
    'javascript:alert(1)',
    'ms-msdt:/id',
    'vscode://file',
    'http://keras.io/',
    'https://keras.io.evil.example/',
    'https://keras.io@evil.example/',
    'https://user:pass@keras.io/',
    'https://evil.example/?keras.io',
    'https://keras.io:8443/',
    'nonsense',
  ]) {
    expect(isExternalAllowed(url)).toBe(false);
    expect(page()?.webContents.openHandler?.({ url })).toEqual({ action: 'deny' });
  }
  expect(recorded.opened).toEqual([]);
  expect(page()?.webContents.openHandler?.({ url: 'https://keras.io/api/' })).toEqual({ action: 'deny' });
  expect(recorded.opened).toEqual(['https://keras.io/api/']);
});
test('16 a current version of Electron is pinned', () => {
  const { devDependencies } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'));
  expect(devDependencies.electron).toMatch(/^\d+\.\d+\.\d+$/);
  expect(Number(devDependencies.electron.split('.')[0])).toBeGreaterThanOrEqual(45);
});
test('17 a port goes to our own page and to no other; main listens to no page', async () => {
  const contents = page()?.webContents;
  if (!contents) throw new Error('no window');
  contents.emit('dom-ready');
  expect(contents.sent.map(({ channel, ports }) => [channel, ports.length])).toEqual([['weft-port', 1]]);
  contents.url = 'https://evil.example/';
  contents.emit('dom-ready');
  expect(contents.sent).toHaveLength(1);
  contents.url = 'weft://app/index.html';
  for (const file of await readdir(new URL('../../electron/', import.meta.url))) {
    if (file.endsWith('.ts'))
      expect(await readFile(new URL(`../../electron/${file}`, import.meta.url), 'utf8')).not.toContain('ipcMain');
  }
});
describe('18 the scheme serves the page and nothing else', () => {
  test('the page', async () => {
    const answer = await request('weft://app/');
    expect(answer.status).toBe(200);
    expect(answer.headers.get('Content-Type')).toContain('text/html');
    expect(answer.headers.get('X-Content-Type-Options')).toBe('nosniff');
  });
  test.each([
    'weft://app/../secret.txt',
    'weft://app/..%2fsecret.txt',
    'weft://app/%2e%2e%2fsecret.txt',
    'weft://app/%00',
    'weft://app/..%5csecret.txt',
    'weft://app//etc/passwd',
  ])('%s is not found', async (url) => {
    const answer = await request(url);
    expect(answer.status).toBe(404);
    expect(await answer.text()).toBe('');
  });
  test('another host and another method are refused', async () => {
    expect((await request('weft://other/index.html')).status).toBe(403);
    expect((await request('weft://app/index.html', 'POST')).status).toBe(405);
  });
});
test('19 fuses are set for the packaged app', () => {
  const configuration = readFileSync(new URL('../../build/electron-builder.yml', import.meta.url), 'utf8');
  const fuses = Object.fromEntries(
    [...configuration.matchAll(/^ {2}(\w+): (true|false)$/gm)].map(([, name, value]) => [name, value === 'true']),
  );
  expect(fuses).toMatchObject({
    runAsNode: false,
    enableNodeOptionsEnvironmentVariable: false,
    enableNodeCliInspectArguments: false,
    grantFileProtocolExtraPrivileges: false,
    enableCookieEncryption: true,
    enableEmbeddedAsarIntegrityValidation: true,
    onlyLoadAppFromAsar: true,
  });
});
test('20 preload exposes nothing and hands on exactly one port', async () => {
  const source = (await readFile(new URL('../../electron/preload.ts', import.meta.url), 'utf8'))
    .replace(/^import .*$/m, '')
    .replace(/declare const window: \{[\s\S]*?\n\};/, '');
  expect(source).not.toContain('contextBridge');
  const posted: unknown[][] = [];
  const listeners = new Map<string, (event: { ports: unknown[] }) => void>();
  const sandbox = {
    ipcRenderer: {
      on: (channel: string, listener: (event: { ports: unknown[] }) => void) => listeners.set(channel, listener),
    },
    window: { location: { origin: 'weft://app' }, postMessage: (...values: unknown[]) => posted.push(values) },
  };
  const before = Object.keys(sandbox);
  runInNewContext(source, sandbox);
  expect(Object.keys(sandbox)).toEqual(before);
  expect([...listeners.keys()]).toEqual(['weft-port']);
  listeners.get('weft-port')?.({ ports: [] });
  listeners.get('weft-port')?.({ ports: ['port', 'other'] });
  expect(JSON.stringify(posted)).toBe('[["weft-port","weft://app",["port"]]]');
});

test('developer tools and a menu are absent from the shipped app', () => {
  expect(preferences()?.devTools).toBe(false);
  if (process.platform !== 'darwin') expect(recorded.menu).toBeNull();
});
test('downloads are cancelled unless the page made the file', () => {
  const item = (url: string) => ({
    getURL: () => url,
    getFilename: () => '../../evil.csv',
    options: undefined as unknown,
    setSaveDialogOptions(value: unknown) {
      this.options = value;
    },
  });
  const ours = new FakeContents();
  ours.url = 'weft://app/index.html';
  const foreign = item('https://example.org/a.exe');
  expect(isPrevented(recorded.session, 'will-download', foreign, ours)).toBe(true);
  const file = item('blob:weft://app/1234');
  expect(isPrevented(recorded.session, 'will-download', file, ours)).toBe(false);
  expect(file.options).toMatchObject({ defaultPath: 'evil.csv' });
  const other = new FakeContents();
  other.url = 'https://example.org/';
  expect(isPrevented(recorded.session, 'will-download', item('blob:weft://app/1234'), other)).toBe(true);
});

function isPrevented(
  emitter: { emit(name: string, ...values: unknown[]): boolean } | undefined,
  name: string,
  ...values: unknown[]
): boolean {
  let prevented = false;
  emitter?.emit(name, { preventDefault: () => (prevented = true) }, ...values);
  return prevented;
}
