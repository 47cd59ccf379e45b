/** The step figures of all runs: batches events are taken apart when they are stored, and put together when they are read. */
import { join } from 'node:path';
import { z } from 'zod';
import { fromFigure, toFigure } from '../../shared/contract/figures.ts';
import type { EngineEvent } from '../../shared/contract/run-events.ts';
import type { Outline } from '../../shared/figures/outline.ts';
import type { RunId } from '../../shared/ids.ts';
import { openStepFigures, type StepFigures } from './step-figures.ts';
import { createStepOutlines, type StepOutlines } from './step-outline.ts';

export type BatchesEvent = Extract<EngineEvent, { kind: 'batches' }>;

/** A batches event as the database keeps it: how many values of which figure, without the values. */
export const storedBatchesSchema = z.object({
  kind: z.literal('batches'),
  firstStep: z.number().int(),
  epoch: z.number().int(),
  stored: z.record(z.string(), z.number().int()),
});
export type StoredBatches = z.infer<typeof storedBatchesSchema>;

export interface RunSteps {
  put(run: RunId, event: BatchesEvent): StoredBatches;
  take(run: RunId, stored: StoredBatches): BatchesEvent;
  /** Steps of which any figure is stored. */
  count(run: RunId): number;
  names(run: RunId): readonly string[];
  outline(run: RunId, name: string, from: number, to: number, columns: number): Outline;
  /** `count` values from `firstStep` on. */
  values(run: RunId, name: string, firstStep: number, count: number): Float64Array;
  /** Returns when the disk has the figures of a run. */
  sync(run: RunId): void;
  /** The run is removed: lets go of its files. */
  forget(run: RunId): void;
  close(): void;
}

interface OpenSteps {
  readonly figures: StepFigures;
  readonly outlines: StepOutlines;
}

/** Runs whose files stay open. */
const mostOpen = 8;

export function createRunSteps(folder: string): RunSteps {
  const runs = new Map<RunId, OpenSteps>();
  const open = (run: RunId): OpenSteps => {
    let known = runs.get(run);
    runs.delete(run);
    if (!known) {
      const figures = openStepFigures(join(folder, run));
      known = { figures, outlines: createStepOutlines(figures) };
    }
    // The newest use stands last.
    runs.set(run, known);
    for (const [oldest, { figures }] of runs) {
      if (runs.size <= mostOpen) break;
      figures.close();
      runs.delete(oldest);
    }
    return known;
  };
  return {
    put: (run, { firstStep, epoch, figures }) => {
      const { figures: files, outlines } = open(run);
      const stored: Record<string, number> = {};
      for (const [name, values] of Object.entries(figures)) {
        files.write(name, firstStep, Float64Array.from(values, fromFigure));
        outlines.changed(name, firstStep);
        stored[name] = values.length;
      }
      return { kind: 'batches', firstStep, epoch, stored };
    },
    take: (run, { firstStep, epoch, stored }) => {
      const { figures: files } = open(run);
      const read = (name: string, count: number) => Array.from(files.read(name, firstStep, count), toFigure);
      return {
        kind: 'batches',
        firstStep,
        epoch,
        figures: Object.fromEntries(Object.entries(stored).map(([name, count]) => [name, read(name, count)])),
      };
    },
    count: (run) => {
      const { figures } = open(run);
      return Math.max(0, ...figures.names.map((name) => figures.count(name)));
    },
    names: (run) => open(run).figures.names,
    outline: (run, name, from, to, columns) => open(run).outlines.read(name, from, to, columns),
    values: (run, name, firstStep, count) => open(run).figures.read(name, firstStep, count),
    sync: (run) => open(run).figures.sync(),
    forget: (run) => {
      runs.get(run)?.figures.close();
      runs.delete(run);
    },
    close: () => {
      for (const { figures } of runs.values()) figures.close();
      runs.clear();
    },
  };
}
