/** Every version of the project file opens for ever: one file of each is kept as it was written then. */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readProjectText } from '../../main/projects/project-file.ts';
import { projectVersion } from '../../shared/project-doc.ts';
import { projectText } from '../../shared/project-file/project-text.ts';

const folder = join(import.meta.dirname, 'project-versions');
const versions = Array.from({ length: projectVersion }, (_, index) => index + 1);

test('there is a file of every version, and none of another', async () => {
  expect((await readdir(folder)).toSorted()).toEqual(versions.map((version) => `version-${version}.weft.json`));
});

test.each(versions)(
  'a file of version %i opens with everything that was in it, and is this version’s when saved',
  async (version) => {
    const text = await readFile(join(folder, `version-${version}.weft.json`), 'utf8');
    const written = JSON.parse(text) as Record<string, unknown>;
    expect(written['version']).toBe(version);
    const read = readProjectText(text);
    if (!read.ok) throw new Error(JSON.stringify(read.problem));
    expect(read.value).toEqual({ ...written, version: projectVersion });
    expect(readProjectText(projectText(read.value))).toEqual(read);
  },
);

test('a file of a version to come is refused by name', async () => {
  const text = await readFile(join(folder, `version-${projectVersion}.weft.json`), 'utf8');
  const newer = { ...(JSON.parse(text) as object), version: projectVersion + 1 };
  expect(readProjectText(JSON.stringify(newer))).toMatchObject({ problem: { code: 'project/newer-version' } });
});
