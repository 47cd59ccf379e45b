/** Probes that were made, one small file each; losing them costs a second before the next run. */
import { mkdir, readdir, readFile, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { replaceFile } from '../process/replace-file.ts';
import { type ProbeRecord, probeRecordSchema } from './probe-record.ts';

export interface ProbeCache {
  /** undefined for what is not there or cannot be read. */
  read(key: string): Promise<ProbeRecord | undefined>;
  /** Never fails: a disk that is full must not keep a run from starting. */
  write(key: string, record: ProbeRecord): Promise<void>;
}

const mostFiles = 500;

export function createProbeCache(folder: string): ProbeCache {
  const pathOf = (key: string): string => join(folder, `${key}.json`);
  return {
    read: async (key) => {
      try {
        return probeRecordSchema.parse(JSON.parse(await readFile(pathOf(key), 'utf8')));
      } catch {
        return undefined;
      }
    },
    write: async (key, record) => {
      try {
        await mkdir(folder, { recursive: true });
        await replaceFile(pathOf(key), JSON.stringify(record));
        await removeOldest(folder);
      } catch (error) {
        console.error(error);
      }
    },
  };
}

async function removeOldest(folder: string): Promise<void> {
  const names = await readdir(folder);
  if (names.length <= mostFiles) return;
  const files = await Promise.all(
    names.map(async (name) => ({ name, at: (await stat(join(folder, name)).catch(() => undefined))?.mtimeMs ?? 0 })),
  );
  const old = files.toSorted((a, b) => a.at - b.at).slice(0, names.length - mostFiles);
  await Promise.all(old.map(({ name }) => rm(join(folder, name), { force: true })));
}
