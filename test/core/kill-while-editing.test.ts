/** `kill -9` of the core while somebody edits: what comes back is at most one second old. */
import { fork } from 'node:child_process';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { studioClient } from '../../main/process/client-port.ts';
import { portOfProcess } from '../../main/process/port.ts';
import { corePaths } from '../../main/projects/paths.ts';
import { createProjectStore } from '../../main/projects/project-store.ts';
import { createJournal } from '../../renderer/state/journal.ts';
import { journalDelayMs } from '../../renderer/state/journal-delay.ts';
import type { ProjectDoc } from '../../shared/project-doc.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const kills = 50;
const atOnce = 5;
const mostLostMs = 1_000;
/** A machine or disk that stands still for longer than this loses time that the journal cannot save: the kill is repeated. */
const longestStallMs = 250;
const mostRepeats = 50;

const folder = temporaryFolder();

interface Loss {
  readonly edits: number;
  readonly lostMs: number;
  readonly stallMs: number;
}

/** Edits as a page does, with the page's own journal, until the core is killed; then looks what is on the disk. */
async function editAndKill(number: number, editForMs: number): Promise<Loss> {
  const home = join(folder, String(number));
  const core = fork(fileURLToPath(new URL('./port-core.ts', import.meta.url)), [home], {
    execArgv: [],
    serialization: 'advanced',
  });
  const gone = new Promise((resolve) => core.once('exit', resolve));
  const port = portOfProcess(core);
  const client = studioClient(port);
  const { id } = await client.project.create({ name: 'edit 0', template: 'movingSquareLayers' });
  let doc: ProjectDoc = (await client.project.open({ id, clientId: 'page', takeOver: false })).doc;
  let stallMs = 0;
  let sentAt: number | undefined;
  const stalled = (sinceMs: number): void => {
    stallMs = Math.max(stallMs, performance.now() - sinceMs);
  };
  const journal = createJournal<ProjectDoc>({
    unsaved: () => doc,
    send: async (sent) => {
      const began = performance.now();
      sentAt = began;
      await client.project.journal({ doc: JSON.stringify(sent), clientId: 'page' });
      stalled(began);
      sentAt = undefined;
    },
    delayMs: journalDelayMs,
    retryMs: journalDelayMs,
    tell: () => undefined,
  });
  const editedAt = [performance.now()];
  const end = performance.now() + editForMs;
  while (performance.now() < end) {
    const before = performance.now();
    doc = { ...doc, name: `edit ${editedAt.length}` };
    editedAt.push(before);
    journal.changed();
    const wait = 5 + ((editedAt.length * 37) % 50);
    await pause(wait);
    stalled(before + wait);
  }
  if (sentAt !== undefined) stalled(sentAt);
  const killedAt = performance.now();
  core.kill('SIGKILL');
  await gone;
  port.close();
  const found = await createProjectStore(corePaths(home).projects).open(id);
  const firstLost = editedAt[Number(found.doc.name.split(' ')[1]) + 1];
  return { edits: editedAt.length, lostMs: firstLost === undefined ? 0 : killedAt - firstLost, stallMs };
}

test(`${kills} kills while editing lose at most a second each`, { timeout: 300_000 }, async () => {
  const losses: Loss[] = [];
  let [number, repeats] = [0, 0];
  const worker = async (): Promise<void> => {
    while (number < kills) {
      const mine = number++;
      for (let attempt = 0; ; attempt++) {
        const loss = await editAndKill(mine * 1000 + attempt, 500 + ((mine * 131) % 900));
        if (loss.stallMs > longestStallMs && repeats++ < mostRepeats) continue;
        losses.push(loss);
        break;
      }
    }
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
  expect(losses).toHaveLength(kills);
  expect(losses.every(({ edits }) => edits > 5)).toBe(true);
  expect(Math.max(...losses.map(({ lostMs }) => lostMs))).toBeLessThanOrEqual(mostLostMs);
  // The figure itself, for whoever reads the log.
  console.log(
    `lost at most ${Math.round(Math.max(...losses.map(({ lostMs }) => lostMs)))} ms, ${repeats} kills repeated for a standstill of the machine`,
  );
});
