/** `weft train`, `weft predict` and `weft export` as a person types them, on whatever engine this machine has. */
import { execFile } from 'node:child_process';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { beforeAll, expect, test } from 'vitest';
import type { ProjectId } from '../../shared/ids.ts';
import { templates } from '../../shared/templates/index.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const weft = fileURLToPath(new URL('../../main/cli/weft.mjs', import.meta.url));
const folder = temporaryFolder();

beforeAll(async () => {
  const doc = templates.dampedSine.create('project-cli' as ProjectId, 'Sines');
  await writeFile(
    join(folder, 'sines.weft.json'),
    JSON.stringify({ ...doc, training: { ...doc.training, epochs: 2, stepsPerEpoch: 20 } }),
  );
  await writeFile(join(folder, 'broken.weft.json'), '{"format":');
});

const run = (...words: string[]) =>
  promisify(execFile)(process.execPath, [weft, ...words], {
    cwd: folder,
    env: { ...process.env, WEFT_HOME: join(folder, 'home') },
  });

// Three programs start, and the first of them times steps before it trains.
test('a project is trained, predicts and is exported', { timeout: 180_000 }, async () => {
  const trained = await run('train', 'sines.weft.json', '--out', 'run');
  expect(trained.stdout).toMatch(/^epoch 2 {2}loss 0\.\d+/m);
  expect(trained.stdout).toMatch(/^finished: run run-/m);

  const predicted = await run('predict', 'run', '--limit', '3');
  const [head, ...rows] = predicted.stdout.trim().split('\r\n');
  expect(head).toContain('prediction 1');
  expect(rows).toHaveLength(3);

  await run('export', 'run', '--format', 'keras', '--out', 'model');
  expect(await readdir(join(folder, 'model'))).toEqual(expect.arrayContaining(['model.keras', 'recipe.json']));
  const recipe = await readFile(join(folder, 'model', 'recipe.json'), 'utf8');
  expect(recipe).not.toContain(folder);
});

test.each([
  [['train', 'broken.weft.json'], /broken\.weft\.json: .*no JSON, or it is cut off/],
  [['predict', 'nothing'], /There is no run "nothing"/],
  [['export', 'nothing', '--out', 'x'], /There is no run "nothing"/],
])('%j ends with a sentence and status 1', async (words, sentence) => {
  const failure = await run(...words).then(
    () => undefined,
    (error: { code: number; stderr: string }) => error,
  );
  expect(failure?.code).toBe(1);
  expect(failure?.stderr).toMatch(sentence);
});
