/** An imported model came without data: it is tried on those that its project has by now. */
import type { RunId } from '../../shared/ids.ts';
import type { ProjectStore } from '../projects/project-store.ts';
import type { RunManager } from '../runs/run-manager.ts';

/** Does nothing for runs that were trained here: they keep the data they were trained on. */
export async function giveProjectData(runs: RunManager, projects: ProjectStore, id: RunId): Promise<void> {
  const { run } = runs.get(id);
  if (run.imported === undefined) return;
  // Unsaved work counts: a source that was just chosen is in the journal alone.
  const opened = await projects.open(run.projectId).catch(() => undefined);
  if (opened) await runs.takeData(id, opened.doc.data);
}
