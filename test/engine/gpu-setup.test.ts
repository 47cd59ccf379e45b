/** Setup for a card, in a temporary folder: small wheels laid out as the real ones are, and a compiler that only notes. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { zipSync } from 'fflate';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { findInstalled } from '../../main/engine/setup/installed.ts';
import { setUpEngine } from '../../main/engine/setup/setup.ts';
import { wheelPins } from '../../main/engine/setup/wheels.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

let home = '';
beforeEach(() => {
  home = temporaryFolder();
  vi.stubEnv('WEFT_ENGINE_DIR', home);
  // Addons that were built for packages would spare the compiler.
  vi.stubEnv('WEFT_PREBUILT', home);
});
afterEach(() => {
  vi.unstubAllEnvs();
});

function wheel(name: string, files: readonly string[]): string {
  const path = join(home, `${name}-py3-none-manylinux_2_27_x86_64.whl`);
  writeFileSync(path, zipSync(Object.fromEntries(files.map((file) => [file, new TextEncoder().encode(file)]))));
  return path;
}

const cuda = [
  'cublas',
  'cuda_cupti',
  'cuda_runtime',
  'cudnn',
  'cufft',
  'curand',
  'cusolver',
  'cusparse',
  'nccl',
  'nvjitlink',
];

const nativePlatform = process.platform === 'linux' && process.arch === 'x64';
describe.runIf(nativePlatform)('setup for a card', () => {
  test("CUDA's libraries come to lie where TensorFlow's run path looks for them", async () => {
    const wheels = [
      wheel('tensorflow-2.21.0', [
        'tensorflow/libtensorflow_cc.so.2',
        'tensorflow/libtensorflow_framework.so.2',
        'tensorflow/include/tensorflow/c/c_api.h',
        'tensorflow/python/keras.py',
        'tensorflow-2.21.0.dist-info/METADATA',
      ]),
      ...cuda.map((name) =>
        wheel(`nvidia_${name}_cu12-12.9`, [`nvidia/${name}/lib/lib${name}.so.12`, `nvidia/${name}/include/${name}.h`]),
      ),
      wheel('nvidia_cuda_nvcc_cu12-12.9', [
        'nvidia/cuda_nvcc/bin/ptxas',
        'nvidia/cuda_nvcc/nvvm/libdevice/libdevice.10.bc',
      ]),
    ];
    const compiler = join(home, 'compiler');
    const lines = [
      '#!/bin/sh',
      `echo "$@" >> '${home}/calls'`,
      'while [ $# -gt 0 ]; do [ "$1" = -o ] && echo built > "$2"; shift; done',
    ];
    writeFileSync(compiler, `${lines.join('\n')}\n`, { mode: 0o755 });
    vi.stubEnv('CXX', compiler);
    const result = await setUpEngine({ choice: 'gpu', wheels }, () => undefined);
    expect(result).toMatchObject({ outcome: 'ready', flavour: 'gpu', changed: true });
    const installed = findInstalled('gpu');
    if (installed === undefined) throw new Error('nothing is installed');
    expect(installed.folder).toMatch(/tf-2\.21\.0-gpu$/);
    expect(installed.record.wheels).toHaveLength(wheels.length);
    expect(findInstalled('cpu')).toBeUndefined();
    const library = join(installed.folder, 'site', 'tensorflow');
    // The run path of libtensorflow_cc.so.2 is $ORIGIN/../nvidia/*/lib.
    for (const name of cuda)
      expect(existsSync(resolve(library, '..', 'nvidia', name, 'lib', `lib${name}.so.12`)), name).toBe(true);
    expect(existsSync(resolve(library, '..', 'nvidia/cuda_nvcc/bin/ptxas'))).toBe(true);
    expect(existsSync(resolve(library, '..', 'nvidia/cudnn/include'))).toBe(false);
    expect(existsSync(join(library, 'python'))).toBe(false);
    expect(installed.kernelsPath).not.toBeNull();
    const calls = readFileSync(join(home, 'calls'), 'utf8').split('\n');
    const linked = calls.filter((call) => call.includes('-Wl,-rpath,$ORIGIN/../site/tensorflow'));
    expect(linked.length).toBeGreaterThanOrEqual(2);
    for (const call of linked) expect(call).toContain(`-L${library}`);
    expect(linked.some((call) => call.includes('-l:libtensorflow_cc.so.2'))).toBe(true);
  });
});

test('every library that TensorFlow of this release loads has a wheel, all of one CUDA', () => {
  const names = wheelPins('gpu').map(({ requirement }) => requirement);
  const of = (part: string) => names.find((name) => name.startsWith(`nvidia-${part}-cu12==`));
  for (const part of cuda) expect(of(part.replace('_', '-')), part).toBeDefined();
  for (const part of ['cuda-cupti', 'cuda-nvcc', 'cuda-nvrtc', 'cuda-runtime', 'nvjitlink'])
    expect(of(part)).toMatch(/==12\.9\./);
  expect(of('cudnn')).toMatch(/==9\./);
});
