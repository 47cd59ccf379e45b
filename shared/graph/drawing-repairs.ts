/** Repairs of the drawing itself: ends, wires, loose nodes, values. */
import { layerType } from '../layers/index.ts';
import { boundSpec } from './bound-spec.ts';
import type { InputSpec } from '../data/spec-types.ts';
import {
  addNode,
  connect,
  connectProblem,
  deleteAndHeal,
  type Endpoint,
  removeNodes,
  removeWires,
  setParams,
} from './edits.ts';
import type { Problem } from '../problem.ts';
import type { Graph, GraphDoc, GraphNode, Wire } from './graph-doc.ts';
import { inputNodes, portsOf } from './ports.ts';
import { topology } from './topology.ts';
import { nodeOf, number } from './repair-tools.ts';
import type { Repair } from './repair-type.ts';

/** A layer before this one whose output leads nowhere yet, the nearest one on the canvas, and the empty port that needs it. */
function nearestFree(graph: Graph, problem: Problem, doc: GraphDoc): { from: Endpoint; to: Endpoint } | undefined {
  const node = nodeOf(graph, problem);
  if (!node) return undefined;
  const wired = graph.wires.filter(({ to }) => to.node === node.id);
  const port = portsOf(node, doc.definitions).inputs.find(
    ({ name, optional, many }) => !optional && (many || !wired.some(({ to }) => to.port === name)),
  );
  if (!port) return undefined;
  const to = { node: node.id, port: port.name };
  const distance = ({ position }: GraphNode): number =>
    Math.hypot(node.position.x - position.x, node.position.y - position.y) +
    (position.x > node.position.x ? 10_000 : 0);
  return graph.nodes
    .toSorted((a, b) => distance(a) - distance(b))
    .flatMap((other) => {
      const [output] = portsOf(other, doc.definitions).outputs;
      const free = output && !graph.wires.some(({ from }) => from.node === other.id);
      const from = { node: other.id, port: output?.name ?? '' };
      return free && !connectProblem(graph, from, to, doc.definitions) ? [{ from, to }] : [];
    })[0];
}

/** The wire that was drawn last of those in the circle: without it the layers stand as they did before. */
function closing(graph: Graph, { nodeId }: Problem): Wire | undefined {
  const { cyclic } = topology(graph);
  const inside = new Set<string>(cyclic.map(({ id }) => id));
  if (nodeId === undefined || !inside.has(nodeId)) return undefined;
  return graph.wires.findLast(({ from, to }) => inside.has(from.node) && inside.has(to.node));
}

