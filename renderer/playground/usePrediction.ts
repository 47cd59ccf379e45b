import { useMutation } from '@tanstack/react-query';
import type { Prediction, PredictRequest } from '../../shared/contract/prediction.ts';
import type { RunSummary } from '../../shared/contract/run-events.ts';
import { client } from '../connection/client.ts';
import { saveFile } from '../host/files.ts';
import { chosenCheckpoint } from '../training/run-store.ts';
import { tellError } from '../ui/notify.ts';

/** Asks a run for predictions; the answer of the latest question counts. */
export const usePrediction = (run: RunSummary) =>
  useMutation<Prediction, Error, PredictRequest>({
    mutationFn: (request) => client.use.predict({ runId: run.id, request, ...chosenCheckpoint(run.id) }),
  });

/** Saves all predictions of a request as CSV, in the file's own units. */
export const savePredictions = (run: RunSummary, request: PredictRequest): Promise<void> =>
  client.use.predictCsv({ runId: run.id, request, ...chosenCheckpoint(run.id) }).then(({ name, file }) => saveFile(name, file), tellError);
