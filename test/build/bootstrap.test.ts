import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { temporaryFolder } from '../support/temporary-folder.ts';

const scripts = join(import.meta.dirname, '..', '..', 'build', 'scripts');
const folder = temporaryFolder();

/** The bootstrap is plain JavaScript without types; it is called the way its users do: from another process. */
function evaluate(code: string): unknown {
  return JSON.parse(execFileSync(process.execPath, ['--input-type=module', '--eval', code], { encoding: 'utf8' }));
}

function startOptions(words: readonly string[]): unknown {
  return evaluate(
    `import { readOptions } from ${JSON.stringify(join(scripts, 'bootstrap', 'start.mjs'))}; console.log(JSON.stringify(readOptions(${JSON.stringify(words)})))`,
  );
}

describe('options of npm start', () => {
  test('our own are taken out, the rest goes to the server', () => {
    expect(startOptions(['--serve', '--engine', 'portable', '--port', '8123'])).toMatchObject({
      serve: true,
      choice: 'portable',
      rest: ['--port', '8123'],
    });
    expect(startOptions(['--engine=gpu', '--wheel=a.whl', '--index-url', 'mirror'])).toMatchObject({
      serve: false,
      choice: 'gpu',
      wheels: ['a.whl'],
      indexUrl: 'mirror',
      rest: [],
    });
  });

  test('a port means the server', () => {
    expect(startOptions(['--port=0'])).toMatchObject({ serve: true });
  });

  test('an engine that does not exist is refused with the list', () => {
    expect(startOptions(['--engine', 'tpu'])).toMatchObject({
      problem: '--engine takes one of auto, cpu, gpu, portable, webgpu; received "tpu".',
    });
  });
});

test('a change, an added file and a renamed file each change the hash of the sources', () => {
  const sources = join(folder, 'sources');
  mkdirSync(join(sources, 'deep'), { recursive: true });
  const hash = () =>
    evaluate(
      `import { hashOf } from ${JSON.stringify(join(scripts, 'bootstrap', 'stamp.mjs'))}; console.log(JSON.stringify(hashOf([${JSON.stringify(sources)}])))`,
    );
  const seen = new Set<unknown>([hash()]);
  writeFileSync(join(sources, 'deep', 'a.ts'), 'one');
  seen.add(hash());
  writeFileSync(join(sources, 'deep', 'a.ts'), 'two');
  seen.add(hash());
  writeFileSync(join(sources, 'b.ts'), 'two');
  rmSync(join(sources, 'deep', 'a.ts'));
  seen.add(hash());
  expect(seen.size).toBe(4);
  expect(hash()).toBe(hash());
});

test("the bootstrap imports nothing but Node's own modules", () => {
  const files = [
    join(scripts, 'bootstrap.mjs'),
    ...readdirSync(join(scripts, 'bootstrap')).map((name) => join(scripts, 'bootstrap', name)),
  ];
  for (const file of files) {
    for (const [, from] of readFileSync(file, 'utf8').matchAll(/^import .* from '([^']+)';$/gm))
      expect(from, file).toMatch(/^(node:|\.\.?\/.*\.mjs$)/);
  }
});

test('an unknown task is refused with the list of tasks', () => {
  expect(() => execFileSync(process.execPath, [join(scripts, 'bootstrap.mjs'), 'strat'], { stdio: 'pipe' })).toThrow(
    /There is no task "strat"; there are: start, test/,
  );
});
