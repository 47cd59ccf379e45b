/** `kill -9` in the middle of writing: nothing torn, nothing acknowledged lost. The naive way must fail the same test. */
import { fork } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { fileURLToPath } from 'node:url';
import { beforeEach, expect, test } from 'vitest';
import { readProjectText } from '../../main/projects/project-file.ts';
import { createProjectStore } from '../../main/projects/project-store.ts';
import { createRunStore } from '../../main/runs/run-store.ts';
import { takeOwnership } from '../../main/runs/owner-lock.ts';
import type { ProjectId, RunId } from '../../shared/ids.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const kills = process.env['WEFT_LONG'] === '1' ? 200 : 10;
const id = 'project-kill' as ProjectId;
let folder: string;
beforeEach(() => {
  folder = temporaryFolder();
});

/** Runs the script, lets it acknowledge something, kills it `delayMs` later; returns the last thing it acknowledged. */
function killAfter(script: string, words: readonly string[], delayMs: number): Promise<number> {
  const child = fork(fileURLToPath(new URL(script, import.meta.url)), words, { execArgv: [] });
  let last = 0;
  return new Promise((resolve) => {
    child.on('message', (value: number) => {
      if (last === 0) setTimeout(() => child.kill('SIGKILL'), delayMs);
      last = value;
    });
    child.on('exit', () => resolve(last));
  });
}

test(`${kills} kills while saving leave an old or a new project, never half of one`, async () => {
  for (let kill = 0; kill < kills; kill++) {
    const acknowledged = await killAfter('./save-loop.ts', [folder, 'careful'], (kill * 37) % 60);
    const { doc } = await createProjectStore(folder).open(id);
    const found = Number(doc.name.split(' ')[1]);
    expect(found).toBeGreaterThanOrEqual(acknowledged);
    expect(found).toBeLessThanOrEqual(acknowledged + 1);
    expect(readProjectText(await readFile(join(folder, `${id}.weft.json`), 'utf8')).ok).toBe(true);
  }
});

test('the naive way tears files in the same test', async () => {
  let isTorn = false;
  for (let kill = 0; kill < 60 && !isTorn; kill++) {
    await killAfter('./save-loop.ts', [folder, 'naive'], (kill * 37) % 60);
    isTorn = !readProjectText(await readFile(join(folder, `${id}.weft.json`), 'utf8')).ok;
  }
  expect(isTorn).toBe(true);
});

test('kills while events are stored lose nothing that was acknowledged', async () => {
  for (let kill = 0; kill < kills; kill++) {
    const run = `run-${kill}` as RunId;
    const acknowledged = await killAfter('./event-loop.ts', [folder, run], (kill * 13) % 40);
    const store = createRunStore(folder, Date.now);
    expect(store.lastSeq(run)).toBeGreaterThanOrEqual(acknowledged);
    expect(store.lastSeq(run) % 10).toBe(0);
    expect(store.get(run)?.run.step).toBe(store.lastSeq(run));
    store.close();
  }
  const database = new DatabaseSync(join(folder, 'runs.sqlite'));
  expect(database.prepare('PRAGMA integrity_check').get()).toEqual({ integrity_check: 'ok' });
  database.close();
});

test('a damaged database is set aside by name and the app goes on', async () => {
  await writeFile(join(folder, 'runs.sqlite'), 'this is no database '.repeat(500));
  const store = createRunStore(folder, () => 1234);
  expect(store.unfinished()).toEqual([]);
  store.close();
  expect(await readFile(join(folder, 'runs.damaged-1234.sqlite'), 'utf8')).toContain('this is no database');
});

test('a database of a newer version is refused and stays as it is', () => {
  createRunStore(folder, Date.now).close();
  const database = new DatabaseSync(join(folder, 'runs.sqlite'));
  database.exec('PRAGMA user_version = 99');
  database.close();
  expect(() => createRunStore(folder, Date.now)).toThrow(/newer version/);
});

test('one core owns a folder of runs, and a dead one owns nothing', () => {
  const first = takeOwnership(folder);
  const second = takeOwnership(folder);
  expect([first.isOwner, second.isOwner]).toEqual([true, false]);
  first.release();
  const third = takeOwnership(folder);
  expect(third.isOwner).toBe(true);
  third.release();
});
