/** Runs from the button to the end: started, controlled, watched, continued, kept. One trains at a time. */
import type { EngineChoice } from '../../shared/contract/engine-choice.ts';
import { join } from 'node:path';
import { choiceOf } from '../../shared/contract/machine.ts';
import { documentHash } from '../../shared/contract/document-hash.ts';
import { type Job, runFiles } from '../../shared/contract/engine.ts';
import type { RunCheckpoint } from '../../shared/contract/checkpoints.ts';
import type { RunEvent, RunSummary } from '../../shared/contract/run-events.ts';
import type { Outline } from '../../shared/figures/outline.ts';
import { newId, type ProjectId, type RunId } from '../../shared/ids.ts';
import { type Problem, problem, StudioError } from '../../shared/problem.ts';
import type { ProjectDoc } from '../../shared/project-doc.ts';
import { createBroadcast } from '../process/broadcast.ts';
import type { ProbeHost } from '../probe/probe-host.ts';
import type { StartEngine } from '../process/engine-process.ts';
import { createCardOfRun } from './card-of-run.ts';
import { compileRun, type DataFactsOf } from './compile-run.ts';
import { createLiveRun, type LiveRun } from './live-run.ts';
import { takeOwnership } from './owner-lock.ts';
import {
  hasFile,
  listCheckpoints,
  readFitted,
  readJob,
  readMachine,
  removeFitted,
  removeRunFolder,
  runFolderOf,
  writeJob,
  writeMachine,
} from './run-folder.ts';
import { createRunStore, storedEvents } from './run-store.ts';
import { isEnd } from './run-summary.ts';
import { startTrainProcess, type TrainInput, type TrainProcess } from './train-process.ts';
import { watchProject, watchRun } from './watch-runs.ts';

export interface RunManagerOptions {
  /** Folder of the runs. */
  readonly folder: string;
  readonly dataFolder: string;
  readonly startEngine: StartEngine;
  readonly dataFactsOf: DataFactsOf;
  readonly now: () => number;
  /** What new runs compute with, by timing it first; absent: as the engine chooses by itself. */
  readonly probes?: Pick<ProbeHost, 'plan' | 'hold'>;
  /** A run waits so long for its probe, then it computes as its engine prefers; without it, until the probe ends. */
  readonly probePatienceMs?: number;
}

export type StartFrom =
  | { readonly kind: 'new' }
  | { readonly kind: 'continue'; readonly runId: RunId; readonly checkpoint?: string | undefined }
  | { readonly kind: 'resume'; readonly runId: RunId };

export interface RunManager {
  /** Throws `training/busy`, `run/not-found`, `run/no-weights`, `run/changed-since`, and what is wrong with data or graph. */
  start(doc: ProjectDoc, engine: EngineChoice, from: StartFrom): Promise<RunId>;
  /** A finished run of weights that were not trained here; its checkpoint is in its folder already. */
  keepImported(
    doc: ProjectDoc,
    job: Job,
    from: { readonly name: string; readonly notes: readonly Problem[] },
  ): Promise<RunSummary>;
  /** Gives an imported run the data of its project, which it had none of when it came. */
  takeData(id: RunId, data: ProjectDoc['data']): Promise<void>;
  control(id: RunId, action: 'pause' | 'resume' | 'stop'): void;
  list(project: ProjectId): RunSummary[];
  /** Throws `run/not-found`. */
  get(id: RunId): { readonly run: RunSummary; readonly doc: ProjectDoc };
  fitted(id: RunId): Promise<Record<string, unknown> | null>;
  job(id: RunId): Promise<Job>;
  folderOf(id: RunId): string;
  checkpoints(id: RunId): Promise<RunCheckpoint[]>;
  /** Everything that the run has told, in order. */
  events(id: RunId): Generator<RunEvent>;
  /** `newestSteps`: leaves out the events of all stored steps but the newest; null: of none. */
  watch(id: RunId, afterSeq: number, newestSteps: number | null, signal?: AbortSignal): AsyncGenerator<RunEvent[]>;
  /** The curve of a figure over the steps `from` … `to`, in at most `columns` stretches. Throws `run/not-found`. */
  outline(
    id: RunId,
    figure: string,
    range: { readonly from: number; readonly to: number; readonly columns: number },
  ): Outline;
  watchAll(project: ProjectId, signal?: AbortSignal): AsyncGenerator<RunSummary[]>;
  remove(id: RunId): Promise<void>;
  /** Stops what trains and closes the store. */
  close(): Promise<void>;
}

