import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { repository, single, type StageResult } from './report.ts';

interface LockEntry {
  readonly resolved?: string;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}

export interface Lock {
  readonly packages: Readonly<Record<string, LockEntry>>;
}

/** The lock file must name no server, and DuckDB's bindings for every system, whichever system wrote it. */
export function checkLock(): StageResult {
  const lock = JSON.parse(readFileSync(join(repository, 'package-lock.json'), 'utf8')) as Lock; // written by npm
  return single('package-lock.json', lockProblems(lock));
}

export function lockProblems(lock: Lock): readonly string[] {
  const problems: string[] = [];
  for (const [path, entry] of Object.entries(lock.packages)) {
    if (entry.resolved?.includes('://') === true)
      problems.push(`${path} names an address (${new URL(entry.resolved).host})`);
  }
  const wanted = Object.keys(lock.packages['node_modules/@duckdb/node-bindings']?.optionalDependencies ?? {});
  if (wanted.length < 5) problems.push('@duckdb/node-bindings lists too few systems');
  for (const name of wanted)
    if (lock.packages[`node_modules/${name}`] === undefined)
      problems.push(`${name} is missing, so that system could not install`);
  return problems.slice(0, 20);
}
