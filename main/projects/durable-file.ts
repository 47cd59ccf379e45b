/** Files that are whole or not there: written to a temporary name, synced, renamed, and the folder synced as well. */
import { readFile, rm } from 'node:fs/promises';
import { basename } from 'node:path';
import { StudioError } from '../../shared/problem.ts';
import { replaceFile } from '../process/replace-file.ts';
import { systemReason } from '../process/system-reason.ts';

/**
 * Replaces `path` in one step. Throws `file/write-failed` with the file's name and the system's reason; the old content
 * is then still there. `name` is what the message calls it.
 */
export async function writeDurably(path: string, content: string, name = basename(path)): Promise<void> {
  try {
    await replaceFile(path, content);
  } catch (error) {
    throw writeFailed(name, error);
  }
}

/** `context` chooses the sentence for the reason, where there is one. */
function writeFailed(file: string, error: unknown): StudioError {
  const reason = systemReason(error);
  return new StudioError('file/write-failed', { file, reason, context: reason });
}

/** The content, or undefined when there is no such file. Throws `file/read-failed`. */
export async function readIfThere(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if (systemReason(error) === 'ENOENT') return undefined;
    throw new StudioError('file/read-failed', { file: basename(path), reason: systemReason(error) });
  }
}

export async function removeFile(path: string): Promise<void> {
  try {
    await rm(path, { force: true });
  } catch (error) {
    throw writeFailed(basename(path), error);
  }
}
