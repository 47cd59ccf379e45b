/** Our side of the comparison, on request from standard input (see worker.ts). */
import type { EngineChoice } from '../../../shared/contract/engine-choice.ts';
import { loadEngine } from '../../../main/engine/backend.ts';
import { peakMemory } from '../memory.ts';
import type { WorkerRequest } from '../requests.ts';
import { serveRequests } from '../serve.ts';
import type { Workload } from '../workloads.ts';
import { trainEpoch, writeEpochData } from './epoch.ts';
import { type Feeding, prepareFeeding, timeFeeding } from './feeding.ts';
import { measurePeak } from './peak.ts';
import { type Prediction, preparePrediction, timePredictions } from './prediction.ts';
import { profileSteps } from './profile.ts';
import { firstLosses, type Prepared, prepareTraining, timeSteps } from './training.ts';

const choice = (process.argv[2] ?? 'cpu') as EngineChoice;
const engine = await loadEngine(choice);
const trainings = new Map<string, Prepared>();
const predictions = new Map<string, Prediction>();
const feedings = new Map<string, Feeding>();

await serveRequests(
  {
    versions: {
      engine: engine.kind,
      library: engine.version,
      kernels: engine.hasRecurrentKernels ? `own recurrent kernels (${engine.instructionSet})` : 'none',
      threads: String(engine.threads),
      node: process.versions.node,
    },
  },
  answer,
);

async function answer(request: WorkerRequest): Promise<unknown> {
  switch (request.ask) {
    case 'train':
      return timeSteps(training(request.workload), request.steps);
    case 'predict':
      return timePredictions(prediction(request.workload, request.batch), request.calls);
    case 'firstLosses':
      return firstLosses(engine, request.workload, request.file, request.steps);
    case 'epoch':
      return trainEpoch(choice);
    case 'epochData':
      return writeEpochData(request.file);
    case 'memory':
      return { bytes: peakMemory() };
    case 'peak':
      return measurePeak(engine.tf);
    case 'profile': {
      const one = prepareTraining(engine, request.workload, 'eager');
      return profileSteps(engine.tf, one, request.steps).finally(() => one.dispose());
    }
    case 'feed': {
      const one = feedings.get(request.template) ?? (await prepareFeeding(request.template, choice));
      feedings.set(request.template, one);
      return timeFeeding(one, request.steps, request.fresh);
    }
    case 'losses':
      throw new Error('our own weights are the first: ask for firstLosses');
  }
}

function training(workload: Workload): Prepared {
  const one = trainings.get(workload.name) ?? prepareTraining(engine, workload);
  trainings.set(workload.name, one);
  return one;
}

function prediction(workload: Workload, batch: number): Prediction {
  const key = `${workload.name} ${batch}`;
  const one = predictions.get(key) ?? preparePrediction(engine, workload, batch);
  predictions.set(key, one);
  return one;
}
