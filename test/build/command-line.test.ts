import { spawn, spawnSync } from 'node:child_process';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { commandNames } from '../../main/cli/program.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const weft = join(import.meta.dirname, '..', '..', 'main', 'cli', 'weft.mjs');
const folder = temporaryFolder();

function run(...words: readonly string[]) {
  return spawnSync(process.execPath, [weft, ...words], {
    encoding: 'utf8',
    env: { ...process.env, WEFT_ENGINE_DIR: join(folder, 'engines'), WEFT_HOME: join(folder, 'home') },
  });
}

describe('weft', () => {
  test('help lists every file of the command folder', () => {
    const { status, stdout } = run('--help');
    expect(status).toBe(0);
    for (const name of commandNames()) expect(stdout).toMatch(new RegExp(`^  ${name}\\b`, 'm'));
  });

  test('an unknown word fails and shows the help', () => {
    const { status, stderr } = run('frobnicate');
    expect(status).not.toBe(0);
    expect(stderr).toContain("unknown command 'frobnicate'");
  });

  test('engine --json lists three engines and what is missing', () => {
    const { status, stdout } = run('engine', '--json');
    expect(status).toBe(0);
    const report = JSON.parse(stdout) as {
      preferred: string;
      engines: { kind: string; ready: boolean; missing: string[] }[];
    };
    expect(report.engines.map((engine) => engine.kind)).toEqual([
      'tensorflow-gpu',
      'tensorflow-cpu',
      'portable',
      'webgpu',
    ]);
    expect(report.preferred).toBe('portable');
    for (const engine of report.engines) expect(engine.ready).toBe(engine.missing.length === 0);
  });

  test('engine setup for the portable engine fetches nothing and says so', () => {
    const { status, stdout } = run('engine', 'setup', '--engine', 'portable');
    expect(status).toBe(0);
    expect(stdout).toContain('The portable engine was asked for.');
  });
});

describe('weft serve', () => {
  test('a port that is no port is refused', () => {
    const { status, stderr } = run('serve', '--port', '70000');
    expect(status).toBe(1);
    expect(stderr).toContain('A port is a whole number from 0 to 65535.');
  });

  test('a port in use is named, with what to do', async () => {
    const blocker = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => blocker.once('listening', resolve));
    const { port } = blocker.address() as AddressInfo;
    const { status, stderr } = run('serve', '--port', String(port));
    blocker.close();
    expect(status).toBe(1);
    expect(stderr).toContain(`Port ${port} is in use by another program; choose another with --port`);
  });

  test('prints an address that opens only with its token, and ends on a signal', async () => {
    const child = spawn(process.execPath, [weft, 'serve'], {
      env: { ...process.env, WEFT_HOME: join(folder, 'home') },
    });
    const ended = new Promise<number | null>((resolve) => child.once('exit', resolve));
    const url = await new Promise<string>((resolve, reject) => {
      let output = '';
      child.stdout.on('data', (chunk: Buffer) => {
        output += chunk.toString();
        const found = /http:\S+/.exec(output);
        if (found !== null) resolve(found[0]);
      });
      void ended.then((status) => reject(new Error(`ended early with status ${status}`)));
    });
    expect((await fetch(new URL('/', url))).status).toBe(401);
    expect((await fetch(url, { redirect: 'manual' })).status).toBe(303);
    child.kill('SIGTERM');
    expect(await ended).toBe(0);
  });
});
