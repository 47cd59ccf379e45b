/** After each epoch a character model shows what it writes by then. */
import type { EngineEvent } from '../../shared/contract/run-events.ts';
import { stepOf } from '../../shared/data/recipe.ts';
import { seededRandom } from '../../shared/data/random.ts';
import { largestIndex } from '../../shared/data/generators/generator-type.ts';
import { withBatchSize } from './model/batch-twin.ts';
import { buildModel } from './model/build-model.ts';
import type { OpenRun } from './open-run.ts';
import { createModelPredictor } from './training/predictor.ts';
import { type WriteOptions, writeTexts } from './write-text.ts';

/** Those of the lesson that made character models known: from careful to daring. */
const temperatures = [0.2, 0.5, 1.0, 1.2];
const characters = 400;

/** Going on from a training sample that seed and epoch choose; undefined for runs that are not on characters. */
export async function epochTexts(
  run: OpenRun,
  epoch: number,
  isStopped: () => boolean,
): Promise<EngineEvent | undefined> {
  const { job, data } = run;
  const step = stepOf(job.recipe, 'characters');
  const alphabet = data.fitted.alphabet ?? [];
  if (!step || alphabet.length === 0 || run.model.outputs[0]?.shape.at(-1) !== alphabet.length) return undefined;
  const { seed } = job.settings;
  const sample = seededRandom(seed, epoch).integer(0, data.train.count - 1);
  const x = data.train.batch([sample]).x[0] ?? new Float32Array();
  const start = Array.from({ length: step.length }, (_, at) =>
    step.oneHot ? largestIndex(x, at * alphabet.length, alphabet.length) : (x[at] ?? 0),
  );
  const writer = await writerOf(run, temperatures.length);
  const texts = await writeTexts({
    predict: writer.predict,
    alphabet,
    length: step.length,
    oneHot: step.oneHot,
    start,
    characters,
    temperatures,
    seed: seed + epoch,
    isStopped,
  }).finally(writer.dispose);
  return {
    kind: 'texts',
    epoch,
    seedText: start.map((code) => alphabet[code] ?? '').join(''),
    samples: texts.map((text, row) => ({ temperature: temperatures[row] ?? 1, text })),
  };
}

interface Writer {
  readonly predict: WriteOptions['predict'];
  readonly dispose: () => void;
}

/** The model itself, or, where its batches have a fixed size, a twin with the same weights for as many texts. */
async function writerOf({ model, trainer, engine, job }: OpenRun, texts: number): Promise<Writer> {
  if (model.inputs.every(({ shape }) => shape[0] === null))
    return { predict: async (x) => (await trainer.predictHost([x])).values[0], dispose: () => {} };
  const twin = buildModel(engine.tf, withBatchSize(job.model, texts), { seed: job.settings.seed });
  twin.setWeights(await model.getWeights());
  const predictor = createModelPredictor(engine.tf, twin);
  return {
    predict: async (x) => {
      // Each window repeats most of the one before: what a stateful layer carries would count those characters twice.
      twin.resetStates();
      return (await predictor.predictHost([x])).values[0];
    },
    dispose: () => {
      predictor.dispose();
      twin.dispose();
    },
  };
}
