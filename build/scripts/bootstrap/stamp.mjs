import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** The text of a stamp file, or undefined. */
export function readStamp(path) {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}

/** Writes a stamp so that it is there whole or not at all. */
export function writeStamp(path, text) {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(`${path}.part`, text);
  renameSync(`${path}.part`, path);
}

/** One hash over files and folders (their names and contents, recursively); what is not there counts as absent. */
export function hashOf(paths) {
  const hash = createHash('sha256');
  for (const path of paths) addPath(hash, path);
  return hash.digest('hex');
}

function addPath(hash, path) {
  let names;
  try {
    names = readdirSync(path, { withFileTypes: true });
  } catch {
    hash.update(path).update(readStamp(path) ?? 'absent');
    return;
  }
  for (const entry of names.sort((a, b) => (a.name < b.name ? -1 : 1))) addPath(hash, join(path, entry.name));
}
