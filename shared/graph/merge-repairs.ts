/** Repairs of layers that take several inputs whose sizes do not agree: merges, attention, initial states. */
import type { Problem } from '../problem.ts';
import { type Arrived, arrivalsOf, differingAxis, sizesAt } from './arrivals-of.ts';
import { insertOnWire, type NewNode, setParams } from './edits.ts';
import { chainBefore } from './final-layer.ts';
import type { Graph, GraphDoc } from './graph-doc.ts';
import { nodeOf, recurrentAmong } from './repair-tools.ts';
import type { Repair, RepairContext } from './repair-type.ts';

const elementByElement = new Set(['add', 'average', 'maximum', 'minimum', 'multiply', 'subtract']);
const sameFeatures = new Set([
  ...elementByElement,
  'dot',
  'euclideanDistance',
  'manhattanDistance',
  'cosineDistance',
  'attention',
  'additiveAttention',
]);

/** The inputs that are compared: attention holds its query against the key, or against the value where no key is given. */
function compared(graph: Graph, problem: Problem, context: RepairContext): readonly Arrived[] {
  const node = nodeOf(graph, problem);
  if (!node) return [];
  const all = arrivalsOf(graph, node, problem, context);
  if (!all.some(({ port }) => port === 'query')) return all.filter(({ port }) => port === 'x');
  const other = all.find(({ port }) => port === 'key') ?? all.find(({ port }) => port === 'value');
  const query = all.find(({ port }) => port === 'query');
  return query && other ? [other, query] : [];
}

const shapesOf = (arrived: readonly Arrived[]) => arrived.map(({ shape }) => shape);

/** Several nodes, each in the middle of a wire. */
function insertOnEach(
  graph: Graph,
  arrived: readonly Arrived[],
  node: (one: Arrived) => Omit<NewNode, 'position'>,
  doc: GraphDoc,
): Graph {
  return arrived.reduce((edited, one) => insertOnWire(edited, one.wire.id, node(one), doc.definitions).graph, graph);
}

/** Steps of the inputs where only their number differs. */
function lengths(graph: Graph, problem: Problem, context: RepairContext): readonly Arrived[] {
  const arrived = compared(graph, problem, context);
  return differingAxis(shapesOf(arrived)) === 1 && arrived[0]?.shape.length === 3 ? arrived : [];
}

/** One input is a vector where another is a sequence. */
function vectorsAndSequences(graph: Graph, problem: Problem, context: RepairContext) {
  const arrived = compared(graph, problem, context);
  const vectors = arrived.filter(({ shape }) => shape.length === 2);
  const sequences = arrived.filter(({ shape }) => shape.length === 3);
  const mixed = vectors.length > 0 && sequences.length > 0 && vectors.length + sequences.length === arrived.length;
  return mixed ? { vectors, sequences } : undefined;
}

/** Recurrent layers that return only their last step, in front of every vector. */
function lastSteps(graph: Graph, vectors: readonly Arrived[]) {
  const found = vectors.flatMap(({ wire }) => {
    const source = graph.nodes.find(({ id }) => id === wire.from.node);
    const recurrent = source && recurrentAmong([source, ...chainBefore(graph, source.id)]);
    return recurrent?.returns === false ? [recurrent] : [];
  });
  return found.length === vectors.length ? found : [];
}

