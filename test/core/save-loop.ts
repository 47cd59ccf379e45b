/** Saves a large project again and again until it is killed; `naive` writes as one would without thinking. */
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { newProject } from '../../main/projects/new-project.ts';
import { createProjectStore } from '../../main/projects/project-store.ts';
import type { ProjectId } from '../../shared/ids.ts';
import type { ProjectDoc } from '../../shared/project-doc.ts';

const [, , folder = '', how] = process.argv;
const store = createProjectStore(folder);
const empty = newProject('project-kill' as ProjectId, 'save 0', null);
const content = 'x'.repeat(900_000);
const doc: ProjectDoc = {
  ...empty,
  data: { ...empty.data, source: { kind: 'inline', format: 'text', name: 'text', content } },
  // A second large part, so that a torn file can lack its end.
  graph: {
    ...empty.graph,
    nodes: Array.from({ length: 4000 }, (_, index) => ({
      id: `n${index}` as never,
      type: 'dense',
      name: 'y'.repeat(190),
      params: {},
      position: { x: 0, y: 0 },
    })),
  },
};
for (let save = 1; ; save++) {
  const next = { ...doc, name: `save ${save}` };
  if (how === 'naive') await saveNaively(JSON.stringify(next));
  else await store.save(next);
  process.send?.(save);
}

/** In place and piece by piece, on a disk that is slow enough for a kill to meet it. */
async function saveNaively(text: string): Promise<void> {
  const file = await open(join(folder, `${doc.id}.weft.json`), 'w');
  const half = text.length / 2;
  for (const part of [text.slice(0, half), text.slice(half)]) {
    await file.write(part);
    await pause(20);
  }
  await file.close();
}
