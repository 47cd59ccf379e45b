/** Everything that is wrong with a drawing and its training settings, each with the node or wire where it shows. */
import { type BatchFacts, unknownFacts } from '../data/batch-facts.ts';
import type { InputSpec, TargetSpec } from '../data/spec-types.ts';
import { layerType } from '../layers/index.ts';
import { type Problem, problem } from '../problem.ts';
import { lossType } from '../training/losses.ts';
import { lossesFor, targetForms } from '../training/proposals.ts';
import type { LossSetting, TrainingSettings } from '../training/training-settings.ts';
import { plainDoc } from './bypass.ts';
import { finalActivation } from './final-layer.ts';
import type { Graph, GraphDoc, GraphNode } from './graph-doc.ts';
import { boundSpec, type GraphInference, inferGraph } from './infer-shapes.ts';
import { inputNodes, outputNodes } from './ports.ts';
import { firstRepair } from './repairs.ts';
import { fits, type Shape, shapeText } from './shape.ts';
import { isOpenBatch, statefulProblems } from './stateful-checks.ts';
import { lossOf, targetOf, targetShapeProblems } from './target-shape.ts';
import { topology } from './topology.ts';
import { usedNodes } from './used-nodes.ts';

export interface ValidateOptions {
  /** What the recipe makes; empty lists without data. */
  readonly inputSpecs: readonly InputSpec[];
  readonly targetSpecs: readonly TargetSpec[];
  readonly settings?: TrainingSettings;
  /** How many samples there are and how they lie; the same object while nothing changed. */
  readonly batches?: BatchFacts;
  /** Given where it is known already. */
  readonly inference?: GraphInference;
}

const remembered = new WeakMap<
  GraphInference,
  { readonly options: ValidateOptions; readonly problems: readonly Problem[] }
>();

/** Most that are shown; a graph with more is better read one by one. */
const mostProblems = 500;

/**
 * Problems in reading order: structure, shapes, data, targets. Each has `repair` where one click mends it. The same list
 * comes back while inference, specs and settings are the same objects (moving nodes changes none of them).
 */
export function validateGraph(doc: GraphDoc, options: ValidateOptions): readonly Problem[] {
  if (doc.nodes.length === 0) return [problem('graph/empty')];
  const inference = options.inference ?? inferGraph(doc, options);
  const known = remembered.get(inference);
  const same =
    known &&
    known.options.inputSpecs === options.inputSpecs &&
    known.options.targetSpecs === options.targetSpecs &&
    known.options.settings === options.settings &&
    known.options.batches === options.batches;
  if (same) return known.problems;
  const problems = findProblems(doc, options, inference);
  remembered.set(inference, { options, problems });
  return problems;
}

function findProblems(drawn: GraphDoc, options: ValidateOptions, inference: GraphInference): readonly Problem[] {
  const { settings, batches = unknownFacts } = options;
  const doc = plainDoc(drawn);
  const problems = [
    ...duplicateIds(drawn),
    ...ends(doc),
    ...inference.problems.filter((found) => !settings || !isOpenBatch(found)).map((found) => onDataWire(doc, found)),
    ...unused(doc),
    ...dataMismatches(doc, options.inputSpecs, inference),
    ...targets(doc, inference, options),
    ...(settings ? statefulProblems(doc, settings, batches) : []),
  ].slice(0, mostProblems);
  const context = { inference, inputSpecs: options.inputSpecs, targetSpecs: options.targetSpecs };
  return problems.map((found) => {
    const repair = firstRepair(drawn, found, context);
    return repair === undefined ? found : { ...found, repair };
  });
}

function duplicateIds(doc: GraphDoc): readonly Problem[] {
  return [doc, ...doc.definitions].flatMap(({ nodes, wires, annotations = [] }) => {
    const seen = new Set<string>();
    return [...nodes, ...wires, ...annotations].flatMap(({ id }) => {
      if (seen.has(id)) return [problem('graph/duplicate-id', { id }, { nodeId: id })];
      seen.add(id);
      return [];
    });
  });
}

function ends(doc: GraphDoc): readonly Problem[] {
  return [
    ...(inputNodes(doc).length === 0 ? [problem('graph/no-input')] : []),
    ...(outputNodes(doc).length === 0 ? [problem('graph/no-output')] : []),
  ];
}

/** A layer that does not take what the recipe gives: the wire from the Input is where it shows. */
function onDataWire(doc: GraphDoc, found: Problem): Problem {
  if (
    !found.code.startsWith('shape/') ||
    found.nodeId === undefined ||
    found.definitionId !== undefined ||
    found.wireId !== undefined
  )
    return found;
  const wire = doc.wires.find(
    (candidate) =>
      candidate.to.node === found.nodeId && inputNodes(doc).some((node) => node.id === candidate.from.node),
  );
  return wire ? { ...found, wireId: wire.id } : found;
}

/** Nodes that lead to no Output do not train; a warning, since a drawing grows piece by piece. */
function unused(doc: GraphDoc): readonly Problem[] {
  const outputs = outputNodes(doc);
  if (outputs.length === 0) return [];
  const order = topology(doc);
  const used = usedNodes(doc, doc.definitions, order);
  const lying = new Set(order.cyclic.map((node) => node.id));
  return doc.nodes
    .filter((node) => !used.has(node.id) && !lying.has(node.id))
    .map((node) => ({
      ...problem('graph/unused-node', { name: node.name || node.type }, { nodeId: node.id }),
      severity: 'warning' as const,
    }));
}

