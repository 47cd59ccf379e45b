/** Random drawings from the registry, for properties: every record, legal parameters, random wiring, blocks that share. */
import {
  type Definition,
  type GraphDoc,
  type GraphNode,
  graphDocSchema,
  type ParamValue,
  type Wire,
} from '../../shared/graph/graph-doc.ts';
import { inferGraph } from '../../shared/graph/infer-shapes.ts';
import { portsOf } from '../../shared/graph/ports.ts';
import type { Shape } from '../../shared/graph/shape.ts';
import { constraints } from '../../shared/layers/constraints.ts';
import { allLayerTypes } from '../../shared/layers/index.ts';
import { initializers } from '../../shared/layers/initializers.ts';
import type { LayerType } from '../../shared/layers/layer-type.ts';
import { paramProblem } from '../../shared/layers/param-values.ts';
import type { ParamSpec } from '../../shared/layers/params.ts';
import { regularizers } from '../../shared/layers/regularizers.ts';
import { newId } from '../../shared/ids.ts';
import { StudioError } from '../../shared/problem.ts';

export interface Chance {
  /** From 0 up to, not including, `below`. */
  number(below: number): number;
  isTrue(share: number): boolean;
  pick<T>(list: readonly T[]): T;
}

/** Mulberry32: the same seed draws the same graph anywhere. */
export function chanceFrom(seed: number): Chance {
  let state = seed >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const number = (below: number): number => Math.floor(next() * below);
  return {
    number,
    isTrue: (share) => next() < share,
    pick: (list) => {
      const found = list[number(list.length)];
      if (found === undefined) throw new RangeError('nothing to pick from');
      return found;
    },
  };
}

export interface RandomOptions {
  /** Layers to try; fewer come out where shapes do not fit. */
  readonly size: number;
  /** Keeps nodes that have a problem, and draws parameters from their whole range: what a user may do. */
  readonly isWild?: boolean;
  readonly types?: readonly LayerType[];
}

/** Everything that can be drawn between Inputs and Outputs. */
export const drawable = allLayerTypes.filter((type) => type.id !== 'input' && type.id !== 'output');
const inner = drawable.filter((type) => type.inputs.length === 1 && type.inputs[0]?.many !== true);
const recurrentIds = ['lstm', 'gru', 'simpleRnn'];

/** Whole numbers below this come in. */
export const wordCount = 9;

/**
 * What `run` gives for sequences of 24 steps where a drawing leaves their length open; of windows and crops one after the
 * other they may be too short, and then for longer ones.
 */
export function longEnough<T>(run: (steps: number) => T): T {
  try {
    return run(24);
  } catch (error) {
    if (!(error instanceof StudioError) || error.problem.code !== 'shape/too-small') throw error;
    return run(24 * 24);
  }
}

/** One end that a wire may start from. */
interface End {
  readonly node: GraphNode;
  readonly port: string;
  readonly shape: Shape;
}
interface Drawing {
  readonly nodes: GraphNode[];
  readonly wires: Wire[];
  readonly definitions: Definition[];
}

const node = (type: string, params: Record<string, ParamValue> = {}, more: Partial<GraphNode> = {}): GraphNode =>
  ({ id: newId(type), type, name: '', params, position: { x: 0, y: 0 }, ...more }) as GraphNode;
const wire = (from: GraphNode, fromPort: string, to: GraphNode, toPort: string): Wire =>
  ({ id: newId('wire'), from: { node: from.id, port: fromPort }, to: { node: to.id, port: toPort } }) as Wire;

const inputShapes: readonly (readonly number[])[] = [[6, 3], [6, 3], [5, 4], [3], [4], [4, 5, 6, 2], [6, 5, 2]];
/** Layers that may get two open sizes which differ at run time, or divide one. */
const needsSizes = (type: LayerType): boolean =>
  type.inputs.length > 1 || type.inputs[0]?.many === true || type.id === 'reshape';

/** A document with every loose end on an Output; valid unless `isWild`. Its Inputs have shapes of their own. */
export function randomGraph(chance: Chance, options: RandomOptions): GraphDoc {
  const drawing: Drawing = { nodes: [], wires: [], definitions: [] };
  const batchSize = chance.isTrue(0.2) ? 2 : null;
  // Sequences of any length go through layers with one input, of which Keras and the editor know what becomes of it.
  const allowed = options.types ?? drawable;
  const isOpen = chance.isTrue(0.2) && !allowed.every(needsSizes);
  const types = allowed.filter((type) => !isOpen || !needsSizes(type));
  const count = isOpen ? 1 : 1 + chance.number(3);
  for (let index = 0; index < count; index += 1) {
    const shape = isOpen ? [null, 3] : chance.pick(inputShapes);
    drawing.nodes.push(node('input', { from: 'fixed', shape: [...shape], batchSize }));
  }
  const whole =
    !isOpen && chance.isTrue(0.3) ? node('input', { from: 'fixed', shape: [6], dtype: 'int32', batchSize }) : undefined;
  if (whole) {
    const embedding = node('embedding', { inputDim: wordCount, outputDim: 3, maskZero: chance.isTrue(0.6) });
    drawing.nodes.push(whole, embedding);
    drawing.wires.push(wire(whole, 'y', embedding, 'x'));
  }
  grow(drawing, chance, { ...options, types }, 0);
  return finished(drawing);
}

