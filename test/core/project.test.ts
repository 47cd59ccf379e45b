/** Projects through the contract: kept whole, versioned, recovered, written by one tab at a time. */
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { ProjectId } from '../../shared/ids.ts';
import { toProblem } from '../../main/process/errors.ts';
import { projectVersion } from '../../shared/project-doc.ts';
import { type Studio, startStudio } from '../support/studio.ts';

let studio: Studio;
beforeEach(async () => {
  studio = await startStudio();
});
afterEach(() => studio.close());

const problemOf = async (call: Promise<unknown>) =>
  toProblem(
    await call.then(
      () => new Error('nothing was refused'),
      (error: unknown) => error,
    ),
  );
const open = (id: ProjectId, clientId = 'tab-1', takeOver = false) =>
  studio.client.project.open({ id, clientId, takeOver });
const fileOf = (id: ProjectId) => join(studio.home, 'projects', `${id}.weft.json`);

test('a new project is listed, opened, saved and opened again', async () => {
  const { id } = await studio.client.project.create({ name: 'Ragged walks', template: null });
  const opened = await open(id);
  expect(opened).toMatchObject({ writable: true, recovered: false, doc: { name: 'Ragged walks' } });
  const { revision } = await studio.client.project.save({ doc: { ...opened.doc, name: 'Walks' }, clientId: 'tab-1' });
  expect(revision).toBe(opened.revision + 1);
  expect((await open(id)).doc.name).toBe('Walks');
  expect(await studio.client.project.list()).toMatchObject([{ id, name: 'Walks', template: null }]);
});

test('a project without a name is called in the person’s language', async () => {
  await studio.client.app.saveSettings({ language: 'zh-Hans', theme: 'auto' });
  const untitled = await studio.client.project.create({ template: null });
  expect((await open(untitled.id)).doc.name).toBe('未命名');
  const sine = await studio.client.project.create({ template: 'dampedSine' });
  expect((await open(sine.id)).doc.name).toMatch(/\p{Script=Han}/u);
});

test('projects that would have one name are numbered', async () => {
  const names: string[] = [];
  for (const name of ['Walks', 'Walks', 'Walks 2', undefined, undefined]) {
    const { id } = await studio.client.project.create({ template: null, ...(name === undefined ? {} : { name }) });
    names.push((await open(id)).doc.name);
  }
  expect(names).toEqual(['Walks', 'Walks 2', 'Walks 2 2', 'Untitled', 'Untitled 2']);
});

test('a project survives the core', async () => {
  const { id } = await studio.client.project.create({ name: 'Kept', template: null });
  const second = await startStudio({ home: studio.home });
  expect((await second.client.project.open({ id, clientId: 'tab-2', takeOver: false })).doc.name).toBe('Kept');
  await second.close();
});

test('an unknown project and a wrong id are told apart', async () => {
  expect((await problemOf(open('nowhere' as ProjectId))).code).toBe('project/not-found');
  expect((await problemOf(open('../secret' as ProjectId))).code).toBe('call/invalid');
});

test('an unknown template is refused by name', async () => {
  const problem = await problemOf(studio.client.project.create({ template: 'noSuchTemplate' }));
  expect(problem.code).toBe('call/invalid');
  expect(String(problem.details['reason'])).toContain('noSuchTemplate');
});

describe('unsaved work', () => {
  test('comes back from the journal after a crash, and saving ends it', async () => {
    const { id } = await studio.client.project.create({ name: 'Saved', template: null });
    const { doc } = await open(id);
    await studio.client.project.journal({ doc: JSON.stringify({ ...doc, name: 'Unsaved' }), clientId: 'tab-1' });
    const second = await startStudio({ home: studio.home });
    const recovered = await second.client.project.open({ id, clientId: 'tab-2', takeOver: false });
    expect(recovered).toMatchObject({ recovered: true, doc: { name: 'Unsaved' } });
    await second.client.project.save({ doc: recovered.doc, clientId: 'tab-2' });
    expect(await second.client.project.open({ id, clientId: 'tab-2', takeOver: false })).toMatchObject({
      recovered: false,
    });
    await second.close();
  });

  test('a broken journal is ignored', async () => {
    const { id } = await studio.client.project.create({ name: 'Saved', template: null });
    await writeFile(join(studio.home, 'projects', `${id}.journal.json`), '{"format":');
    expect(await open(id)).toMatchObject({ recovered: false, doc: { name: 'Saved' } });
  });
});