function dataMismatches(doc: GraphDoc, specs: readonly InputSpec[], inference: GraphInference): readonly Problem[] {
  if (specs.length === 0) return [];
  return inputNodes(doc).flatMap((node, index) => {
    const wires = doc.wires.filter((wire) => wire.from.node === node.id);
    const place = { nodeId: node.id, ...(wires[0] ? { wireId: wires[0].id } : {}) };
    const bound = boundSpec(node, doc, specs);
    const shape = inference.nodes.get(node.id)?.outputs.y;
    if (!bound) {
      const offered = specs[index];
      if (!offered)
        return node.params.from === 'fixed'
          ? []
          : [
              problem(
                'wire/data-mismatch',
                { layer: node.name, expected: specs.length, received: inputNodes(doc).length, context: 'inputs' },
                place,
              ),
            ];
      const data: Shape = [{ name: 'batch', size: null }, ...offered.shape];
      return shape && !fits(shape, data)
        ? [
            problem(
              'wire/data-mismatch',
              { layer: node.name, expected: shapeText(shape), received: shapeText(data) },
              place,
            ),
          ]
        : [];
    }
    return wires.flatMap((wire) =>
      embeddingProblems(
        doc.nodes.find((target) => target.id === wire.to.node),
        bound,
        wire.id,
      ),
    );
  });
}

/** An Embedding looks whole numbers up: it must get them, and have a row for each. */
function embeddingProblems(node: GraphNode | undefined, spec: InputSpec, wireId: string): readonly Problem[] {
  if (!node) return [];
  const where = { nodeId: node.id, wireId };
  if (node.type !== 'embedding') return [];
  if (spec.dtype !== 'int32')
    return [
      {
        ...problem(
          'wire/data-mismatch',
          { layer: 'Embedding', expected: 'int32', received: spec.dtype, context: 'fractions' },
          where,
        ),
        severity: 'warning',
      },
    ];
  const rows =
    typeof node.params.inputDim === 'number'
      ? node.params.inputDim
      : Number(layerType('embedding')?.params.inputDim?.default);
  const needed = spec.classes?.length ?? spec.numbers ?? 0;
  return rows < needed
    ? [
        problem(
          'wire/data-mismatch',
          { layer: 'Embedding', expected: needed, received: rows, context: 'vocabulary' },
          { ...where, param: 'inputDim' },
        ),
      ]
    : [];
}

/** Outputs against targets and losses, in the order of the Output nodes. */
function targets(
  doc: GraphDoc,
  inference: GraphInference,
  { targetSpecs, settings }: ValidateOptions,
): readonly Problem[] {
  return outputNodes(doc).flatMap((output, index) => {
    const wire = doc.wires.find((candidate) => candidate.to.node === output.id);
    const shape = wire && inference.wires.get(wire.id)?.shape;
    const loss = settings && lossOf(settings, index);
    const activation = loss && shape ? activationProblems(doc, output, shape, loss) : [];
    const target = targetOf(targetSpecs, index);
    if (!target) {
      const missing =
        targetSpecs.length > 0
          ? [
              problem(
                'target/missing',
                { output: output.name || 'output', targets: targetSpecs.length },
                { nodeId: output.id },
              ),
            ]
          : [];
      return [...missing, ...activation];
    }
    const fitting = loss ? lossProblems(output, target, loss, shape) : [];
    const place = { nodeId: output.id, ...(wire ? { wireId: wire.id } : {}) };
    const shapes =
      shape && fitting.every(({ severity }) => severity !== 'error')
        ? targetShapeProblems(shape, target, loss, place)
        : [];
    return [...shapes, ...fitting, ...activation];
  });
}

function lossProblems(
  output: GraphNode,
  target: TargetSpec,
  loss: LossSetting,
  shape: Shape | undefined,
): readonly Problem[] {
  const type = lossType(loss.id);
  const forms = targetForms(target);
  if (!type) return [];
  if (type.target.some((form) => forms.includes(form)))
    // First the drawing: what it gives decides which loss would be better.
    return shape && type.target[0] === 'number' && !forms.includes('number')
      ? [
          {
            ...problem(
              'loss/for-numbers',
              { loss: loss.id, better: lossForClasses(target, shape) },
              { nodeId: output.id, param: 'loss' },
            ),
            severity: 'warning',
          },
        ]
      : [];
  return [
    problem(
      'loss/target',
      { loss: loss.id, expected: type.target.join(' | '), received: forms.join(' | ') },
      { nodeId: output.id, param: 'loss' },
    ),
  ];
}

/** One of two classes can be told by one unit, which then learns with a loss of its own. */
function lossForClasses(target: TargetSpec, output: Shape | undefined): string {
  const forms = targetForms(target);
  const isOneUnit = forms.includes('binary') && output?.at(-1)?.size === 1;
  const fitting = lossesFor(target);
  return (fitting.find((type) => type.target.includes('binary') === isOneUnit) ?? fitting[0])?.id ?? '';
}

function activationProblems(graph: Graph, output: GraphNode, shape: Shape, loss: LossSetting): readonly Problem[] {
  const place = finalActivation(graph, output.id);
  if (!place || typeof place.value !== 'string') return [];
  const where = { nodeId: place.node.id, param: 'activation' };
  if (place.value === 'softmax' && shape.at(-1)?.size === 1) {
    // The share of one among one is always 1: nothing can be learned.
    return [
      problem(
        'loss/activation',
        { activation: 'softmax', loss: loss.id, expected: 'sigmoid | linear', units: 1 },
        where,
      ),
    ];
  }
  const wanted = loss.params.fromLogits === true ? ['linear'] : lossType(loss.id)?.activations;
  if (!wanted || wanted.some((activation) => activation === place.value)) return [];
  return [
    {
      ...problem('loss/activation', { activation: place.value, loss: loss.id, expected: wanted.join(' | ') }, where),
      severity: 'warning',
    },
  ];
}
