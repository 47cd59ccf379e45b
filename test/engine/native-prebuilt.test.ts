import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { builtPath, planBinding, planKernels, type AddonTarget } from '../../main/engine/setup/compile.ts';
import { findInstalled, flavourFolder } from '../../main/engine/setup/installed.ts';
import { fileOf, findPrebuilt, prebuiltFolder, recordOf } from '../../main/engine/setup/prebuilt.ts';
import { setUpEngine } from '../../main/engine/setup/setup.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const folder = temporaryFolder();
const real = findInstalled('cpu');

let home = '';
let prebuilt = '';
beforeEach(() => {
  home = mkdtempSync(join(folder, 'home-'));
  prebuilt = mkdtempSync(join(folder, 'prebuilt-'));
  vi.stubEnv('WEFT_ENGINE_DIR', home);
  vi.stubEnv('WEFT_PREBUILT', prebuilt);
  // A system without a compiler, whose library is unpacked already.
  vi.stubEnv('PATH', folder);
  vi.stubEnv('CXX', undefined);
  mkdirSync(flavourFolder('cpu', home), { recursive: true });
  writeFileSync(join(flavourFolder('cpu', home), 'library.json'), '[]');
});
afterEach(() => void vi.unstubAllEnvs());

/** Addons as a package brings them; `change` makes their record another. */
function writePrebuilt(addons: readonly AddonTarget[], change: object = {}, content = 'an addon'): void {
  const into = prebuiltFolder(prebuilt);
  mkdirSync(into, { recursive: true });
  writeFileSync(join(into, 'prebuilt.json'), JSON.stringify({ ...recordOf(addons), ...change }));
  for (const addon of addons) writeFileSync(join(into, fileOf(addon)), content);
}

async function targets(): Promise<{ readonly binding: AddonTarget; readonly kernels: AddonTarget }> {
  const [binding, kernels] = [await planBinding(), await planKernels()];
  if (binding === undefined || kernels === undefined) throw new Error('the sources are missing');
  return { binding, kernels };
}

const setUp = () => setUpEngine({ choice: 'cpu' }, () => undefined);

describe.runIf(process.platform === 'linux' && process.arch === 'x64')('setup without a compiler', () => {
  test('takes the addons that a package brings', async () => {
    const { binding, kernels } = await targets();
    writePrebuilt([binding, kernels]);
    expect(await setUp()).toEqual({ outcome: 'ready', flavour: 'cpu', changed: true, notes: [] });
    const installed = findInstalled('cpu', home);
    expect(installed?.record.kernelsMissing).toBeNull();
    for (const addon of [binding, kernels])
      expect(readFileSync(join(flavourFolder('cpu', home), builtPath(addon)), 'utf8')).toBe('an addon');
    expect(await setUp()).toMatchObject({ outcome: 'ready', changed: false });
  });

  test('goes on without kernels of another source, and says so', async () => {
    const { binding, kernels } = await targets();
    writePrebuilt([binding, { ...kernels, hash: '0123456789abcdef' }]);
    const result = await setUp();
    expect(result).toMatchObject({ outcome: 'ready', changed: true });
    expect(result.outcome === 'ready' ? result.notes.join() : '').toContain('No C++ compiler was found');
    expect(findInstalled('cpu', home)?.kernelsPath).toBeNull();
  });

  test.each([
    ['another TensorFlow', { tensorflow: '2.20.0' }],
    ['another system', { platform: 'darwin' }],
    ['another processor', { arch: 'arm64' }],
  ])('does not take addons for %s', async (_, change) => {
    const { binding, kernels } = await targets();
    writePrebuilt([binding, kernels], change);
    expect(findPrebuilt()).toBeUndefined();
    const result = await setUp();
    expect(result.outcome === 'portable' ? result.sentence : '').toContain('No C++ compiler was found');
  });

  test('a record without its files, or a broken one, counts for nothing', async () => {
    const { binding, kernels } = await targets();
    writePrebuilt([binding, kernels]);
    rmSync(join(prebuiltFolder(prebuilt), fileOf(binding)));
    expect(findPrebuilt()?.addons.map(({ name }) => name)).toEqual(['weft_kernels']);
    expect((await setUp()).outcome).toBe('portable');
    writeFileSync(join(prebuiltFolder(prebuilt), 'prebuilt.json'), '{"tensorflow":');
    expect(findPrebuilt()).toBeUndefined();
  });

  const paths =
    real === undefined || real.kernelsPath === null ? null : ([real.bindingPath, real.kernelsPath] as const);
  test.skipIf(real === undefined || paths === null)(
    `what it took computes${paths === null ? ' SKIPPED: the native engine or its kernels are not set up' : ''}`,
    async () => {
      if (real === undefined || paths === null) return;
      const { binding, kernels } = await targets();
      writePrebuilt([binding, kernels]);
      for (const [index, addon] of [binding, kernels].entries())
        cpSync(paths[index] ?? '', join(prebuiltFolder(prebuilt), fileOf(addon)));
      symlinkSync(join(real.folder, 'site'), join(flavourFolder('cpu', home), 'site'));
      expect(await setUp()).toMatchObject({ outcome: 'ready', changed: true });
      const weft = join(import.meta.dirname, '../../main/cli/weft.mjs');
      const printed = execFileSync(process.execPath, [weft, 'engine', '--load', 'cpu', '--json'], { encoding: 'utf8' });
      const report = JSON.parse(printed) as { readonly loaded: Readonly<Record<string, unknown>> };
      expect(report.loaded).toMatchObject({ kind: 'tensorflow-cpu', isRight: true, hasRecurrentKernels: true });
    },
  );
});