interface Training {
  readonly live: LiveRun;
  readonly process: TrainProcess;
}

export function createRunManager(options: RunManagerOptions): RunManager {
  const { folder, dataFolder, startEngine, dataFactsOf, now, probes, probePatienceMs } = options;
  const store = createRunStore(folder, now);
  const ownership = takeOwnership(folder);
  const changed = createBroadcast<RunSummary>();
  const trainings = new Map<RunId, Training>();
  let starting = false;
  if (ownership.isOwner) interruptUnfinished();

  /** Runs that were going when the last core died. */
  function interruptUnfinished(): void {
    for (const run of store.unfinished()) {
      const live = createLiveRun(store, run, now, changed.send);
      live.accept({
        kind: 'status',
        status: 'interrupted',
        problem: problem('training/engine-crashed', { how: 'the app ended' }),
      });
    }
  }

  function get(id: RunId) {
    const found = store.get(id);
    if (!found) throw new StudioError('run/not-found', { id });
    return { ...found, run: trainings.get(id)?.live.summary ?? found.run };
  }

  function launch(run: RunSummary, input: TrainInput, isNew: boolean): void {
    const live = createLiveRun(store, run, now, changed.send);
    const release = probes?.hold(isNew);
    const card = createCardOfRun(live.accept);
    const process = startTrainProcess(startEngine, input, card.accept, async (signal) => {
      if (isNew && probes && !(await readMachine(input.runFolder))) {
        const patience = probePatienceMs === undefined ? [] : [AbortSignal.timeout(probePatienceMs)];
        await planRun(probes, input, AbortSignal.any([signal, ...patience]));
      }
    });
    trainings.set(run.id, { live, process });
    void process.ended.then(() => {
      release?.();
      card.end();
      live.flush();
      trainings.delete(run.id);
      // Watchers that saw the last event learn here that nothing follows it.
      live.changes.notify();
    });
  }

  async function startNew(
    doc: ProjectDoc,
    engine: EngineChoice,
    from: Extract<StartFrom, { kind: 'continue' }> | null,
  ): Promise<RunId> {
    const id = newId<RunId>('run');
    const job = await compileRun(id, doc, engine, dataFactsOf);
    const start = from && { checkpoint: await checkpointFor(from, job), mode: 'continue' as const };
    const runFolder = runFolderOf(folder, id);
    await writeJob(runFolder, job);
    // The same machine goes on with the same bits.
    const before = from && (await readMachine(runFolderOf(folder, from.runId)));
    if (before && (engine === 'auto' || engine === choiceOf(before))) await writeMachine(runFolder, before);
    const run = store.create(newSummary(id, doc, now(), from?.runId ?? null), doc);
    changed.send(run);
    launch(run, { runFolder, dataFolder, job, from: start }, true);
    return id;
  }

  /** The weights that a run with this job can go on from. */
  async function checkpointFor(
    { runId: source, checkpoint: name = runFiles.last }: Extract<StartFrom, { kind: 'continue' }>,
    job: Job,
  ): Promise<string> {
    const { run } = get(source);
    const checkpoint = join(runFolderOf(folder, source), name);
    if (!(await hasFile(checkpoint))) throw new StudioError('run/no-weights', { run: run.number });
    const before = await readJob(runFolderOf(folder, source), source);
    if (!isSameModel(before.model, job.model, run.imported !== undefined))
      throw new StudioError('run/changed-since', { run: run.number });
    return checkpoint;
  }

  async function resume(id: RunId): Promise<RunId> {
    const { run } = get(id);
    if (run.status === 'finished')
      throw new StudioError('call/invalid', { reason: `run ${run.number} has finished; continue it instead` });
    const runFolder = runFolderOf(folder, id);
    const job = await readJob(runFolder, id);
    const checkpoint = join(runFolder, runFiles.last);
    // Interrupted before its first checkpoint: the same run from its first step.
    const from = (await hasFile(checkpoint)) ? { checkpoint, mode: 'resume' as const } : null;
    const again: RunSummary = { ...run, status: 'preparing', endedAt: null, problem: null };
    launch(again, { runFolder, dataFolder, job, from }, false);
    return id;
  }

  /** A run that has told its end may still have a process that is leaving. */
  const untilLeft = () => Promise.all([...trainings.values()].map(({ process }) => process.ended));

  return {
    start: async (doc, engine, from) => {
      if (!ownership.isOwner) throw new StudioError('call/forbidden', {});
      const [busy] = [...trainings.values()].filter(({ live }) => !isEnd(live.summary.status));
      if (busy || starting) throw new StudioError('training/busy', { run: busy?.live.summary.number ?? 0 });
      starting = true;
      try {
        await untilLeft();
        return from.kind === 'resume'
          ? await resume(from.runId)
          : await startNew(doc, engine, from.kind === 'continue' ? from : null);
      } finally {
        starting = false;
      }
    },
    keepImported: async (doc, job, { name, notes }) => {
      const id = job.runId as RunId; // the caller made it so
      await writeJob(runFolderOf(folder, id), job);
      const run = store.create({ ...newSummary(id, doc, now(), null), epochs: 0, imported: name }, doc);
      const live = createLiveRun(store, run, now, changed.send);
      for (const note of notes) live.accept({ kind: 'note', problem: note });
      live.accept({ kind: 'status', status: 'finished' });
      return live.summary;
    },
    takeData: async (id, data) => {
      const { run, doc } = get(id);
      if (run.imported === undefined || data.source === null || JSON.stringify(doc.data) === JSON.stringify(data))
        return;
      const runFolder = runFolderOf(folder, id);
      const job = await readJob(runFolder, id);
      await removeFitted(runFolder);
      await writeJob(runFolder, { ...job, source: data.source, recipe: data.recipe });
      const next = { ...doc, data };
      store.replaceDocument({ ...run, documentHash: documentHash(next) }, next);
    },
    control: (id, action) => {
      // A run that has just ended needs no control; an unknown one is a mistake.
      if (!trainings.has(id)) get(id);
      trainings.get(id)?.process.control(action);
    },
    list: (project) => store.list(project).map((run) => trainings.get(run.id)?.live.summary ?? run),
    get,
    fitted: (id) => readFitted(runFolderOf(folder, id)),
    job: (id) => readJob(runFolderOf(folder, id), id),
    folderOf: (id) => runFolderOf(folder, id),
    checkpoints: (id) => listCheckpoints(runFolderOf(folder, id), get(id).run),
    events: (id) => storedEvents(store, get(id).run.id),
    watch: (id, afterSeq, newestSteps, signal) => {
      get(id);
      return watchRun(store, id, afterSeq, () => trainings.get(id)?.live.changes, newestSteps, signal);
    },
    outline: (id, figure, { from, to, columns }) => store.steps.outline(get(id).run.id, figure, from, to, columns),
    watchAll: (project, signal) => watchProject(() => store.list(project), changed, project, signal),
    remove: async (id) => {
      const { run } = get(id);
      if (!isEnd(run.status)) throw new StudioError('training/busy', { run: run.number });
      await untilLeft();
      store.remove(id);
      await removeRunFolder(runFolderOf(folder, id));
    },
    close: async () => {
      const running = [...trainings.values()];
      for (const { process } of running) process.control('stop');
      await Promise.all(running.map(({ process }) => process.ended));
      changed.close();
      store.close();
      ownership.release();
    },
  };
}

