/** Stores events of a run until it is killed, and says which are stored. */
import { newProject } from '../../main/projects/new-project.ts';
import { createRunStore } from '../../main/runs/run-store.ts';
import type { ProjectId, RunId } from '../../shared/ids.ts';
import { runSummary } from '../support/run-summary.ts';

const [, , folder = '', id = ''] = process.argv;
const store = createRunStore(folder, Date.now);
const doc = newProject('project-kill' as ProjectId, 'kill', null);
const run = store.create(runSummary({ id: id as RunId, projectId: doc.id }), doc);
for (let seq = 1; ; seq += 10) {
  const events = Array.from({ length: 10 }, (_, index) => ({
    seq: seq + index,
    at: 0,
    event: { kind: 'batches' as const, firstStep: seq + index, epoch: 1, figures: { loss: [0.5] } },
  }));
  store.append({ ...run, step: seq + 9 }, events, false);
  process.send?.(seq + 9);
}
