/** Which core owns a runs folder: a second one on the same folder must not take the first one's runs for dead. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

export interface OwnerLock {
  readonly isOwner: boolean;
  release(): void;
}

/** The operating system frees the lock with its process, however that ends; no number of a dead process is left behind. */
export function takeOwnership(folder: string): OwnerLock {
  mkdirSync(folder, { recursive: true });
  const database = new DatabaseSync(join(folder, 'owner.sqlite'));
  try {
    database.exec('BEGIN EXCLUSIVE');
    return { isOwner: true, release: () => database.close() };
  } catch {
    database.close();
    return { isOwner: false, release: () => {} };
  }
}
