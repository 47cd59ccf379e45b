/** From a project document to what an engine process needs: the data's shapes, the model's config, one job. */
import type { EngineChoice } from '../../shared/contract/engine-choice.ts';
import type { Job } from '../../shared/contract/engine.ts';
import type { Recipe } from '../../shared/data/recipe.ts';
import type { BatchFacts } from '../../shared/data/batch-facts.ts';
import type { InputSpec } from '../../shared/data/spec-types.ts';
import type { Source } from '../../shared/data/source.ts';
import { statefulProblems } from '../../shared/graph/stateful-checks.ts';
import type { RunId } from '../../shared/ids.ts';
import { graphToKeras } from '../../shared/keras/graph-to-keras.ts';
import { type Problem, StudioError } from '../../shared/problem.ts';
import { bucketingProblems } from '../../shared/training/bucketing.ts';
import { trainingProblems } from '../../shared/training/validate-training.ts';
import type { ProjectDoc } from '../../shared/project-doc.ts';

/** What preparing finds out for training. */
export interface DataFacts {
  readonly inputs: readonly InputSpec[];
  readonly batches: BatchFacts;
}
/** The exact shapes that a recipe makes of its source, and how many samples; throws what is wrong with the data. */
export type DataFactsOf = (source: Source, recipe: Recipe) => Promise<DataFacts>;

/** Throws `training/no-data` without a source, and the first error of data or graph otherwise. */
export async function compileRun(
  runId: RunId,
  doc: ProjectDoc,
  engine: EngineChoice,
  dataFactsOf: DataFactsOf,
): Promise<Job> {
  const { source, recipe } = doc.data;
  if (!source) throw new StudioError('training/no-data', {});
  const { inputs: inputSpecs, batches } = await dataFactsOf(source, recipe);
  const refused = statefulProblems(doc.graph, doc.training, batches);
  if (refused.length > 0) throw asError(refused);
  const unbucketed = bucketingProblems(doc.training, doc.data, doc.graph);
  if (unbucketed.length > 0) throw asError(unbucketed);
  const outputs = doc.graph.nodes.filter(({ type }) => type === 'output').length;
  const wrong = trainingProblems(doc.training, { outputs }).filter(({ severity }) => severity === 'error');
  if (wrong.length > 0) throw asError(wrong);
  const model = graphToKeras(doc.graph, { inputSpecs });
  if (!model.ok) throw asError(model.problem);
  return { runId, engine, model: model.value, settings: doc.training, source, recipe };
}

/** The first problem stands for all: the editor shows every one of them where it belongs. */
export function asError(problems: readonly Problem[]): StudioError {
  const [first] = problems;
  if (!first) return new StudioError('internal/unexpected', { name: 'no problem given' });
  const { code, details, ...where } = first;
  return new StudioError(code, details, where);
}
