/** Projects on disk: one folder, one file a project, its earlier versions, and a journal of unsaved work. */
import { mkdir, readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { ProjectId } from '../../shared/ids.ts';
import { projectIdSchema } from '../../shared/ids.ts';
import { StudioError } from '../../shared/problem.ts';
import type { ProjectDoc } from '../../shared/project-doc.ts';
import { projectText } from '../../shared/project-file/project-text.ts';
import { readIfThere, removeFile, writeDurably } from './durable-file.ts';
import { readProjectText } from './project-file.ts';
import { createVersionStore, type VersionEntry } from './version-store.ts';

export interface ProjectListEntry {
  readonly id: ProjectId;
  readonly name: string;
  readonly updatedAt: number;
  readonly template: string | null;
}

export interface OpenedProject {
  readonly doc: ProjectDoc;
  /** true: `doc` is unsaved work of a session that ended, or the newest good version because the file is broken. */
  readonly recovered: boolean;
}

export interface ProjectVersion extends VersionEntry {
  /** The file itself: what was saved last. */
  readonly current: boolean;
}

export interface ProjectStore {
  list(): Promise<ProjectListEntry[]>;
  /** Throws `project/not-found`, `project/newer-version`, `project/unreadable`. */
  open(id: ProjectId): Promise<OpenedProject>;
  /** The saved document, without the journal. */
  read(id: ProjectId): Promise<ProjectDoc>;
  journal(doc: ProjectDoc): Promise<void>;
  save(doc: ProjectDoc): Promise<void>;
  /** What was saved last and what was kept before, newest first. */
  versions(id: ProjectId): Promise<ProjectVersion[]>;
  /** Throws `project/not-found`, `project/newer-version`, `project/unreadable`. */
  version(id: ProjectId, version: number): Promise<ProjectDoc>;
  remove(id: ProjectId): Promise<void>;
}

const ending = '.weft.json';

export function createProjectStore(folder: string): ProjectStore {
  const fileOf = (id: ProjectId) => join(folder, `${id}${ending}`);
  const journalOf = (id: ProjectId) => join(folder, `${id}.journal.json`);
  const entries = new Map<ProjectId, { readonly modified: number; readonly entry: ProjectListEntry }>();
  const inOrder = createOrder();
  const kept = createVersionStore(join(folder, 'versions'));

  async function readSaved(id: ProjectId): Promise<{ doc: ProjectDoc; isOlder: boolean }> {
    const text = await readIfThere(fileOf(id));
    const saved = text === undefined ? undefined : readProjectText(text);
    if (saved?.ok) return { doc: saved.value, isOlder: false };
    // A newer version is intact: neither replace it nor open an older copy in its place.
    const older = saved?.problem.code === 'project/newer-version' ? undefined : await newestGoodVersion(id);
    if (older) return { doc: older, isOlder: true };
    if (!saved) throw new StudioError('project/not-found', { id });
    throw new StudioError(saved.problem.code, saved.problem.details, { file: `${id}${ending}` });
  }

  async function newestGoodVersion(id: ProjectId): Promise<ProjectDoc | undefined> {
    for (const { version } of await kept.list(id)) {
      const read = readProjectText((await kept.read(id, version)) ?? '');
      if (read.ok) return read.value;
    }
    return undefined;
  }

  async function readJournal(id: ProjectId): Promise<ProjectDoc | undefined> {
    const text = await readIfThere(journalOf(id));
    const journal = text === undefined ? undefined : readProjectText(text);
    return journal?.ok && journal.value.id === id ? journal.value : undefined;
  }

  /** The file as it is becomes a version, before another takes its place. */
  async function keepVersion(id: ProjectId, next: string): Promise<void> {
    const text = await readIfThere(fileOf(id));
    // A broken file is no version: the last good one stays the newest.
    if (text === undefined || text === next || !readProjectText(text).ok) return;
    await kept.keep(id, text, (await stat(fileOf(id))).mtimeMs);
  }

  async function describe(id: ProjectId): Promise<ProjectListEntry | undefined> {
    const modified = (await stat(fileOf(id))).mtimeMs;
    const known = entries.get(id);
    if (known?.modified === modified) return known.entry;
    const { doc } = await readSaved(id);
    const entry = { id, name: doc.name, updatedAt: modified, template: doc.template };
    entries.set(id, { modified, entry });
    return entry;
  }

  return {
    list: async () => {
      await mkdir(folder, { recursive: true });
      const found: ProjectListEntry[] = [];
      for (const file of await readdir(folder)) {
        const id = file.endsWith(ending) ? projectIdSchema.safeParse(file.slice(0, -ending.length)) : undefined;
        if (!id?.success) continue;
        // Unreadable files are left where they are; the list shows what can be opened.
        const entry = await describe(id.data).catch(() => undefined);
        if (entry) found.push(entry);
      }
      return found.sort((a, b) => b.updatedAt - a.updatedAt);
    },
    open: async (id) => {
      const { doc, isOlder } = await readSaved(id);
      const journal = await readJournal(id);
      if (journal && projectText(journal) !== projectText(doc)) return { doc: journal, recovered: true };
      return { doc, recovered: isOlder };
    },
    read: async (id) => (await readSaved(id)).doc,
    journal: (doc) => inOrder(doc.id, () => writeDurably(journalOf(doc.id), JSON.stringify(doc))),
    save: (doc) =>
      inOrder(doc.id, async () => {
        const text = projectText(doc);
        await keepVersion(doc.id, text);
        await writeDurably(fileOf(doc.id), text);
        await removeFile(journalOf(doc.id));
      }),
    versions: async (id) => {
      const file = await stat(fileOf(id)).catch(() => undefined);
      const current = file && { version: Math.round(file.mtimeMs), bytes: file.size, current: true };
      const earlier = (await kept.list(id)).map((entry) => ({ ...entry, current: false }));
      return current ? [current, ...earlier] : earlier;
    },
    version: async (id, version) => {
      const text = await kept.read(id, version);
      if (text === undefined) {
        const file = await stat(fileOf(id)).catch(() => undefined);
        if (file && Math.round(file.mtimeMs) === version) return (await readSaved(id)).doc;
        throw new StudioError('project/not-found', { id: `${id} ${version}` });
      }
      const read = readProjectText(text);
      if (read.ok) return read.value;
      throw new StudioError(read.problem.code, read.problem.details, { file: `${version}.json` });
    },
    remove: (id) =>
      inOrder(id, async () => {
        for (const path of [fileOf(id), journalOf(id)]) await removeFile(path);
        await kept.removeAll(id);
        entries.delete(id);
      }),
  };
}

/** Runs the writes of one project one after the other, in the order they were asked for. */
function createOrder(): <T>(key: string, work: () => Promise<T>) => Promise<T> {
  const last = new Map<string, Promise<unknown>>();
  return (key, work) => {
    const next = (last.get(key) ?? Promise.resolve()).then(work, work);
    const settled = next.catch(() => {});
    last.set(key, settled);
    void settled.then(() => {
      if (last.get(key) === settled) last.delete(key);
    });
    return next;
  };
}
