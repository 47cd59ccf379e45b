/** What stateful layers ask of batches, told before training: a fixed size, no shuffling, no smaller last batch. */
import type { BatchFacts } from '../data/batch-facts.ts';
import type { DefinitionId } from '../ids.ts';
import { layerType } from '../layers/index.ts';
import { type Problem, problem } from '../problem.ts';
import type { TrainingSettings } from '../training/training-settings.ts';
import type { Graph, GraphDoc, GraphNode, ParamValue } from './graph-doc.ts';
import { inputNodes } from './ports.ts';

interface StatefulNode {
  readonly node: GraphNode;
  readonly definitionId?: DefinitionId;
}

/** Layers whose states last from batch to batch, also those inside wrappers and blocks. */
export function statefulNodes(doc: GraphDoc): readonly StatefulNode[] {
  const within = (graph: Graph, definitionId?: DefinitionId): readonly StatefulNode[] =>
    graph.nodes
      .filter((node) => !node.bypassed && layerType(node.type) !== undefined && saysStateful(node.params))
      .map((node) => ({ node, ...(definitionId === undefined ? {} : { definitionId }) }));
  return [...within(doc), ...doc.definitions.flatMap((definition) => within(definition, definition.id))];
}

/** What inference says of an open batch is said better here. */
export const isOpenBatch = ({ code, details }: Problem): boolean =>
  code === 'shape/axis-unknown' && (details.axis === 0 || details.axis === '0');

/** `stateful` of the layer itself or of the one that a wrapper holds in its parameters. */
function saysStateful(value: ParamValue | Readonly<Record<string, ParamValue>>): boolean {
  if (Array.isArray(value)) return value.some((entry: ParamValue) => saysStateful(entry));
  if (typeof value !== 'object' || value === null) return false;
  return Object.entries(value).some(([name, inner]) => (name === 'stateful' && inner === true) || saysStateful(inner));
}

/** The batch size that the Inputs fix; null where any fits. */
export function fixedBatchSize(doc: GraphDoc): number | null {
  const sizes = inputNodes(doc).map((node) => node.params.batchSize);
  return sizes.find((size): size is number => typeof size === 'number') ?? null;
}

/** `training/stateful-…`, each at the first stateful layer; nothing for models without one. */
export function statefulProblems(doc: GraphDoc, settings: TrainingSettings, facts: BatchFacts): readonly Problem[] {
  const [first] = statefulNodes(doc);
  if (!first) return [];
  const { node, definitionId } = first;
  const layer = node.name || (layerType(node.type)?.keras?.class ?? node.type);
  // Batch sizes belong to the model's own Inputs, wherever in a block the layer lies.
  const where: Partial<Problem> = definitionId === undefined ? { nodeId: node.id } : {};
  const { batchSize, shuffle, remainder, stepsPerEpoch, validation } = settings;
  const fixed = fixedBatchSize(doc);
  const problems: Problem[] = [];
  if (fixed === null) {
    problems.push(problem('training/stateful-batch-open', { layer, batchSize }, { ...where, param: 'batchSize' }));
  } else if (fixed !== batchSize) {
    const details = { expected: fixed, received: batchSize };
    problems.push(problem('training/stateful-batch', details, { ...where, param: 'batchSize' }));
  }
  if (shuffle) problems.push(problem('training/stateful-shuffle', { layer }, { ...where, param: 'shuffle' }));
  if (facts.lanes !== null) {
    if (facts.lanes !== batchSize) {
      const details = { expected: facts.lanes, received: batchSize };
      problems.push(problem('training/stateful-lanes', details, { ...where, param: 'batchSize' }));
    }
    return problems;
  }
  if (remainder === 'drop') return problems;
  const parts = [
    { samples: facts.train, steps: stepsPerEpoch, context: null },
    { samples: facts.validation, steps: validation.steps, context: 'validation' },
  ];
  for (const { samples, steps, context } of parts) {
    // Fewer batches than there are samples for: all of them are whole.
    if (samples === null || (steps !== null && steps * batchSize <= samples)) continue;
    const rest = samples % batchSize;
    if (rest === 0) continue;
    const details = { layer, batchSize, samples, rest, ...(context === null ? {} : { context }) };
    problems.push(problem('training/stateful-ragged', details, { ...where, param: 'remainder' }));
  }
  return problems;
}
