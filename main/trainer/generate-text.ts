/** Goes on with a text that a person typed, as character models do. */
import type { Prediction, PredictRequest } from '../../shared/contract/prediction.ts';
import { stepOf } from '../../shared/data/recipe.ts';
import { StudioError } from '../../shared/problem.ts';
import type { TrainedModel } from './trained-model.ts';
import { writeTexts } from './write-text.ts';

/** Characters of the typed text that the model never saw are refused by name. */
export async function generateText(
  trained: TrainedModel,
  request: Extract<PredictRequest, { kind: 'text' }>,
): Promise<Prediction> {
  const { job, fitted, model, predictor } = trained;
  const step = stepOf(job.recipe, 'characters');
  const alphabet = fitted.alphabet ?? [];
  if (!step || alphabet.length === 0)
    throw new StudioError('recipe/invalid', { step: 'characters', reason: 'this run was not trained on text' });
  const place = new Map(alphabet.map((character, index) => [character, index]));
  const start = [...request.seedText].slice(-step.length).map((character) => {
    const index = place.get(character);
    if (index === undefined) {
      const details = { value: character, column: 'text', expected: alphabet.slice(0, 60).join('') };
      throw new StudioError('data/unseen-label', details);
    }
    return index;
  });
  const [text = ''] = await writeTexts({
    predict: async (x) => {
      // Each window repeats most of the one before: what a stateful layer carries would count those characters twice.
      model.resetStates();
      return (await predictor.predictHost([x])).values[0];
    },
    alphabet,
    length: step.length,
    oneHot: step.oneHot,
    start,
    characters: request.characters,
    temperatures: [request.temperature],
    seed: request.seed,
  });
  return { columns: [], rows: [], total: 0, series: [], figures: {}, text: request.seedText + text };
}
