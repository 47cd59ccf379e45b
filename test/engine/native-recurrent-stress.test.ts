import { execFileSync, spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { temporaryFolder } from '../support/temporary-folder.ts';

const sources = join(import.meta.dirname, '../../main/engine/native');
const hasCompiler = process.platform === 'linux' && spawnSync('g++', ['--version']).status === 0;
const folder = temporaryFolder();

const name = 'kernels that run at the same time neither race, nor disturb each other, nor leave their memory';
const title = hasCompiler ? `%s sanitizer: ${name}` : `%s sanitizer: ${name} SKIPPED: no g++ on Linux`;
test.skipIf(!hasCompiler).each(['thread', 'address'])(title, { timeout: 600_000 }, (sanitizer) => {
  // Everything but what needs Node or TensorFlow.
  const kernelFiles = readdirSync(sources).filter(
    (file) =>
      file.startsWith('kernel-') || ['buffer-pool.cpp', 'instruction-set.cpp', 'thread-pool.cpp'].includes(file),
  );
  const program = join(folder, `stress-${sanitizer}`);
  const flags = [
    '-O1',
    '-g',
    '-std=c++17',
    `-fsanitize=${sanitizer}`,
    '-ffp-contract=fast',
    `-I${sources}`,
    '-lpthread',
  ];
  const files = [
    ...kernelFiles.map((file) => join(sources, file)),
    join(import.meta.dirname, 'native-recurrent-stress.cpp'),
  ];
  execFileSync('g++', [...files, ...flags, '-o', program], { stdio: 'pipe' });
  for (const instructionSet of ['avx512', 'avx2', 'baseline']) {
    // The sanitizer makes the program fail when it sees a race, or a step outside of an allocation.
    const run = spawnSync(program, {
      env: { ...process.env, WEFT_ISA: instructionSet },
      encoding: 'utf8',
    });
    expect(run.stderr).toBe('');
    expect(run.stdout).toMatch(/^equal (avx512|avx2|baseline)\n$/);
    expect(run.status).toBe(0);
  }
});
