/** What follows from the document: shapes, masks, weights, problems. Memoised by identity, never stored in it. */
import type { GraphDoc } from '../../shared/graph/graph-doc.ts';
import {
  type GraphInference,
  inferGraph,
  type NodeInference,
  type WireInference,
} from '../../shared/graph/infer-shapes.ts';
import { nodeNames } from '../../shared/graph/names.ts';
import { type RepairContext, repairsFor } from '../../shared/graph/repairs.ts';
import { validateGraph } from '../../shared/graph/validate-graph.ts';
import type { BatchFacts } from '../../shared/data/batch-facts.ts';
import type { SampleSpec } from '../../shared/data/spec-types.ts';
import type { DefinitionId } from '../../shared/ids.ts';
import type { Problem } from '../../shared/problem.ts';
import type { ProjectDoc } from '../../shared/project-doc.ts';
import { hasValidationPart } from '../../shared/templates/propose-model.ts';
import { bucketingProblems } from '../../shared/training/bucketing.ts';
import { trainingProblems } from '../../shared/training/validate-training.ts';
import { lastOnly } from './last-only.ts';
import { dataBatches, sampleSpec } from './sample-spec.ts';
import { shownDefinition, shownGraph } from './shown-graph.ts';
import type { Studio } from './store.ts';
import { useStudio } from './store.ts';

export interface NodeFacts {
  readonly outputs: NodeInference['outputs'];
  readonly inputs: NodeInference['inputs'];
  readonly weights: number;
}

/** Everything the canvas shows about the graph on it. */
export interface ShownFacts {
  readonly nodes: ReadonlyMap<string, NodeFacts>;
  readonly wires: ReadonlyMap<string, WireInference>;
  readonly names: ReadonlyMap<string, string>;
  readonly problemsOf: ReadonlyMap<string, readonly Problem[]>;
  /** Wires that lead where they do not fit. */
  readonly wrongWires: ReadonlySet<string>;
}

const emptyInference: GraphInference = { nodes: new Map(), wires: new Map(), problems: [], definitions: new Map() };

export function inferenceOf(doc: ProjectDoc): GraphInference {
  return inferGraph(doc.graph, { inputSpecs: sampleSpec(doc.data).inputs });
}

/** All problems of the document, gravest first. */
export function problemsOf(doc: ProjectDoc): readonly Problem[] {
  // Inference comes back as the same object while only positions changed; then the problems are the same as well.
  return validated(
    inferenceOf(doc),
    sampleSpec(doc.data),
    doc.training,
    dataBatches(doc.data),
    validates(doc.data),
    doc,
  );
}

const validates = ({ source, recipe }: ProjectDoc['data']): boolean | undefined =>
  source ? hasValidationPart(recipe, source) : undefined;

const gravity = { error: 0, warning: 1, note: 2 } as const;
const validated = lastOnly(
  (
    inference: GraphInference,
    spec: SampleSpec,
    settings: ProjectDoc['training'],
    batches: BatchFacts,
    hasValidation: boolean | undefined,
    doc: ProjectDoc,
  ): readonly Problem[] =>
    [
      ...validateGraph(doc.graph, { inference, settings, batches, inputSpecs: spec.inputs, targetSpecs: spec.targets }),
      ...trainingProblems(settings, {
        outputs: doc.graph.nodes.filter(({ type }) => type === 'output').length,
        ...(hasValidation === undefined ? {} : { hasValidation }),
      }),
      ...bucketingProblems(settings, doc.data, doc.graph),
    ].toSorted((a, b) => gravity[a.severity] - gravity[b.severity]),
  5,
);

/** What repairs may look at. */
export function repairContext(doc: ProjectDoc): RepairContext {
  const { inputs, targets } = sampleSpec(doc.data);
  return { inference: inferenceOf(doc), inputSpecs: inputs, targetSpecs: targets, settings: doc.training };
}

/** Every repair that fits a problem, the best first. */
export const repairsOf = (doc: ProjectDoc, problem: Problem): readonly string[] =>
  repairsFor(doc.graph, problem, repairContext(doc));

const knownFacts = new WeakMap<NodeInference, NodeFacts>();

/** The same object while the inference of the node is the same: untouched nodes are recognised at a glance. */
function nodeFacts(node: NodeInference): NodeFacts {
  const known = knownFacts.get(node);
  if (known) return known;
  const { inputs, outputs, params } = node;
  const made = { inputs, outputs, weights: params.trainable + params.other };
  knownFacts.set(node, made);
  return made;
}

const factsOf = lastOnly(
  (
    inference: GraphInference,
    problems: readonly Problem[],
    nodes: GraphDoc['nodes'],
    wires: GraphDoc['wires'],
    definitions: GraphDoc['definitions'],
    definition: DefinitionId | undefined,
  ): ShownFacts => {
    const here = problems.filter((problem) => problem.definitionId === definition);
    const problemsByNode = new Map<string, Problem[]>();
    for (const problem of here) {
      if (problem.nodeId) problemsByNode.set(problem.nodeId, [...(problemsByNode.get(problem.nodeId) ?? []), problem]);
    }
    const misfit = new Set(
      here
        .filter((problem) =>
          /^(shape|mask\/refused|wire\/(cycle|too-many|data-mismatch)|target\/shape)/.test(problem.code),
        )
        .map((problem) => problem.nodeId),
    );
    const named = new Set(here.filter((problem) => problem.severity === 'error').map((problem) => problem.wireId));
    return {
      nodes: new Map([...inference.nodes].map(([id, node]) => [id, nodeFacts(node)])),
      wires: inference.wires,
      names: nodeNames(nodes, definitions),
      problemsOf: problemsByNode,
      wrongWires: new Set(
        wires.filter((wire) => named.has(wire.id) || misfit.has(wire.to.node)).map((wire) => wire.id),
      ),
    };
  },
);

export function shownFacts(state: Pick<Studio, 'doc' | 'blockPath'>): ShownFacts {
  const { doc } = state;
  const definition = shownDefinition(state);
  const { nodes, wires } = shownGraph(state);
  const whole = doc ? inferenceOf(doc) : emptyInference;
  const inference = definition ? (whole.definitions.get(definition.id) ?? emptyInference) : whole;
  return factsOf(
    inference,
    doc ? problemsOf(doc) : whole.problems,
    nodes,
    wires,
    doc?.graph.definitions ?? [],
    definition?.id,
  );
}

/** What a layer of the shown graph is called; renders again when that changes, and at nothing else. */
export const useNameOf = (id: string | null | undefined): string =>
  useStudio((state) => (id ? (shownFacts(state).names.get(id) ?? '') : ''));

/** Renders again when the facts change, and when the core has told more about the data. */
export function useShownFacts(): ShownFacts {
  return useStudio(shownFacts);
}