export const mergeRepairs: readonly Repair[] = [
  {
    id: 'sequencesToMatch',
    code: 'shape/mismatch',
    fits(graph, problem, context) {
      const mixed = vectorsAndSequences(graph, problem, context);
      return mixed !== undefined && lastSteps(graph, mixed.vectors).length > 0;
    },
    edit(graph, problem, context) {
      const mixed = vectorsAndSequences(graph, problem, context);
      return lastSteps(graph, mixed?.vectors ?? []).reduce(
        (edited, recurrent) => setParams(edited, recurrent.node.id, recurrent.set(true)),
        graph,
      );
    },
  },
  {
    id: 'repeatToMatch',
    code: 'shape/mismatch',
    fits: (graph, problem, context) =>
      typeof vectorsAndSequences(graph, problem, context)?.sequences[0]?.shape[1]?.size === 'number',
    edit(graph, problem, context, doc) {
      const mixed = vectorsAndSequences(graph, problem, context);
      const n = mixed?.sequences[0]?.shape[1]?.size ?? 1;
      return insertOnEach(graph, mixed?.vectors ?? [], () => ({ type: 'repeatVector', params: { n } }), doc);
    },
  },
  {
    id: 'averageToMatch',
    code: 'shape/mismatch',
    fits: (graph, problem, context) => vectorsAndSequences(graph, problem, context) !== undefined,
    edit: (graph, problem, context, doc) =>
      insertOnEach(
        graph,
        vectorsAndSequences(graph, problem, context)?.sequences ?? [],
        () => ({ type: 'globalAveragePooling1d' }),
        doc,
      ),
  },
  {
    id: 'flattenToMatch',
    code: 'shape/mismatch',
    fits(graph, problem, context) {
      const ranks = compared(graph, problem, context).map(({ shape }) => shape.length);
      return nodeOf(graph, problem)?.type === 'concatenate' && Math.min(...ranks) === 2 && Math.max(...ranks) > 3;
    },
    edit: (graph, problem, context, doc) =>
      insertOnEach(
        graph,
        compared(graph, problem, context).filter(({ shape }) => shape.length > 2),
        () => ({ type: 'flatten' }),
        doc,
      ),
  },
  {
    id: 'denseToMatch',
    code: 'shape/mismatch',
    fits(graph, problem, context) {
      const shapes = shapesOf(compared(graph, problem, context));
      const place = differingAxis(shapes);
      return (
        sameFeatures.has(nodeOf(graph, problem)?.type ?? '') &&
        place !== undefined &&
        place === (shapes[0]?.length ?? 0) - 1
      );
    },
    edit(graph, problem, context, doc) {
      const [first, ...others] = compared(graph, problem, context);
      const units = first?.shape.at(-1)?.size ?? 1;
      const narrow = others.filter(({ shape }) => shape.at(-1)?.size !== units);
      return insertOnEach(graph, narrow, () => ({ type: 'dense', params: { units } }), doc);
    },
  },
  {
    id: 'concatenateFeatures',
    code: 'shape/mismatch',
    fits(graph, problem, context) {
      const shapes = shapesOf(compared(graph, problem, context));
      return (
        elementByElement.has(nodeOf(graph, problem)?.type ?? '') &&
        differingAxis(shapes) === (shapes[0]?.length ?? 0) - 1
      );
    },
    edit: (graph, problem) => ({
      ...graph,
      nodes: graph.nodes.map((node) =>
        node.id === problem.nodeId ? { ...node, type: 'concatenate', params: {} } : node,
      ),
    }),
  },
  {
    id: 'concatenateAxis',
    code: 'shape/mismatch',
    fits: (graph, problem, context) =>
      nodeOf(graph, problem)?.type === 'concatenate' &&
      differingAxis(shapesOf(compared(graph, problem, context))) !== undefined,
    edit: (graph, problem, context) =>
      setParams(graph, problem.nodeId ?? '', {
        axis: differingAxis(shapesOf(compared(graph, problem, context))) ?? -1,
      }),
  },
  {
    id: 'cropToMatch',
    code: 'shape/mismatch',
    fits: (graph, problem, context) => lengths(graph, problem, context).length > 0,
    edit(graph, problem, context, doc) {
      const arrived = lengths(graph, problem, context);
      const shortest = Math.min(...sizesAt(shapesOf(arrived), 1));
      const surplus = ({ shape }: Arrived): number => (shape[1]?.size ?? 0) - shortest;
      // The last steps stay: they are what all of them have seen.
      return insertOnEach(
        graph,
        arrived.filter((one) => surplus(one) > 0),
        (one) => ({ type: 'cropping1d', params: { cropping: [surplus(one), 0] } }),
        doc,
      );
    },
  },
  {
    id: 'padToMatch',
    code: 'shape/mismatch',
    fits: (graph, problem, context) => lengths(graph, problem, context).length > 0,
    edit(graph, problem, context, doc) {
      const arrived = lengths(graph, problem, context);
      const longest = Math.max(...sizesAt(shapesOf(arrived), 1));
      const lacking = ({ shape }: Arrived): number => longest - (shape[1]?.size ?? 0);
      return insertOnEach(
        graph,
        arrived.filter((one) => lacking(one) > 0),
        (one) => ({ type: 'zeroPadding1d', params: { padding: [lacking(one), 0] } }),
        doc,
      );
    },
  },
  {
    id: 'unitsOfState',
    code: 'shape/mismatch',
    fits: (graph, problem, context) => stateUnits(graph, problem, context) !== undefined,
    edit: (graph, problem, context) =>
      setParams(graph, problem.nodeId ?? '', { units: stateUnits(graph, problem, context) ?? 1 }),
  },
  {
    id: 'denseToState',
    code: 'shape/mismatch',
    fits: (graph, problem, context) => states(graph, problem, context).length > 0,
    edit(graph, problem, context, doc) {
      const units = unitsOf(graph, problem);
      const unfit = states(graph, problem, context).filter(({ shape }) => shape[1]?.size !== units);
      return insertOnEach(graph, unfit, () => ({ type: 'dense', params: { units } }), doc);
    },
  },
];

const withStates = new Set(['lstm', 'gru', 'simpleRnn']);
const unitsOf = (graph: Graph, problem: Problem): number => {
  const units = nodeOf(graph, problem)?.params.units;
  return typeof units === 'number' ? units : 32;
};

/** Vectors that arrive as initial states of a recurrent layer, where one of them has another size than the layer. */
function states(graph: Graph, problem: Problem, context: RepairContext): readonly Arrived[] {
  const node = nodeOf(graph, problem);
  if (!node || !withStates.has(node.type)) return [];
  const given = arrivalsOf(graph, node, problem, context).filter(({ port }) => port !== 'x');
  const vectors = given.every(({ shape }) => shape.length === 2 && typeof shape[1]?.size === 'number');
  return vectors && given.some(({ shape }) => shape[1]?.size !== unitsOf(graph, problem)) ? given : [];
}

/** The size that all given states have. */
function stateUnits(graph: Graph, problem: Problem, context: RepairContext): number | undefined {
  const sizes = new Set(states(graph, problem, context).map(({ shape }) => shape[1]?.size));
  const [size] = sizes;
  return sizes.size === 1 && typeof size === 'number' ? size : undefined;
}
