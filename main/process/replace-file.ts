/** Files are replaced whole or not at all. */
import { mkdir, open, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { systemReason } from './system-reason.ts';

let written = 0;

/** Replaces a file that is its owner's alone; makes its folder where there is none. */
export async function replaceFile(path: string, content: string | Uint8Array): Promise<void> {
  await makeFolder(dirname(path));
  await replaceInFolder(path, content, 0o600);
}

/**
 * Writes beside `path`, syncs, and renames: the file is the old one or the new one, whatever happens. A nearly full disk
 * takes a part of what is written and says so; `writeFile` of a handle goes on until all is there, or fails. Fails where
 * the folder is gone.
 */
export async function replaceInFolder(path: string, content: string | Uint8Array, mode = 0o666): Promise<void> {
  const temporary = `${path}.${process.pid}-${written++}.tmp`;
  try {
    const handle = await open(temporary, 'w', mode);
    try {
      await handle.writeFile(content);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await renameInPlace(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true }).catch(() => undefined);
    throw error;
  }
  await syncFolder(dirname(path));
}

/** Without it a power cut could undo the rename. Windows has no such thing. */
async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return;
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** On Windows a virus scanner or an index may hold the old file for a moment. */
async function renameInPlace(from: string, to: string): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await rename(from, to);
    } catch (error) {
      const isHeld = process.platform === 'win32' && ['EPERM', 'EACCES', 'EBUSY'].includes(systemReason(error));
      if (!isHeld || attempt === 20) throw error;
      await pause(50);
    }
  }
}

/** Node's own recursive way calls a read-only disk a missing folder. */
async function makeFolder(path: string): Promise<void> {
  try {
    await mkdir(path);
  } catch (error) {
    const reason = systemReason(error);
    if (reason === 'EEXIST') return;
    if (reason !== 'ENOENT') throw error;
    await makeFolder(dirname(path));
    await mkdir(path);
  }
}
