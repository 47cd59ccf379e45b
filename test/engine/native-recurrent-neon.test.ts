import { execFileSync, spawnSync } from 'node:child_process';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { makeProblem, sampleKinds } from './native-recurrent-problem.ts';
import {
  gatesOf,
  relativeError,
  solve,
  type CellName,
  type Problem,
  type Solution,
} from './native-recurrent-reference.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

// The kernels' build for 64-bit ARM. On another processor it is cross-compiled (Debian's g++-aarch64-linux-gnu) and run
// under an emulator (qemu-user-static): right or wrong, not fast or slow.
const isArm = process.arch === 'arm64';
const compiler = isArm ? 'g++' : 'aarch64-linux-gnu-g++';
const emulator = isArm ? null : 'qemu-aarch64-static';
const answers = (program: string): boolean => spawnSync(program, ['--version']).status === 0;
const missing =
  process.platform === 'linux'
    ? [compiler, emulator].find((program) => program !== null && !answers(program))
    : 'Linux';

const sources = join(import.meta.dirname, '../../main/engine/native');
const folder = temporaryFolder();
const program = join(folder, 'runner');

const cells = Object.keys(gatesOf) as CellName[];

describe.skipIf(missing !== undefined)(
  `NEON build${missing === undefined ? '' : ` SKIPPED: no ${missing}`}`,
  { timeout: 300_000 },
  () => {
    beforeAll(() => {
      const files = readdirSync(sources).filter(
        (file) =>
          file.startsWith('kernel-') || ['buffer-pool.cpp', 'instruction-set.cpp', 'thread-pool.cpp'].includes(file),
      );
      const flags = ['-O2', '-std=c++17', '-ffp-contract=fast', '-static', '-pthread', `-I${sources}`];
      const inputs = [
        ...files.map((file) => join(sources, file)),
        join(import.meta.dirname, 'native-recurrent-runner.cpp'),
      ];
      execFileSync(compiler, [...inputs, ...flags, '-o', program], { stdio: 'pipe' });
    }, 300_000);

    test.each([1, 2])('every cell equals float64 within 1e-5, %i threads', (threads) => {
      const kinds = cells.flatMap((cell) => sampleKinds(cell, 12));
      const problems = kinds.map((kind) => makeProblem(kind));
      const results = run(problems, threads);
      kinds.forEach((kind, index) => {
        const expected = solve(problems[index] as Problem);
        for (const name of names) {
          if (kind.cell !== 'lstm' && (name === 'c' || name === 'dc0')) continue;
          const error = relativeError(results[index]?.[name] ?? [], expected[name]);
          expect(error, `${kind.cell}, ${kind.shape.join(' × ')}, mask ${kind.mask}: ${name}`).toBeLessThan(1e-5);
        }
      });
    });
  },
);

/** In the order of the runner's results. */
const names = ['sequence', 'h', 'c', 'dx', 'dKernel', 'dRecurrentKernel', 'dBias', 'dh0', 'dc0'] as const;

function run(problems: readonly Problem[], threads: number): readonly Record<keyof Solution, Float32Array>[] {
  const input = join(folder, 'problems');
  const output = join(folder, 'results');
  writeFileSync(input, Buffer.concat([integers(problems.length), ...problems.map(bytesOf)]));
  const command = [...(emulator === null ? [] : [emulator]), program, String(threads), input, output];
  const printed = execFileSync(command[0] ?? '', command.slice(1), { encoding: 'utf8' });
  expect(printed).toBe('neon\n');
  const bytes = readFileSync(output);
  const values = new Float32Array(bytes.buffer, bytes.byteOffset, bytes.length / 4);
  let at = 0;
  const take = (count: number): Float32Array => values.subarray(at, (at += count));
  const results = problems.map((problem) => {
    const { batch, steps, units, x, kernel, recurrentKernel, bias } = problem;
    const state = batch * units;
    const lengths = [state * steps, state, state, x, kernel, recurrentKernel, bias, state, state];
    const pairs = names.map((name, index) => {
      const length = lengths[index] ?? 0;
      return [name, take(typeof length === 'number' ? length : length.length)] as const;
    });
    return Object.fromEntries(pairs) as Record<keyof Solution, Float32Array>;
  });
  expect(at).toBe(values.length);
  return results;
}

function integers(...values: readonly number[]): Buffer {
  return Buffer.from(Int32Array.from(values).buffer);
}

function bytesOf(p: Problem): Buffer {
  const array = (values: Float64Array | null): Buffer =>
    Buffer.concat([integers(values?.length ?? 0), Buffer.from(Float32Array.from(values ?? []).buffer)]);
  return Buffer.concat([
    integers(cells.indexOf(p.cell), p.batch, p.steps, p.inputs, p.units),
    ...[p.x, p.kernel, p.recurrentKernel, p.bias, p.h0, p.c0].map(array),
    integers(p.mask?.length ?? 0),
    Buffer.from(p.mask ?? []),
    ...[p.inputMask, p.recurrentMask, p.dSequence, p.dh, p.dc].map(array),
  ]);
}
