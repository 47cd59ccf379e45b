/** `run.*`: training runs of a project. */
import { toFigure } from '../../shared/contract/figures.ts';
import type { EngineChoice } from '../../shared/contract/engine-choice.ts';
import type { ProjectStore } from '../projects/project-store.ts';
import type { RunManager } from '../runs/run-manager.ts';
import { historyFile } from '../runs/history/history-file.ts';
import { giveProjectData } from './imported-data.ts';
import { studio } from './studio.ts';

export interface RunDeps {
  readonly runs: RunManager;
  /** What `auto` means in this app, as it was started. */
  readonly engine: EngineChoice;
  readonly projects: ProjectStore;
}

export function runHandlers({ runs, engine, projects }: RunDeps) {
  return {
    start: studio.run.start.handler(async ({ input }) => ({
      runId: await runs.start(input.doc, input.engine === 'auto' ? engine : input.engine, input.from),
    })),
    control: studio.run.control.handler(({ input }) => {
      runs.control(input.runId, input.action);
      return {};
    }),
    list: studio.run.list.handler(({ input }) => runs.list(input.projectId)),
    get: studio.run.get.handler(async ({ input }) => {
      await giveProjectData(runs, projects, input.runId);
      return { ...runs.get(input.runId), fitted: await runs.fitted(input.runId) };
    }),
    watch: studio.run.watch.handler(({ input, signal }) =>
      runs.watch(input.runId, input.afterSeq, input.newestSteps ?? null, signal),
    ),
    watchAll: studio.run.watchAll.handler(({ input, signal }) => runs.watchAll(input.projectId, signal)),
    steps: studio.run.steps.handler(({ input }) => {
      const { first, stride, low, high, mean } = runs.outline(input.runId, input.figure, input);
      const figures = (values: Float64Array) => Array.from(values, toFigure);
      return { firstStep: first + 1, stride, low: figures(low), high: figures(high), mean: figures(mean) };
    }),
    checkpoints: studio.run.checkpoints.handler(({ input }) => runs.checkpoints(input.runId)),
    history: studio.run.history.handler(({ input }) => {
      const { run } = runs.get(input.runId);
      const { name, bytes, type } = historyFile(runs.events(input.runId), input.format, run.number);
      return { name, file: new Blob([bytes], { type }) };
    }),
    remove: studio.run.remove.handler(async ({ input }) => {
      await runs.remove(input.runId);
      return {};
    }),
  };
}
