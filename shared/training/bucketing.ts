/** Whether samples can be put into batches of similar length, told before training. */
import { type Recipe, stepOf } from '../data/recipe.ts';
import type { Source } from '../data/source.ts';
import { statefulNodes } from '../graph/stateful-checks.ts';
import type { GraphDoc } from '../graph/graph-doc.ts';
import { type Problem, problem } from '../problem.ts';
import type { TrainingSettings } from './training-settings.ts';

/**
 * Why batches of similar length mean nothing: the samples have one length by themselves (`length`); the recipe pads all of
 * them to one (`padding`); they come in pairs of two lengths (`pairs`); states go on from batch to batch (`stateful`).
 */
export type BucketingObstacle = 'length' | 'padding' | 'pairs' | 'stateful';

export function bucketingObstacle(source: Source | null, recipe: Recipe, graph: GraphDoc): BucketingObstacle | null {
  const isTable = source?.kind === 'table' || (source?.kind === 'inline' && source.format === 'table');
  if (!isTable || !stepOf(recipe, 'group') || stepOf(recipe, 'window')) return 'length';
  if (stepOf(recipe, 'pairs')) return 'pairs';
  if (stepOf(recipe, 'pad')?.length !== 'batch') return 'padding';
  return statefulNodes(graph).length > 0 ? 'stateful' : null;
}

/** `training/buckets` with the obstacle as its context, where the settings ask for what the data or the model do not allow. */
export function bucketingProblems(
  settings: TrainingSettings,
  data: { readonly source: Source | null; readonly recipe: Recipe },
  graph: GraphDoc,
): readonly Problem[] {
  if (settings.buckets === null || data.source === null) return [];
  const context = bucketingObstacle(data.source, data.recipe, graph);
  return context === null ? [] : [problem('training/buckets', { context }, { param: 'buckets' })];
}
