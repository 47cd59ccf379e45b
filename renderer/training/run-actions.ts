/** What a person does to runs. Failures become notices; the new state arrives with the run's own events. */
import { create } from 'zustand';
import type { RunSummary } from '../../shared/contract/run-events.ts';
import { client } from '../connection/client.ts';
import { readPreference, writePreference } from '../state/preferences.ts';
import { flushJournal } from '../state/project-session.ts';
import { currentDoc } from '../state/store.ts';
import { tellError } from '../ui/notify.ts';
import { followRun, forgetRun, useRunStore } from './run-store.ts';

export const engineChoices = ['auto', 'cpu', 'gpu', 'portable', 'webgpu'] as const;
export type EngineChoice = (typeof engineChoices)[number];

interface EngineState {
  readonly engine: EngineChoice;
}

const useEngineStore = create<EngineState>()(() => ({
  engine: engineChoices.find((choice) => choice === readPreference<string>('engine')) ?? 'auto',
}));

/** Which engine to train on is a matter of the computer, not of the project. */
export const chosenEngine = (): EngineChoice => useEngineStore.getState().engine;
export const useChosenEngine = (): EngineChoice => useEngineStore((state) => state.engine);
export function chooseEngine(engine: EngineChoice): void {
  writePreference('engine', engine);
  useEngineStore.setState({ engine });
}

export type StartFrom =
  | { readonly kind: 'new' }
  | { readonly kind: 'resume'; readonly run: RunSummary }
  | { readonly kind: 'continue'; readonly run: RunSummary; readonly checkpoint?: string };

/** Starts a run of the open document and shows it. False when the core refused, which has then been said. */
export async function startRun(from: StartFrom = { kind: 'new' }): Promise<boolean> {
  try {
    await flushJournal();
    const { runId } = await client.run.start({
      doc: currentDoc(),
      engine: chosenEngine(),
      from: askedFrom(from),
    });
    useRunStore.getState().choose(runId);
    followRun(runId);
    return true;
  } catch (error) {
    tellError(error);
    return false;
  }
}

function askedFrom(from: StartFrom) {
  if (from.kind === 'new') return { kind: from.kind };
  if (from.kind === 'resume') return { kind: from.kind, runId: from.run.id };
  const { checkpoint } = from;
  return { kind: from.kind, runId: from.run.id, ...(checkpoint === undefined ? {} : { checkpoint }) };
}

export const controlRun = (run: RunSummary, action: 'pause' | 'resume' | 'stop'): Promise<void> =>
  client.run.control({ runId: run.id, action }).then(() => undefined, tellError);

export const removeRun = (run: RunSummary): Promise<void> =>
  client.run.remove({ runId: run.id }).then(() => forgetRun(run.id), tellError);