export const drawingRepairs: readonly Repair[] = [
  {
    id: 'addOutput',
    code: 'graph/no-output',
    fits: (graph) => graph.nodes.length > 0,
    edit(graph, _, __, doc) {
      const last = [...graph.nodes]
        .reverse()
        .find(
          (node) =>
            portsOf(node, doc.definitions).outputs.length > 0 &&
            !graph.wires.some((wire) => wire.from.node === node.id),
        );
      const position = last ? { x: last.position.x + 196, y: last.position.y } : { x: 0, y: 0 };
      const added = addNode(graph, { type: 'output', position }, doc.definitions);
      const port = last && portsOf(last, doc.definitions).outputs[0];
      return last && port
        ? connect(added.graph, { node: last.id, port: port.name }, { node: added.id, port: 'x' }, doc.definitions)
        : added.graph;
    },
  },
  {
    id: 'addInput',
    code: 'graph/no-input',
    fits: (graph) => graph.nodes.length > 0,
    edit(graph, _, __, doc) {
      const first = graph.nodes.find(
        (node) =>
          portsOf(node, doc.definitions).inputs.length > 0 && !graph.wires.some((wire) => wire.to.node === node.id),
      );
      const position = first ? { x: first.position.x - 196, y: first.position.y } : { x: 0, y: 0 };
      const added = addNode(graph, { type: 'input', position }, doc.definitions);
      const port = first && portsOf(first, doc.definitions).inputs[0];
      return first && port
        ? connect(added.graph, { node: added.id, port: 'y' }, { node: first.id, port: port.name }, doc.definitions)
        : added.graph;
    },
  },
  {
    id: 'shapeFromData',
    code: 'wire/data-mismatch',
    fits: (graph, problem) => nodeOf(graph, problem)?.params.from === 'fixed',
    edit: (graph, problem) => setParams(graph, problem.nodeId ?? '', { from: 'data' }),
  },
  {
    id: 'joinInputs',
    code: 'wire/data-mismatch',
    fits: (graph, problem, { inputSpecs }) =>
      problem.details.context === 'inputs' && fedInput(graph, problem, inputSpecs) !== undefined,
    edit(graph, problem, { inputSpecs }, doc) {
      const fed = fedInput(graph, problem, inputSpecs);
      const wires = graph.wires.filter(({ from }) => from.node === problem.nodeId);
      const without = removeNodes(graph, [problem.nodeId ?? '']);
      return fed
        ? wires.reduce((edited, { to }) => connect(edited, { node: fed.id, port: 'y' }, to, doc.definitions), without)
        : graph;
    },
  },
  {
    id: 'enlargeEmbedding',
    code: 'wire/data-mismatch',
    fits: (graph, problem) => problem.param === 'inputDim' && nodeOf(graph, problem)?.type === 'embedding',
    edit(graph, problem, { inputSpecs }) {
      const needed = Math.max(...inputSpecs.map((spec) => spec.classes?.length ?? spec.numbers ?? 0));
      return setParams(graph, problem.nodeId ?? '', { inputDim: needed });
    },
  },
  {
    id: 'embeddingToDense',
    code: 'wire/data-mismatch',
    fits: (graph, problem) => nodeOf(graph, problem)?.type === 'embedding' && problem.details.expected === 'int32',
    edit: (graph, problem) => ({
      ...graph,
      nodes: graph.nodes.map((node) =>
        node.id === problem.nodeId
          ? {
              ...node,
              type: 'dense',
              params: { units: node.params.outputDim ?? layerType('embedding')?.params.outputDim?.default ?? 32 },
            }
          : node,
      ),
    }),
  },
  {
    id: 'wireNearest',
    code: 'wire/missing',
    fits: (graph, problem, _, doc) => nearestFree(graph, problem, doc) !== undefined,
    edit(graph, problem, _, doc) {
      const found = nearestFree(graph, problem, doc);
      return found ? connect(graph, found.from, found.to, doc.definitions) : graph;
    },
  },
  {
    id: 'breakCircle',
    code: 'wire/cycle',
    fits: (graph, problem) => closing(graph, problem) !== undefined,
    edit: (graph, problem) => removeWires(graph, [closing(graph, problem)?.id ?? '']),
  },
  {
    id: 'removeWire',
    code: 'wire/dangling',
    fits: (_, { wireId }) => wireId !== undefined,
    edit: (graph, { wireId }) => removeWires(graph, wireId === undefined ? [] : [wireId]),
  },
  {
    id: 'keepLastWire',
    code: 'wire/too-many',
    fits: (graph, problem) => graph.wires.filter((wire) => wire.to.node === problem.nodeId).length > 1,
    edit(graph, problem, _, doc) {
      const node = nodeOf(graph, problem);
      const single = node ? portsOf(node, doc.definitions).inputs : [];
      const surplus = single.flatMap((port) => {
        const wires = graph.wires.filter((wire) => wire.to.node === problem.nodeId && wire.to.port === port.name);
        return port.many ? wires.slice(number(problem, 'most') || wires.length) : wires.slice(0, -1);
      });
      return removeWires(
        graph,
        surplus.map((wire) => wire.id),
      );
    },
  },
  {
    id: 'deleteNode',
    code: 'graph/unused-node',
    fits: (graph, problem) => nodeOf(graph, problem) !== undefined,
    edit: (graph, { nodeId }, _, doc) => deleteAndHeal(graph, [nodeId ?? ''], doc.definitions),
  },
  {
    id: 'resetParam',
    code: 'param/invalid',
    fits(graph, problem) {
      const node = nodeOf(graph, problem);
      const spec = node && problem.param !== undefined ? layerType(node.type)?.params[problem.param] : undefined;
      return (
        spec !== undefined &&
        node?.params[problem.param ?? ''] !== undefined &&
        JSON.stringify(node.params[problem.param ?? '']) !== JSON.stringify(spec.default)
      );
    },
    edit(graph, problem) {
      const node = nodeOf(graph, problem);
      const spec = node && problem.param !== undefined ? layerType(node.type)?.params[problem.param] : undefined;
      return node && spec && problem.param !== undefined
        ? setParams(graph, node.id, { [problem.param]: spec.default })
        : graph;
    },
  },
];

/** The last Input before this one that the data have something for: the only one, as a rule. */
const fedInput = (graph: Graph, { nodeId }: Problem, specs: readonly InputSpec[]): GraphNode | undefined =>
  inputNodes(graph).findLast((node) => node.id !== nodeId && boundSpec(node, graph, specs) !== undefined);
