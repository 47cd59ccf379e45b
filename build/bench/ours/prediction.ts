import type { Engine } from '../../../main/engine/backend.ts';
import { arrayFeed } from '../../../main/trainer/training/batch.ts';
import type { NumberArray } from '../array-file.ts';
import type { PredictTiming } from '../requests.ts';
import type { Workload } from '../workloads.ts';
import { makeData } from './data.ts';
import { prepareTraining, type Prepared } from './training.ts';

export interface Prediction {
  readonly one: Prepared;
  readonly x: NumberArray;
}

/** A model to predict with, apart from the one that trains, and samples for it. */
export function preparePrediction(engine: Engine, workload: Workload, batch: number): Prediction {
  return { one: prepareTraining(engine, workload), x: makeData(workload, batch).x };
}

/** Numbers in, numbers out, through the trainer's prediction. */
export async function timePredictions({ one, x }: Prediction, calls: number): Promise<PredictTiming> {
  const { trainer, parameters } = one;
  const begin = performance.now();
  for (let call = 0; call < calls; call += 1) await trainer.predictHost([arrayFeed(x.values, x.shape)]);
  return { seconds: (performance.now() - begin) / 1000, parameters };
}
