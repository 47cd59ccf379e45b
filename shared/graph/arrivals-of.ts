/** What arrives at a node over each of its wires, as inference has found it: repairs of merges compare these. */
import { layerType } from '../layers/index.ts';
import type { Problem } from '../problem.ts';
import type { Graph, GraphNode, Wire } from './graph-doc.ts';
import type { RepairContext } from './repair-type.ts';
import type { Shape } from './shape.ts';

export interface Arrived {
  readonly wire: Wire;
  readonly port: string;
  readonly shape: Shape;
}

/** By port in the record's order, then in the order of the wires; empty while any shape is unknown. */
export function arrivalsOf(
  graph: Graph,
  node: GraphNode,
  problem: Problem,
  context: RepairContext,
): readonly Arrived[] {
  const { definitionId } = problem;
  const inside =
    definitionId === undefined
      ? context.inference
      : [...context.inference.definitions].find(([id]) => id === definitionId)?.[1];
  const inputs = inside?.nodes.get(node.id)?.inputs ?? {};
  const arrived = (layerType(node.type)?.inputs ?? []).flatMap(({ name }) => {
    const wires = graph.wires.filter(({ to }) => to.node === node.id && to.port === name);
    return wires.map((wire, index) => ({ wire, port: name, shape: inputs[name]?.[index] }));
  });
  return arrived.every((one): one is Arrived => one.shape !== undefined) ? arrived : [];
}

/** The one place at which shapes of the same rank differ; undefined where there is none or more than one, or a size is open. */
export function differingAxis(shapes: readonly Shape[]): number | undefined {
  const [first, ...others] = shapes;
  if (!first || others.some((other) => other.length !== first.length)) return undefined;
  const places = first.flatMap(({ size }, place) =>
    place > 0 && others.some((other) => other[place]?.size !== size) ? [place] : [],
  );
  const [place] = places;
  const known = place !== undefined && shapes.every((shape) => typeof shape[place]?.size === 'number');
  return places.length === 1 && known ? place : undefined;
}

export const sizesAt = (shapes: readonly Shape[], place: number): readonly number[] =>
  shapes.flatMap((shape) => shape[place]?.size ?? []);