describe('files that are not what they should be', () => {
  test('a broken file gives the version before the last save', async () => {
    const { id } = await studio.client.project.create({ name: 'First', template: null });
    const { doc } = await open(id);
    await studio.client.project.save({ doc: { ...doc, name: 'Second' }, clientId: 'tab-1' });
    await writeFile(fileOf(id), '');
    expect(await open(id)).toMatchObject({ recovered: true, doc: { name: 'First' } });
  });

  test('a broken file without a copy is refused with its name', async () => {
    const { id } = await studio.client.project.create({ name: 'First', template: null });
    const text = await readFile(fileOf(id), 'utf8');
    await writeFile(fileOf(id), text.slice(0, text.length / 2));
    expect(await problemOf(open(id))).toMatchObject({ code: 'project/unreadable', file: `${id}.weft.json` });
  });

  test('a broken file never replaces the good copy', async () => {
    const { id } = await studio.client.project.create({ name: 'First', template: null });
    const { doc } = await open(id);
    await studio.client.project.save({ doc: { ...doc, name: 'Second' }, clientId: 'tab-1' });
    await writeFile(fileOf(id), 'garbage');
    await studio.client.project.save({ doc: { ...doc, name: 'Third' }, clientId: 'tab-1' });
    await writeFile(fileOf(id), 'garbage');
    expect((await open(id)).doc.name).toBe('First');
  });

  test('a newer version is refused and its file stays as it is', async () => {
    const { id } = await studio.client.project.create({ name: 'First', template: null });
    const newer = (await readFile(fileOf(id), 'utf8')).replace(/"version": \d+/, '"version": 999');
    await writeFile(fileOf(id), newer);
    expect(await problemOf(open(id))).toMatchObject({
      code: 'project/newer-version',
      details: { version: 999, supported: projectVersion },
    });
    expect(await readFile(fileOf(id), 'utf8')).toBe(newer);
  });

  test('cutting a file anywhere never gives a half project', async () => {
    const { id } = await studio.client.project.create({ name: 'Whole', template: null });
    const text = (await readFile(fileOf(id), 'utf8')).trimEnd();
    for (let length = 0; length < text.length; length += 7) {
      await writeFile(fileOf(id), text.slice(0, length));
      expect((await problemOf(open(id))).code).toBe('project/unreadable');
    }
  });

  test('no temporary file stays behind', async () => {
    const { id } = await studio.client.project.create({ name: 'First', template: null });
    const { doc } = await open(id);
    await Promise.all(
      Array.from({ length: 10 }, (_, index) =>
        studio.client.project.save({ doc: { ...doc, name: `Save ${index}` }, clientId: 'tab-1' }),
      ),
    );
    expect((await readdir(join(studio.home, 'projects'))).sort()).toEqual([`${id}.weft.json`, 'versions']);
  });
});

describe('two tabs', () => {
  test('the second reads until it takes over, and the first is told', async () => {
    const { id } = await studio.client.project.create({ template: null });
    const { doc } = await open(id, 'tab-1');
    const first = await studio.client.project.watch({ id, clientId: 'tab-1' });
    const told = first.next();
    expect((await open(id, 'tab-2')).writable).toBe(false);
    expect((await problemOf(studio.client.project.save({ doc, clientId: 'tab-2' }))).code).toBe('project/read-only');
    const journal = studio.client.project.journal({ doc: JSON.stringify(doc), clientId: 'tab-2' });
    expect((await problemOf(journal)).code).toBe('project/read-only');
    expect((await open(id, 'tab-2', true)).writable).toBe(true);
    expect((await told).value).toMatchObject({ kind: 'read-only' });
    expect((await problemOf(studio.client.project.save({ doc, clientId: 'tab-1' }))).code).toBe('project/read-only');
    await studio.client.project.save({ doc, clientId: 'tab-2' });
    expect((await first.next()).value).toMatchObject({ kind: 'saved' });
    await first.return?.();
  });

  test('a page that goes away frees its project', async () => {
    const { id } = await studio.client.project.create({ template: null });
    await open(id, 'tab-1');
    const leaving = new AbortController();
    const stream = await studio.client.project.watch({ id, clientId: 'tab-1' }, { signal: leaving.signal });
    const reading = stream.next().catch(() => {});
    await open(id, 'tab-1');
    expect((await open(id, 'tab-2')).writable).toBe(false);
    leaving.abort();
    await reading;
    await expect.poll(async () => (await open(id, 'tab-2')).writable).toBe(true);
  });

  test('closing frees it as well', async () => {
    const { id } = await studio.client.project.create({ template: null });
    await open(id, 'tab-1');
    await studio.client.project.close({ id, clientId: 'tab-1' });
    expect((await open(id, 'tab-2')).writable).toBe(true);
  });
});

