/** Projects on disk: one folder, one file a project, the copy before the last save, and a journal of unsaved work. */
import { mkdir, readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { ProjectId } from '../../shared/ids.ts';
import { projectIdSchema } from '../../shared/ids.ts';
import { type Problem, StudioError } from '../../shared/problem.ts';
import type { ProjectDoc } from '../../shared/project-doc.ts';
import { failed, type Result } from '../../shared/result.ts';
import { readIfThere, removeFile, writeDurably } from './durable-file.ts';
import { projectText, readProjectText } from './project-file.ts';

export interface ProjectListEntry {
  readonly id: ProjectId;
  readonly name: string;
  readonly updatedAt: number;
  readonly template: string | null;
}

export interface OpenedProject {
  readonly doc: ProjectDoc;
  /** true: `doc` is unsaved work of a session that ended, or the copy before the last save because the file is broken. */
  readonly recovered: boolean;
}

export interface ProjectStore {
  list(): Promise<ProjectListEntry[]>;
  /** Throws `project/not-found`, `project/newer-version`, `project/unreadable`. */
  open(id: ProjectId): Promise<OpenedProject>;
  /** The saved document, without the journal. */
  read(id: ProjectId): Promise<ProjectDoc>;
  journal(doc: ProjectDoc): Promise<void>;
  save(doc: ProjectDoc): Promise<void>;
  remove(id: ProjectId): Promise<void>;
}

const ending = '.weft.json';

export function createProjectStore(folder: string): ProjectStore {
  const fileOf = (id: ProjectId) => join(folder, `${id}${ending}`);
  const backupOf = (id: ProjectId) => `${fileOf(id)}.bak`;
  const journalOf = (id: ProjectId) => join(folder, `${id}.journal.json`);
  const entries = new Map<ProjectId, { readonly modified: number; readonly entry: ProjectListEntry }>();
  const inOrder = createOrder();

  async function readSaved(id: ProjectId): Promise<{ doc: ProjectDoc; fromBackup: boolean }> {
    const text = await readIfThere(fileOf(id));
    const backup = await readIfThere(backupOf(id));
    if (text === undefined && backup === undefined) throw new StudioError('project/not-found', { id });
    const saved = text === undefined ? unreadableFile : readProjectText(text);
    if (saved.ok) return { doc: saved.value, fromBackup: false };
    // A newer version is intact: neither replace it nor open an older copy in its place.
    const older =
      saved.problem.code === 'project/newer-version' || backup === undefined ? undefined : readProjectText(backup);
    if (older?.ok) return { doc: older.value, fromBackup: true };
    throw new StudioError(saved.problem.code, saved.problem.details, { file: `${id}${ending}` });
  }

  async function readJournal(id: ProjectId): Promise<ProjectDoc | undefined> {
    const text = await readIfThere(journalOf(id));
    const journal = text === undefined ? undefined : readProjectText(text);
    return journal?.ok && journal.value.id === id ? journal.value : undefined;
  }

  async function keepBackup(id: ProjectId): Promise<void> {
    const text = await readIfThere(fileOf(id));
    // A broken file must not push out the last good copy.
    if (text !== undefined && readProjectText(text).ok) await writeDurably(backupOf(id), text);
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
      const { doc, fromBackup } = await readSaved(id);
      const journal = await readJournal(id);
      if (journal && projectText(journal) !== projectText(doc)) return { doc: journal, recovered: true };
      return { doc, recovered: fromBackup };
    },
    read: async (id) => (await readSaved(id)).doc,
    journal: (doc) => inOrder(doc.id, () => writeDurably(journalOf(doc.id), projectText(doc))),
    save: (doc) =>
      inOrder(doc.id, async () => {
        await keepBackup(doc.id);
        await writeDurably(fileOf(doc.id), projectText(doc));
        await removeFile(journalOf(doc.id));
      }),
    remove: (id) =>
      inOrder(id, async () => {
        for (const path of [fileOf(id), backupOf(id), journalOf(id)]) await removeFile(path);
        entries.delete(id);
      }),
  };
}

const unreadableFile: Result<ProjectDoc, Problem> = failed(
  new StudioError('project/unreadable', { reason: 'file-gone', place: '' }).problem,
);

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
