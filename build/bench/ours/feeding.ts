import type { EngineChoice } from '../../../shared/contract/engine-choice.ts';
import { trainingPlan } from '../../../main/trainer/epoch-order.ts';
import { feedBatches } from '../../../main/trainer/feed-batches.ts';
import { openRun, type OpenRun } from '../../../main/trainer/open-run.ts';
import type { PendingFigures } from '../../../main/trainer/training/train-step.ts';
import type { FeedTiming } from '../requests.ts';
import { templateJob, withRunFolder } from './epoch.ts';

export interface Feeding {
  readonly run: OpenRun;
  done: number;
  epoch: number;
}

/** A run of the template, opened as training opens it. */
export async function prepareFeeding(template: string, engine: EngineChoice): Promise<Feeding> {
  const job = await templateJob(template, engine);
  return withRunFolder(job, async (folders) => ({ run: await openRun({ ...folders, job }), done: 0, epoch: 0 }));
}

/** Steps on batches that the product assembles one after the other (`fresh`), or all on the first of them. */
export async function timeFeeding(one: Feeding, steps: number, fresh: boolean): Promise<FeedTiming> {
  const { trainer, data, job, weighing } = one.run;
  const { settings, source } = job;
  const isEndless = source?.kind === 'generator' && source.fresh;
  one.epoch += 1;
  const plan = trainingPlan(data.train, { ...settings, stepsPerEpoch: steps }, isEndless, one.epoch);
  const batches = feedBatches(data.train, plan, settings.batchSize, { epoch: one.epoch, weigh: weighing.train });
  const first = batches.next();
  if (first.done === true) throw new Error('there is no batch to train on');
  const pending: PendingFigures[] = [];
  let done = 0;
  const train = (batch: typeof first.value): void => {
    pending.push(trainer.step(batch, { stepIndex: one.done, seed: settings.seed }));
    one.done += 1;
    done += 1;
  };
  const begin = performance.now();
  train(first.value);
  if (fresh) for (const batch of batches) train(batch);
  else while (done < steps) train(first.value);
  await trainer.read(pending);
  return { seconds: (performance.now() - begin) / 1000, steps: done };
}