describe('download and upload', () => {
  test('a downloaded project comes back as a project of its own', async () => {
    const { id } = await studio.client.project.create({ name: 'Walks / 行走', template: null });
    const { name, file } = await studio.client.project.download({ id });
    expect(name).toBe('Walks - 行走.weft.json');
    const uploaded = await studio.client.project.upload({ file });
    expect(uploaded.id).not.toBe(id);
    // Opened several times, they can be told apart.
    expect((await open(uploaded.id)).doc.name).toBe('Walks / 行走 2');
    const again = await studio.client.project.upload({ file });
    expect((await open(again.id)).doc.name).toBe('Walks / 行走 3');
    await studio.client.project.remove({ id });
    const first = await studio.client.project.upload({ file });
    expect((await open(first.id)).doc.name).toBe('Walks / 行走');
  });

  test('a name as long as it may be has room for its number', async () => {
    const { id } = await studio.client.project.create({ name: 'w'.repeat(200), template: null });
    const { file } = await studio.client.project.download({ id });
    const uploaded = await studio.client.project.upload({ file });
    expect((await open(uploaded.id)).doc.name).toBe(`${'w'.repeat(198)} 2`);
  });

  test.each([
    ['no JSON', 'hello', 'project/unreadable'],
    ['another format', '{"format":"something"}', 'project/unreadable'],
    ['a list', '[]', 'project/unreadable'],
    ['no version', '{"format":"weft-studio-project"}', 'project/unreadable'],
    ['a newer version', `{"format":"weft-studio-project","version":${projectVersion + 1}}`, 'project/newer-version'],
    [
      'deep nesting',
      `{"format":"weft-studio-project","version":1,"x":${'['.repeat(100_000)}${']'.repeat(100_000)}}`,
      'project/unreadable',
    ],
  ])('%s is refused', async (_, text, code) => {
    expect((await problemOf(studio.client.project.upload({ file: new Blob([text]) }))).code).toBe(code);
    expect(await studio.client.project.list()).toEqual([]);
  });

  test('parameters nested without end are refused', async () => {
    const { id } = await studio.client.project.create({ template: null });
    const { file } = await studio.client.project.download({ id });
    const doc = JSON.parse(await file.text());
    const deep = `${'['.repeat(20_000)}${']'.repeat(20_000)}`;
    const node = '{"id":"n1","type":"dense","name":"","params":{"units":DEEP},"position":{"x":0,"y":0}}'.replace(
      'DEEP',
      deep,
    );
    const text = JSON.stringify({ ...doc, graph: { nodes: ['NODE'], wires: [], definitions: [] } }).replace(
      '"NODE"',
      node,
    );
    expect((await problemOf(studio.client.project.upload({ file: new Blob([text]) }))).code).toBe('project/unreadable');
  });
});

test('settings are kept, and broken ones count as none', async () => {
  expect(await studio.client.app.settings()).toEqual({ language: null, theme: 'auto' });
  await studio.client.app.saveSettings({ language: 'zh-Hans', theme: 'dark' });
  expect(await studio.client.app.settings()).toEqual({ language: 'zh-Hans', theme: 'dark' });
  await writeFile(join(studio.home, 'settings.json'), '{');
  expect(await studio.client.app.settings()).toEqual({ language: null, theme: 'auto' });
});

test('the engines of this machine are listed, and exactly one is chosen', async () => {
  const { engines } = await studio.client.app.engines();
  expect(engines.map(({ kind }) => kind).sort()).toEqual(['portable', 'tensorflow-cpu', 'tensorflow-gpu', 'webgpu']);
  expect(engines.filter(({ chosen }) => chosen)).toHaveLength(1);
  expect(engines.every(({ chosen, available }) => !chosen || available)).toBe(true);
  await studio.client.app.saveSettings({ language: 'zh-Hans', theme: 'auto' });
  const portable = await startStudio({ home: studio.home, engine: 'portable' });
  const chosen = (await portable.client.app.engines()).engines.find((engine) => engine.chosen);
  expect(chosen).toMatchObject({ kind: 'portable', why: '按要求使用便携引擎（WebAssembly）。' });
  await portable.close();
});
