/** Earlier versions of projects: a folder for each project, a file for each save, named by the time it was saved at. */
import { mkdir, readdir, rm, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { ProjectId } from '../../shared/ids.ts';
import { StudioError } from '../../shared/problem.ts';
import { systemReason } from '../process/system-reason.ts';
import { readIfThere, removeFile, writeDurably } from './durable-file.ts';

/** The newest so many stay, and of every day before them the last one. */
export const keptVersions = 20;
export const keptDays = 366;

export interface VersionEntry {
  /** When it was saved, in milliseconds; unique within its project. */
  readonly version: number;
  readonly bytes: number;
}

export interface VersionStore {
  /** Keeps a text unless it is the newest one already, and removes what is no longer kept. */
  keep(id: ProjectId, text: string, savedAt: number): Promise<void>;
  /** Newest first. */
  list(id: ProjectId): Promise<VersionEntry[]>;
  read(id: ProjectId, version: number): Promise<string | undefined>;
  removeAll(id: ProjectId): Promise<void>;
}

const ending = '.json';

export function createVersionStore(folder: string): VersionStore {
  const folderOf = (id: ProjectId) => join(folder, id);
  const fileOf = (id: ProjectId, version: number) => join(folderOf(id), `${version}${ending}`);

  /** Newest first. */
  async function times(id: ProjectId): Promise<number[]> {
    const files = await readdir(folderOf(id)).catch(() => []);
    return files
      .filter((file) => /^\d+\.json$/.test(file))
      .map((file) => Number(basename(file, ending)))
      .sort((a, b) => b - a);
  }

  return {
    keep: async (id, text, savedAt) => {
      const known = await times(id);
      const [newest] = known;
      if (newest !== undefined && (await readIfThere(fileOf(id, newest))) === text) return;
      const version = Math.max(Math.round(savedAt), (newest ?? 0) + 1);
      await writeDurably(fileOf(id, version), text, `${id}.weft.json`);
      const kept = new Set(versionsToKeep([version, ...known]));
      for (const old of known) if (!kept.has(old)) await removeFile(fileOf(id, old));
    },
    list: async (id) => {
      await mkdir(folder, { recursive: true });
      const entries: VersionEntry[] = [];
      for (const version of await times(id)) {
        const { size } = await stat(fileOf(id, version));
        entries.push({ version, bytes: size });
      }
      return entries;
    },
    read: (id, version) => readIfThere(fileOf(id, version)),
    removeAll: async (id) => {
      try {
        await rm(folderOf(id), { recursive: true, force: true });
      } catch (error) {
        throw new StudioError('file/write-failed', { file: id, reason: systemReason(error) });
      }
    },
  };
}

/** Of times, newest first: the newest twenty, and the newest of every day. A day is one of the person's clock. */
export function versionsToKeep(versions: readonly number[]): readonly number[] {
  const days = new Set<string>();
  return versions.filter((version, index) => {
    const day = new Date(version).toDateString();
    const isFirstOfDay = !days.has(day) && days.size < keptDays;
    if (isFirstOfDay) days.add(day);
    return index < keptVersions || isFirstOfDay;
  });
}
