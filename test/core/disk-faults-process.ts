/**
 * Saves a project, loses the disk as told (`full`, `read-only`, or `limited` from outside), tries to save more, gets the
 * disk back, saves again; tells its parent what happened at each step.
 */
import { execFileSync } from 'node:child_process';
import { mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { toProblem } from '../../main/process/errors.ts';
import { startStudio } from '../support/studio.ts';

const [, , home = '', fault] = process.argv;
const projects = join(home, 'projects');
const mount = (...words: readonly string[]): unknown => execFileSync('mount', [...words]);
if (fault === 'read-only') {
  // A mount of its own: nothing else of the core stands in the way of making it read-only.
  await mkdir(projects);
  mount('--bind', projects, projects);
}
// Without a handler the system ends a process that writes beyond its limit.
if (fault === 'limited') process.on('SIGXFSZ', () => undefined);
const studio = await startStudio({ home });
const filler = join(home, 'filler');

async function loseDisk(): Promise<void> {
  if (fault === 'read-only') mount('-o', 'remount,bind,ro', projects);
  if (fault !== 'full') return;
  // Large pieces until none fits, then small ones.
  for (const size of [65_536, 512])
    for (let piece = 0; ; piece++) {
      const written = await writeFile(`${filler}-${size}-${piece}`, 'x'.repeat(size)).then(
        () => true,
        () => false,
      );
      if (!written) break;
    }
  // Room for a part of what comes next: a write is then cut short before it is refused.
  await rm(`${filler}-65536-0`);
}

async function getDiskBack(): Promise<void> {
  if (fault === 'read-only') mount('-o', 'remount,bind,rw', projects);
  for (const file of await readdir(home)) if (file.startsWith('filler')) await rm(join(home, file));
}

const { id } = await studio.client.project.create({ name: 'First', template: null });
const { doc } = await studio.client.project.open({ id, clientId: 'tab', takeOver: false });
const small = { ...doc, name: 'Second' };
const source = { kind: 'inline', format: 'text', name: 'text', content: 'x'.repeat(900_000) } as const;
const large = { ...small, data: { ...doc.data, source } };
const outcome = (call: Promise<unknown>) =>
  call.then(
    () => 'done',
    (error: unknown) => toProblem(error),
  );

await loseDisk();
const save = await outcome(studio.client.project.save({ doc: large, clientId: 'tab' }));
const journal = await outcome(studio.client.project.journal({ doc: JSON.stringify(large), clientId: 'tab' }));
const during = (await studio.client.project.open({ id, clientId: 'tab', takeOver: false })).doc.name;
await getDiskBack();
const again = await outcome(studio.client.project.save({ doc: small, clientId: 'tab' }));
const after = await studio.client.project.open({ id, clientId: 'tab', takeOver: false });
const files = (await readdir(projects)).filter((name) => name !== 'versions');
const versions = (await studio.client.project.versions({ id })).length;
process.send?.({
  save,
  journal,
  during,
  again,
  after: after.doc.name,
  recovered: after.recovered,
  files,
  versions,
  id,
});
await studio.close();
process.disconnect();
