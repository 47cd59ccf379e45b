import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { zipSync } from 'fflate';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { planKernels } from '../../main/engine/setup/compile.ts';
import { findInstalled } from '../../main/engine/setup/installed.ts';
import { withLock } from '../../main/engine/setup/lock.ts';
import { sizeIn, whyPipFailed } from '../../main/engine/setup/pip.ts';
import { setUpEngine } from '../../main/engine/setup/setup.ts';
import { isNeeded, wheelPins } from '../../main/engine/setup/wheels.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const folder = temporaryFolder();

let home = '';
beforeEach(() => {
  home = mkdtempSync(join(folder, 'home-'));
  vi.stubEnv('WEFT_ENGINE_DIR', home);
  // Addons that were built for packages would spare the compiler.
  vi.stubEnv('WEFT_PREBUILT', home);
});
afterEach(() => {
  vi.unstubAllEnvs();
});

const nativePlatform = process.platform === 'linux' && process.arch === 'x64';

describe.runIf(nativePlatform)('what cannot be set up gives the portable engine and one sentence', () => {
  async function sentence(options: Parameters<typeof setUpEngine>[0]): Promise<string> {
    const result = await setUpEngine(options, () => undefined);
    return result.outcome === 'portable' ? result.sentence : 'ready';
  }

  test('no compiler', async () => {
    vi.stubEnv('PATH', folder);
    expect(await sentence({ choice: 'cpu' })).toContain('No C++ compiler was found');
  });

  test('no Python with pip', async () => {
    vi.stubEnv('PATH', folder);
    vi.stubEnv('CXX', '/usr/bin/true');
    vi.stubEnv('WEFT_PYTHON', undefined);
    vi.stubEnv('HOME', folder);
    expect(await sentence({ choice: 'cpu' })).toContain('No Python with pip was found');
  });

  test('a wheel file that is not there', async () => {
    vi.stubEnv('CXX', '/bin/true');
    expect(await sentence({ choice: 'cpu', wheels: [join(folder, 'none.whl')] })).toBe(
      `There is no file ${join(folder, 'none.whl')}.`,
    );
  });

  test('a wheel of something else leaves nothing installed', async () => {
    vi.stubEnv('CXX', '/bin/true');
    const wheel = join(folder, 'other.whl');
    writeFileSync(wheel, zipSync({ 'other-1.0.dist-info/METADATA': new TextEncoder().encode('Name: other') }));
    expect(await sentence({ choice: 'cpu', wheels: [wheel] })).toContain('hold no tensorflow/libtensorflow_cc.so.2');
    expect(findInstalled('cpu')).toBeUndefined();
  });

  test('pip that cannot fetch: its own words are passed on', async () => {
    vi.stubEnv('CXX', '/bin/true');
    const pip = join(folder, 'python');
    writeFileSync(
      pip,
      '#!/bin/sh\ncase "$*" in *--version*) echo "pip 24.0 from x (python 3.11)";; *) echo "ERROR: no network today"; exit 1;; esac\n',
      { mode: 0o755 },
    );
    vi.stubEnv('WEFT_PYTHON', pip);
    expect(await sentence({ choice: 'cpu' })).toBe(
      'pip could not fetch tensorflow-cpu==2.21.0: ERROR: no network today.',
    );
  });

  test('a fetched wheel with another check sum is refused, whatever pip thinks of it', async () => {
    vi.stubEnv('CXX', '/bin/true');
    mkdirSync(join(home, 'downloads-cpu', 'tensorflow-cpu'), { recursive: true });
    writeFileSync(join(home, 'downloads-cpu', 'tensorflow-cpu', 'tensorflow_cpu-2.21.0.whl'), 'not the wheel');
    expect(await sentence({ choice: 'cpu' })).toMatch(
      /has the SHA-256 [0-9a-f]{64}, which is not among the pinned ones/,
    );
  });
});

test('every pinned file has a whole SHA-256, and the card needs more than TensorFlow', () => {
  for (const pin of [...wheelPins('cpu'), ...wheelPins('gpu')])
    for (const sum of pin.sha256) expect(sum).toMatch(/^[0-9a-f]{64}$/);
  expect(wheelPins('gpu').map((pin) => pin.requirement.split('==')[0])).toEqual(
    expect.arrayContaining(['tensorflow', 'nvidia-cudnn-cu12', 'nvidia-cublas-cu12']),
  );
});

test('libraries, C headers and licences are unpacked; Python code is not', () => {
  const names = [
    'tensorflow/libtensorflow_cc.so.2',
    'tensorflow/include/tensorflow/c/c_api.h',
    'tensorflow/include/tsl/platform/ctstring.h',
    'nvidia/cudnn/lib/libcudnn.so.9',
    'tensorflow-2.21.0.dist-info/METADATA',
  ];
  expect(names.filter((name) => !isNeeded(name))).toEqual([]);
  expect(['tensorflow/python/x.so', 'tensorflow/__init__.py', 'nvidia/cudnn/include/cudnn.h'].filter(isNeeded)).toEqual(
    [],
  );
});

test('a lost network is named as such, not by the last line that pip prints', () => {
  const output =
    "WARNING: Retrying (Retry(total=0)) after connection broken by 'NewConnectionError'\nERROR: No matching distribution found";
  expect(whyPipFailed('a==1', output)).toMatch(/^pip could not reach its package index/);
  expect(whyPipFailed('a==1', 'Looking\nERROR: No matching distribution found for a==1')).toBe(
    'pip could not fetch a==1: ERROR: No matching distribution found for a==1.',
  );
});

test('the size that pip announces is understood', () => {
  expect(sizeIn('  Downloading tensorflow_cpu-2.21.0-cp311.whl (273.8 MB)')).toBe(273.8e6);
  expect(sizeIn('Downloading x-1.0-py3-none-any.whl (1.2 kB)')).toBe(1200);
  expect(sizeIn('Saved ./x.whl')).toBeUndefined();
});

test('a changed kernel source gives another plan, an empty folder none', async () => {
  const sources = join(folder, 'native');
  mkdirSync(sources);
  expect(await planKernels(sources)).toBeUndefined();
  writeFileSync(join(sources, 'a.cpp'), 'int a;');
  writeFileSync(join(sources, 'a.h'), '');
  const first = await planKernels(sources);
  writeFileSync(join(sources, 'a.h'), '#define B');
  const second = await planKernels(sources);
  expect(first?.sources).toEqual([join(sources, 'a.cpp')]);
  expect(first?.flags).not.toContain('-ffast-math');
  expect(second?.hash).not.toBe(first?.hash);
});

test('two setups at once take turns, and the lock of a dead process is taken over', async () => {
  const path = join(home, 'lock');
  writeFileSync(path, '999999999');
  const order: string[] = [];
  const work = (name: string) => async () => {
    order.push(`${name} in`);
    await new Promise((resolve) => setTimeout(resolve, 30));
    order.push(`${name} out`);
  };
  await Promise.all([withLock(path, () => undefined, work('a')), withLock(path, () => undefined, work('b'))]);
  expect(order.map((step) => step.slice(2))).toEqual(['in', 'out', 'in', 'out']);
  expect(() => readFileSync(path)).toThrow();
});
