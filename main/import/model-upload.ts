/** The files of one model on their way in: chunks arrive in order and lie in a folder of their own until they are read. */
import { mkdtemp, open, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { StudioError } from '../../shared/problem.ts';
import { limits } from '../keras-file/limits.ts';

export interface UploadedFile {
  readonly name: string;
  readonly bytes: number;
}
export interface ModelUpload {
  /** Throws `call/invalid` for a chunk out of order. */
  chunk(file: number, offset: number, bytes: Uint8Array): Promise<void>;
  /** What arrived, by name and place. Throws `call/invalid` while something is missing. */
  files(): readonly { readonly name: string; readonly path: string }[];
  remove(): Promise<void>;
}

/** A page that went away without a word. */
const idleLimitMs = 10 * 60_000;

/** Throws `model/too-large` before anything is written. */
export async function startModelUpload(files: readonly UploadedFile[], onIdle: () => void): Promise<ModelUpload> {
  const total = files.reduce((sum, { bytes }) => sum + bytes, 0);
  if (total > limits.weightBytes)
    throw new StudioError('model/too-large', {
      what: files[0]?.name ?? '',
      received: total,
      limit: limits.weightBytes,
    });
  const folder = await mkdtemp(join(tmpdir(), 'weft-import-'));
  // Numbers for names: what a person or a page calls a file never becomes a path.
  const pathOf = (file: number): string => join(folder, String(file));
  await Promise.all(files.map((_, file) => writeFile(pathOf(file), '')));
  const received = files.map(() => 0);
  let idle = setTimeout(onIdle, idleLimitMs).unref();
  return {
    chunk: async (file, offset, bytes) => {
      const before = received[file];
      const whole = files[file]?.bytes ?? 0;
      if (before === undefined || offset !== before || offset + bytes.length > whole)
        throw new StudioError('call/invalid', {
          reason: `expected a chunk of file ${file} at ${before ?? 0} of ${whole} bytes`,
        });
      clearTimeout(idle);
      idle = setTimeout(onIdle, idleLimitMs).unref();
      received[file] = before + bytes.length;
      const handle = await open(pathOf(file), 'r+');
      try {
        await handle.write(bytes, 0, bytes.length, offset);
      } finally {
        await handle.close();
      }
    },
    files: () =>
      files.map(({ name, bytes }, file) => {
        if (received[file] !== bytes)
          throw new StudioError('call/invalid', {
            reason: `${received[file] ?? 0} of ${bytes} bytes of file ${file} arrived`,
          });
        return { name, path: pathOf(file) };
      }),
    remove: async () => {
      clearTimeout(idle);
      await rm(folder, { recursive: true, force: true });
    },
  };
}