/** Adds layers and blocks; `depth` counts how far it is inside definitions. */
function grow(drawing: Drawing, chance: Chance, options: RandomOptions, depth: number): void {
  for (let index = 0; index < options.size; index += 1) {
    const ends = endsOf(drawing);
    if (ends.length === 0) return;
    // Mostly onto what came last, or nothing would ever be deep.
    const from = chance.isTrue(0.6) ? chance.pick(ends.slice(-3)) : chance.pick(ends);
    const isKept =
      depth < 2 && chance.isTrue(0.12)
        ? addBlock(drawing, from, ends, chance, options, depth)
        : addLayer(drawing, chance.pick(options.types ?? drawable), from, ends, chance, options, depth);
    if (!isKept && options.isWild !== true) index -= chance.isTrue(0.7) ? 1 : 0;
  }
}

function addLayer(
  drawing: Drawing,
  type: LayerType,
  from: End,
  ends: readonly End[],
  chance: Chance,
  options: RandomOptions,
  depth: number,
): boolean {
  // Before pictures Masking makes a mask of every pixel, and what Keras makes of that differs from layer to layer.
  if (type.id === 'masking' && from.shape.length > 3 && options.isWild !== true) return false;
  // Numbers of words come from an Input, not from a layer.
  const words = type.id === 'embedding' && options.isWild !== true ? wordsOf(drawing) : undefined;
  if (type.id === 'embedding' && options.isWild !== true && (!words || depth > 0)) return false;
  const drawn = randomParams(type, chance, drawing.definitions, options.isWild === true);
  const params = words ? { ...drawn, inputDim: wordCount } : drawn;
  const added = node(type.id, params);
  const ports = portsOf(added, drawing.definitions).inputs;
  const wires: Wire[] = [];
  const withStates = chance.isTrue(0.3);
  for (const [index, port] of ports.entries()) {
    if (port.optional && !(withStates || (options.isWild === true && chance.isTrue(0.2)))) continue;
    const alike = ends.filter((end) => sizes(end.shape) === sizes(from.shape));
    const times = port.many ? 2 + chance.number(2) : 1;
    for (let time = 0; time < times; time += 1) {
      const first = index === 0 && time === 0;
      const other = chance.isTrue(0.8) && !port.optional ? chance.pick(alike) : chance.pick(ends);
      const end = first ? (words ?? from) : other;
      wires.push(wire(end.node, end.port, added, port.name));
    }
  }
  return tryAdding(drawing, [added], wires, options);
}

const sizes = (shape: Shape): string => shape.map((axis) => axis.size).join();

function wordsOf(drawing: Drawing): End | undefined {
  const found = drawing.nodes.find((one) => one.params.dtype === 'int32');
  return found && { node: found, port: 'y', shape: [] };
}

/** A new definition applied once or twice, or an earlier one once more. */
function addBlock(
  drawing: Drawing,
  from: End,
  ends: readonly End[],
  chance: Chance,
  options: RandomOptions,
  depth: number,
): boolean {
  const arriving = [
    from,
    ...((options.types ?? drawable).some(needsSizes) && chance.isTrue(0.3) ? [chance.pick(ends)] : []),
  ];
  const body: Drawing = { nodes: [], wires: [], definitions: drawing.definitions };
  for (const end of arriving)
    body.nodes.push(node('input', { from: 'fixed', shape: end.shape.slice(1).map((axis) => axis.size) }));
  grow(body, chance, { ...options, size: 1 + chance.number(3) }, depth + 1);
  const graph = finished(body);
  const definition = {
    id: newId('definition'),
    name: `block_${drawing.definitions.length}`,
    nodes: graph.nodes,
    wires: graph.wires,
  } as Definition;
  const inputs = definition.nodes.filter((one) => one.type === 'input');
  const blocks = Array.from({ length: chance.isTrue(0.5) ? 2 : 1 }, () =>
    node('block', {}, { definition: definition.id }),
  );
  const alike = (end: End): readonly End[] => ends.filter((other) => sizes(other.shape) === sizes(end.shape));
  const wires = blocks.flatMap((block, number) =>
    inputs.map((port, index) => {
      const given = arriving[index] ?? from;
      const end = number === 0 ? given : chance.pick(alike(given));
      return wire(end.node, end.port, block, port.id);
    }),
  );
  drawing.definitions.push(definition);
  if (tryAdding(drawing, blocks, wires, options)) return true;
  drawing.definitions.pop();
  return false;
}

