/** `use.*`: predictions of a trained run, as values and as a CSV file. */
import { runFiles } from '../../shared/contract/engine.ts';
import type { Prediction, PredictRequest } from '../../shared/contract/prediction.ts';
import type { RunId } from '../../shared/ids.ts';
import { StudioError } from '../../shared/problem.ts';
import type { ProjectStore } from '../projects/project-store.ts';
import type { ModelHost } from '../runs/model-host.ts';
import { hasWeights } from '../runs/run-folder.ts';
import type { RunManager } from '../runs/run-manager.ts';
import { csvText } from './csv-text.ts';
import { giveProjectData } from './imported-data.ts';
import { studio } from './studio.ts';

/** What predicting needs beside: an imported run takes its project's data. */
export interface PredictDeps extends UseDeps {
  readonly projects: ProjectStore;
}
export interface UseDeps {
  readonly runs: RunManager;
  readonly models: ModelHost;
  readonly dataFolder: string;
}

export function useHandlers(deps: PredictDeps) {
  return {
    predict: studio.use.predict.handler(({ input }) => predict(deps, input)),
    predictCsv: studio.use.predictCsv.handler(async ({ input }) => {
      const { columns, rows } = await predict(deps, input);
      const text = csvText(
        columns.map(({ name }) => name),
        rows,
      );
      return {
        name: `predictions-run-${deps.runs.get(input.runId).run.number}.csv`,
        file: new Blob([text], { type: 'text/csv' }),
      };
    }),
  };
}

interface PredictInput {
  readonly runId: RunId;
  readonly request: PredictRequest;
  readonly checkpoint?: string | undefined;
}

async function predict(
  { runs, models, dataFolder, projects }: PredictDeps,
  { runId, request, checkpoint }: PredictInput,
): Promise<Prediction> {
  await giveProjectData(runs, projects, runId);
  const { runFolder, engine } = await usableRun(runs, runId);
  return models.use(engine, (client) => client.predict({ runFolder, dataFolder, request, checkpoint }));
}

/** Throws `run/not-found`, and `run/no-weights` while there is no checkpoint. */
export async function usableRun(runs: RunManager, runId: RunId) {
  const { run } = runs.get(runId);
  const runFolder = runs.folderOf(runId);
  if (!(await hasWeights(runFolder))) throw new StudioError('run/no-weights', { run: run.number, file: runFiles.last });
  const { engine } = await runs.job(runId);
  return { run, runFolder, engine };
}
