/** The same training again with other seeds, one run after the other. */
import { create } from 'zustand';
import { client } from '../connection/client.ts';
import { currentDoc } from '../state/store.ts';
import { flushJournal } from '../state/project-session.ts';
import { tellError } from '../ui/notify.ts';
import { chosenEngine } from './run-actions.ts';
import { followRun, useRunStore } from './run-store.ts';

/** How many runs are still to come; 0 when none is asked for. */
export const useRepeats = create<{ readonly left: number }>()(() => ({ left: 0 }));

/** Stops after the run that trains now. */
export const stopRepeating = (): void => useRepeats.setState({ left: 0 });

/** Trains the open document `count` times, with the seeds after its own. Ends early with a run that is stopped or fails. */
export async function repeatWithSeeds(count: number): Promise<void> {
  if (useRepeats.getState().left > 0) return;
  const doc = currentDoc();
  useRepeats.setState({ left: count });
  try {
    await flushJournal();
    for (let turn = 1; useRepeats.getState().left > 0; turn++) {
      const seeded = { ...doc, training: { ...doc.training, seed: doc.training.seed + turn } };
      const { runId } = await client.run.start({ doc: seeded, engine: chosenEngine(), from: { kind: 'new' } });
      useRunStore.getState().choose(runId);
      followRun(runId);
      if (!(await finishes(runId))) break;
      useRepeats.setState(({ left }) => ({ left: Math.max(0, left - 1) }));
    }
  } catch (error) {
    tellError(error);
  } finally {
    stopRepeating();
  }
}

async function finishes(runId: Parameters<typeof followRun>[0]): Promise<boolean> {
  let finished = false;
  for await (const events of await client.run.watch({ runId, afterSeq: 0 })) {
    for (const { event } of events) if (event.kind === 'status') finished = event.status === 'finished';
  }
  return finished;
}
