/**
 * What a page knows of one run, built from its events alone. Lives outside React: events arrive up to twenty times a
 * second, charts read the series once per frame, and only `version` tells that something is new. Applying the same event
 * twice changes nothing, so a reconnect may ask from any earlier sequence number.
 */
import { fromFigure, type Figure } from '../../shared/contract/figures.ts';
import type { EngineEvent, RunEvent, RunStatus } from '../../shared/contract/run-events.ts';
import type { Problem } from '../../shared/problem.ts';
import { createStepCurve, type StepCurve } from '../charts/step-curve.ts';

export type StartedEvent = Extract<EngineEvent, { kind: 'started' }>;
export type ProgressEvent = Extract<EngineEvent, { kind: 'progress' }>;
export type BestEvent = Extract<EngineEvent, { kind: 'best' }>;
export type TextsEvent = Extract<EngineEvent, { kind: 'texts' }>;

export interface EpochRow {
  readonly epoch: number;
  readonly step: number;
  readonly seconds: number;
  readonly figures: Readonly<Record<string, number>>;
}

export interface RunMetrics {
  readonly runId: string;
  /** Grows with every change. */
  readonly version: number;
  readonly lastSeq: number;
  readonly status: RunStatus;
  readonly problem: Problem | null;
  readonly notes: readonly Problem[];
  readonly started: StartedEvent | null;
  readonly progress: ProgressEvent | null;
  readonly best: BestEvent | null;
  /** By figure name. */
  readonly batches: ReadonlyMap<string, StepCurve>;
  /** In ascending order of epochs. */
  readonly epochs: readonly EpochRow[];
  /** What a character model wrote after its epochs, in ascending order; empty for every other run. */
  readonly texts: readonly TextsEvent[];
  apply(events: readonly RunEvent[]): void;
  subscribe(listener: () => void): () => void;
}

export function createRunMetrics(runId: string): RunMetrics {
  let version = 0;
  let lastSeq = 0;
  let status: RunStatus = 'preparing';
  let problem: Problem | null = null;
  let notes: readonly Problem[] = [];
  let started: StartedEvent | null = null;
  let progress: ProgressEvent | null = null;
  let best: BestEvent | null = null;
  const batches = new Map<string, StepCurve>();
  let epochs: readonly EpochRow[] = [];
  /** Epochs of the message that is being read: short ones come by the hundred. */
  let newEpochs: EpochRow[] = [];
  let texts: readonly TextsEvent[] = [];
  const listeners = new Set<() => void>();

  const applyOne = (event: EngineEvent): void => {
    switch (event.kind) {
      case 'status':
        status = event.status;
        problem = event.problem ?? null;
        return;
      case 'started':
        started = event;
        return;
      case 'machine':
        started = started && { ...started, machine: event.machine };
        return;
      case 'batches':
        for (const [name, values] of Object.entries(event.figures)) {
          const curve = batches.get(name) ?? createStepCurve();
          batches.set(name, curve);
          values.forEach((value, index) => curve.set(event.firstStep + index, fromFigure(value)));
        }
        return;
      case 'progress':
        progress = event;
        return;
      case 'epoch':
        newEpochs.push({
          epoch: event.epoch,
          step: event.step,
          seconds: event.seconds,
          figures: numbers(event.figures),
        });
        return;
      case 'texts':
        texts = withEpochs(texts, [event]);
        return;
      case 'best':
        best = event;
        return;
      case 'note':
        notes = [...notes, event.problem];
        return;
    }
  };

  return {
    runId,
    get version() {
      return version;
    },
    get lastSeq() {
      return lastSeq;
    },
    get status() {
      return status;
    },
    get problem() {
      return problem;
    },
    get notes() {
      return notes;
    },
    get started() {
      return started;
    },
    get progress() {
      return progress;
    },
    get best() {
      return best;
    },
    batches,
    get epochs() {
      return epochs;
    },
    get texts() {
      return texts;
    },
    apply(events) {
      const fresh = events.filter((event) => event.seq > lastSeq);
      if (fresh.length === 0) return;
      for (const { seq, event } of fresh) {
        applyOne(event);
        lastSeq = seq;
      }
      epochs = withEpochs(epochs, newEpochs);
      newEpochs = [];
      version += 1;
      for (const listener of listeners) listener();
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

const numbers = (figures: Readonly<Record<string, Figure>>): Record<string, number> =>
  Object.fromEntries(Object.entries(figures).map(([name, value]) => [name, fromFigure(value)]));

/** A resumed run tells an epoch again: the later word counts, and order is kept. */
function withEpochs<Row extends { readonly epoch: number }>(
  rows: readonly Row[],
  more: readonly Row[],
): readonly Row[] {
  if (more.length === 0) return rows;
  const all = [...rows, ...more];
  const isAscending = all.every((row, index) => index === 0 || row.epoch > (all[index - 1]?.epoch ?? 0));
  if (isAscending) return all;
  return [...new Map(all.map((row) => [row.epoch, row])).values()].sort((a, b) => a.epoch - b.epoch);
}

/** Runs that still produce events. */
export const isAlive = (status: RunStatus): boolean =>
  status === 'preparing' || status === 'running' || status === 'paused';
