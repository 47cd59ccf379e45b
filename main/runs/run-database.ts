/** The runs' SQLite file: opened, brought to this version's tables, and set aside by name when it is damaged. */
import { mkdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { StudioError } from '../../shared/problem.ts';

const databaseVersion = 1;
const fileName = 'runs.sqlite';

/** Throws `file/read-failed` for a file made by a newer version, which stays as it is. */
export function openRunDatabase(folder: string, now: () => number): DatabaseSync {
  mkdirSync(folder, { recursive: true });
  const path = join(folder, fileName);
  try {
    return prepare(path);
  } catch (error) {
    if (error instanceof StudioError || !isDamage(error)) throw error;
    setAside(path, now());
    return prepare(path);
  }
}

function prepare(path: string): DatabaseSync {
  const database = new DatabaseSync(path);
  try {
    database.exec(
      'PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA busy_timeout = 5000; PRAGMA foreign_keys = ON;',
    );
    const version = Number(database.prepare('PRAGMA user_version').get()?.['user_version'] ?? 0);
    if (version > databaseVersion)
      throw new StudioError('file/read-failed', { file: fileName, reason: `made by a newer version (${version})` });
    database.exec(`
      CREATE TABLE IF NOT EXISTS runs (
        id TEXT PRIMARY KEY, project_id TEXT NOT NULL, number INTEGER NOT NULL, status TEXT NOT NULL,
        summary TEXT NOT NULL, document TEXT NOT NULL, UNIQUE (project_id, number)
      ) STRICT;
      CREATE TABLE IF NOT EXISTS events (
        run_id TEXT NOT NULL REFERENCES runs (id) ON DELETE CASCADE, seq INTEGER NOT NULL, at INTEGER NOT NULL, event TEXT NOT NULL,
        PRIMARY KEY (run_id, seq)
      ) STRICT, WITHOUT ROWID;
      PRAGMA user_version = ${databaseVersion};
    `);
    return database;
  } catch (error) {
    database.close();
    throw error;
  }
}

const sqliteCorrupt = 11;
const sqliteNotADatabase = 26;

const isDamage = (error: unknown): boolean =>
  error instanceof Error &&
  'errcode' in error &&
  (error.errcode === sqliteCorrupt || error.errcode === sqliteNotADatabase);

function setAside(path: string, now: number): void {
  renameSync(path, path.replace('.sqlite', `.damaged-${now}.sqlite`));
  for (const ending of ['-wal', '-shm']) rmSync(path + ending, { force: true });
}
