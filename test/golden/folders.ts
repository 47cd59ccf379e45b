import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { unzipSync } from 'fflate';

const root = resolve(import.meta.dirname, '../..');
export const goldenFolder = join(process.env['WEFT_SHARED'] ?? resolve(root, '../shared'), 'golden', 'keras');
export const hasGolden = existsSync(join(goldenFolder, 'index.json'));
export const needsGolden = (name: string): string => (hasGolden ? name : `${name} (SKIPPED: no ../shared)`);

/** Unpacks the cases that `make_cases.py` made with real Keras, from `cases.zip` and every `cases-TOPIC.zip`; those of one topic if given. */
export function unpackOwnCases(folder: string, topic?: string): void {
  const archives = readdirSync(import.meta.dirname).filter((name) =>
    topic === undefined ? /^cases.*\.zip$/.test(name) : name === `cases-${topic}.zip`,
  );
  for (const archive of archives)
    for (const [name, bytes] of Object.entries(unzipSync(readFileSync(join(import.meta.dirname, archive)))))
      writeFileSync(join(folder, name), bytes);
}
