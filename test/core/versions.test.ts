/** Earlier versions of a project: kept at every save, thinned out by age, read again; and the text that they are kept as. */
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { newProject } from '../../main/projects/new-project.ts';
import { readProjectText } from '../../main/projects/project-file.ts';
import { createVersionStore, keptVersions, versionsToKeep } from '../../main/projects/version-store.ts';
import type { ProjectId } from '../../shared/ids.ts';
import type { ProjectDoc } from '../../shared/project-doc.ts';
import { projectText } from '../../shared/project-file/project-text.ts';
import { templateIds } from '../../shared/templates/index.ts';
import { startStudio, type Studio } from '../support/studio.ts';

let studio: Studio;
beforeEach(async () => {
  studio = await startStudio();
});
afterEach(() => studio.close());

const save = (doc: ProjectDoc) => studio.client.project.save({ doc, clientId: 'tab-1' });

describe('versions of a project', () => {
  test('every save keeps what was there, newest first, and each can be read', async () => {
    const { id } = await studio.client.project.create({ name: 'One', template: null });
    const { doc } = await studio.client.project.open({ id, clientId: 'tab-1', takeOver: false });
    for (const name of ['Two', 'Three']) await save({ ...doc, name });
    const versions = await studio.client.project.versions({ id });
    expect(versions.map(({ current }) => current)).toEqual([true, false, false]);
    const names: string[] = [];
    for (const { version } of versions) names.push((await studio.client.project.version({ id, version })).doc.name);
    expect(names).toEqual(['Three', 'Two', 'One']);
  });

  test('saving the same again makes no version', async () => {
    const { id } = await studio.client.project.create({ name: 'One', template: null });
    const { doc } = await studio.client.project.open({ id, clientId: 'tab-1', takeOver: false });
    await save(doc);
    await save(doc);
    expect(await studio.client.project.versions({ id })).toHaveLength(1);
  });

  test('a version that is not there is refused', async () => {
    const { id } = await studio.client.project.create({ name: 'One', template: null });
    await expect(studio.client.project.version({ id, version: 12 })).rejects.toThrow();
  });

  test('removing a project removes its versions', async () => {
    const { id } = await studio.client.project.create({ name: 'One', template: null });
    const { doc } = await studio.client.project.open({ id, clientId: 'tab-1', takeOver: false });
    await save({ ...doc, name: 'Two' });
    await studio.client.project.remove({ id });
    expect(await readdir(join(studio.home, 'projects', 'versions'))).toEqual([]);
  });

  test('the last twenty stay, and of every earlier day the last', () => {
    const hour = 3_600_000;
    const newest = new Date(2026, 5, 30, 23, 30).getTime();
    const hourly = Array.from({ length: 24 * 10 }, (_, index) => newest - index * hour);
    const kept = versionsToKeep(hourly);
    expect(kept.slice(0, keptVersions)).toEqual(hourly.slice(0, keptVersions));
    // The tenth day is begun by the twenty: nine days are left, each with its newest.
    expect(kept.slice(keptVersions)).toHaveLength(9);
    expect(kept.slice(keptVersions).every((version) => new Date(version).getHours() === 23)).toBe(true);
  });

  test('what is thinned out leaves the disk', async () => {
    const store = createVersionStore(join(studio.home, 'thinned'));
    const id = 'project-1' as ProjectId;
    const noon = new Date(2026, 5, 30, 12).getTime();
    for (let index = 0; index < 30; index++) await store.keep(id, `text ${index}`, noon + index);
    const left = await store.list(id);
    expect(left).toHaveLength(keptVersions);
    expect(await store.read(id, left[0]?.version ?? 0)).toBe('text 29');
  });
});

describe('the text of a project', () => {
  const doc = newProject('project-text' as ProjectId, 'Two branches', 'siamese');

  test('reads back as the same project, whatever the order it was put together in', () => {
    const shuffled = (value: unknown): unknown =>
      Array.isArray(value)
        ? value.map(shuffled)
        : typeof value === 'object' && value !== null
          ? Object.fromEntries(
              Object.entries(value)
                .toReversed()
                .map(([key, item]) => [key, shuffled(item)]),
            )
          : value;
    expect(projectText(shuffled(doc) as ProjectDoc)).toBe(projectText(doc));
    expect(readProjectText(projectText(doc))).toMatchObject({ ok: true, value: doc });
  });

  test('moving a node changes one line, a parameter no more than two', () => {
    const changedLines = (change: (node: ProjectDoc['graph']['nodes'][number]) => typeof node): number => {
      const nodes = doc.graph.nodes.map((node, index) => (index === 1 ? change(node) : node));
      const before = new Set(projectText(doc).split('\n'));
      const after = projectText({ ...doc, graph: { ...doc.graph, nodes } }).split('\n');
      return after.filter((line) => !before.has(line)).length;
    };
    expect(changedLines((node) => ({ ...node, position: { x: 1234, y: 567 } }))).toBe(1);
    expect(changedLines((node) => ({ ...node, name: 'another' }))).toBeLessThanOrEqual(2);
  });

  test.each(templateIds)('%s keeps to short lines', (template) => {
    const text = projectText(newProject('project-text' as ProjectId, 'x', template));
    const long = text.split('\n').filter((line) => line.length > 100 && !/"(content|text|name)": "/.test(line));
    expect(long).toEqual([]);
  });
});