function tryAdding(
  drawing: Drawing,
  nodes: readonly GraphNode[],
  wires: readonly Wire[],
  options: RandomOptions,
): boolean {
  const ids = new Set<string>(nodes.map((one) => one.id));
  const candidate = { ...drawing, nodes: [...drawing.nodes, ...nodes], wires: [...drawing.wires, ...wires] };
  if (options.isWild !== true) {
    const { problems } = inferGraph(document(candidate), { inputSpecs: [] });
    if (
      problems.some(
        (found) => found.severity === 'error' && (found.definitionId !== undefined || ids.has(found.nodeId ?? '')),
      )
    )
      return false;
  }
  drawing.nodes.push(...nodes);
  drawing.wires.push(...wires);
  return true;
}

const document = ({ nodes, wires, definitions }: Drawing): GraphDoc => ({
  nodes: [...nodes],
  wires: [...wires],
  definitions: [...definitions],
});

/** Outputs of nodes with known shapes; whole numbers are for embeddings only. */
function endsOf(drawing: Drawing): readonly End[] {
  const inference = inferGraph(document(drawing), { inputSpecs: [] });
  return drawing.nodes.flatMap((one) =>
    one.params.dtype === 'int32'
      ? []
      : Object.entries(inference.nodes.get(one.id)?.outputs ?? {}).map(([port, shape]) => ({ node: one, port, shape })),
  );
}

/** Every output that nothing reads becomes an Output of the graph. */
function finished(drawing: Drawing): GraphDoc {
  const nodes = [...drawing.nodes];
  const wires = [...drawing.wires];
  for (const one of drawing.nodes) {
    if (one.type === 'input') continue;
    for (const port of portsOf(one, drawing.definitions).outputs) {
      if (wires.some(({ from }) => from.node === one.id && from.port === port.name)) continue;
      const end = node('output');
      nodes.push(end);
      wires.push(wire(one, port.name, end, 'x'));
    }
  }
  return graphDocSchema.parse({ nodes, wires, definitions: drawing.definitions });
}

function randomParams(
  type: LayerType,
  chance: Chance,
  definitions: readonly Definition[],
  isWild: boolean,
): Record<string, ParamValue> {
  const params: Record<string, ParamValue> = {};
  for (const [name, spec] of Object.entries(type.params)) {
    if (!chance.isTrue(spec.advanced === true ? 0.15 : 0.6) && !isSize(spec)) continue;
    const value = randomValue(spec, chance, definitions, isWild);
    if (!paramProblem(name, spec, value)) params[name] = value;
  }
  return params;
}

/** Sizes have defaults that would make tests slow. */
const isSize = (spec: ParamSpec): boolean => spec.kind === 'int' && (spec.max ?? 0) > 100;

function randomValue(spec: ParamSpec, chance: Chance, definitions: readonly Definition[], isWild: boolean): ParamValue {
  const whole = (limits: { readonly min?: number; readonly max?: number }): number => {
    const low = Math.max(limits.min ?? (isWild ? -3 : 0), -3);
    const high = Math.min(limits.max ?? low + 4, low + 4);
    return low + chance.number(high - low + 1);
  };
  const real = (limits: { readonly min?: number; readonly max?: number }): number => {
    const low = limits.min ?? -1;
    const high = Math.min(limits.max ?? 1, 1);
    return Math.round((low + (high - low) * (chance.number(isWild ? 11 : 9) / 10)) * 100) / 100;
  };
  switch (spec.kind) {
    case 'int':
      return whole(spec);
    case 'float':
      return real(spec);
    case 'optionalInt':
      return chance.isTrue(0.5) ? null : whole(spec);
    case 'optionalFloat':
      return chance.isTrue(0.5) ? null : real(spec);
    case 'boolean':
      return chance.isTrue(0.5);
    case 'choice':
      return chance.pick(spec.options);
    case 'text':
      return '';
    case 'ints':
      return Array.from({ length: spec.length }, () => whole(spec));
    case 'optionalInts':
      return chance.isTrue(0.5) ? null : Array.from({ length: spec.length }, () => whole(spec));
    case 'shape':
      return chance.pick<ParamValue>([[6, 3], [3, 6], [9, 2], [2, null], [null], [18], [2, 3, 3], [6, 1, 1, 3]]);
    case 'initializer':
      return chance.pick(Object.keys(initializers));
    case 'regularizer':
      return chance.isTrue(0.3) ? null : chance.pick(Object.keys(regularizers));
    case 'constraint':
      return chance.isTrue(0.3) ? null : chance.pick(Object.keys(constraints));
    case 'layer': {
      if (spec.accepts === 'any' && definitions.length > 0 && chance.isTrue(0.3))
        return { definition: chance.pick(definitions).id };
      const types = spec.accepts === 'recurrent' ? drawable.filter((type) => recurrentIds.includes(type.id)) : inner;
      const type = chance.pick(types);
      const params = Object.entries(randomParams(type, chance, definitions, isWild));
      return {
        type: type.id,
        params: Object.fromEntries(params.filter(([name]) => isWild || !spec.decided?.includes(name))),
      };
    }
  }
}