/** Writes the record that the run's process reads, as a resumed run does; without one it takes what its engine prefers. */
async function planRun(
  probes: Pick<ProbeHost, 'plan'>,
  { job, runFolder }: TrainInput,
  signal: AbortSignal,
): Promise<void> {
  const machine = await probes.plan(job, signal);
  if (machine && !signal.aborted) await writeMachine(runFolder, machine);
}

/** Inputs take their shapes from data that an imported model did not know; its weights fit all the same. */
function isSameModel(before: Job['model'], after: Job['model'], ignoresShapes: boolean): boolean {
  const text = (model: Job['model']): string =>
    JSON.stringify(model, (key, value: unknown) =>
      ignoresShapes && (key === 'batch_shape' || key === 'shape' || key === 'dtype') ? undefined : value,
    );
  return text(before) === text(after);
}

function newSummary(id: RunId, doc: ProjectDoc, now: number, continuedFrom: RunId | null): Omit<RunSummary, 'number'> {
  return {
    id,
    projectId: doc.id,
    status: 'preparing',
    startedAt: now,
    endedAt: null,
    epoch: 0,
    epochs: doc.training.epochs,
    step: 0,
    engine: null,
    device: null,
    best: null,
    last: null,
    problem: null,
    documentHash: documentHash(doc),
    continuedFrom,
  };
}
