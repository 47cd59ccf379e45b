import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { unzipSync } from 'fflate';

const root = resolve(import.meta.dirname, '../..');
export const goldenFolder = join(process.env['WEFT_SHARED'] ?? resolve(root, '../shared'), 'golden', 'keras');
export const hasGolden = existsSync(join(goldenFolder, 'index.json'));
export const needsGolden = (name: string): string => (hasGolden ? name : `${name} (SKIPPED: no ../shared)`);

/** A folder of its own for a test file; call `remove` when done. */
export function temporaryFolder(): { readonly path: string; readonly remove: () => void } {
  const path = mkdtempSync(join(tmpdir(), 'weft-golden-'));
  return {
    path,
    remove: () => {
      rmSync(path, { recursive: true, force: true });
    },
  };
}

/** Unpacks the cases that `make_cases.py` made with real Keras. */
export function unpackOwnCases(folder: string): void {
  for (const [name, bytes] of Object.entries(unzipSync(readFileSync(join(import.meta.dirname, 'cases.zip')))))
    writeFileSync(join(folder, name), bytes);
}
