/** Drawings for tests, written as text would be: chains of nodes with readable ids. */
import { axis, type Shape } from '../../shared/graph/shape.ts';
import { type GraphDoc, graphDocSchema } from '../../shared/graph/graph-doc.ts';
import type { InputSpec, TargetSpec } from '../../shared/data/spec-types.ts';

export interface DrawnNode {
  readonly id: string;
  readonly type: string;
  readonly name?: string;
  readonly params?: Readonly<Record<string, unknown>>;
  readonly definition?: string;
}
/** `a`, `a.port` for ends; ports default to `y` and `x`. */
type DrawnWire = readonly [from: string, to: string];

export interface Drawn {
  readonly nodes: readonly DrawnNode[];
  readonly wires: readonly DrawnWire[];
}

function plain({ nodes, wires }: Drawn): unknown {
  const end = (text: string, port: string): unknown => {
    const [node, named] = text.split('.');
    return { node, port: named ?? port };
  };
  return {
    nodes: nodes.map((node, index) => ({
      name: node.name ?? node.id,
      params: {},
      position: { x: index * 100, y: 0 },
      ...node,
    })),
    wires: wires.map(([from, to]) => ({
      id: `${from}-${to}`.replaceAll('.', '_'),
      from: end(from, 'y'),
      to: end(to, 'x'),
    })),
  };
}

export function draw(
  drawn: Drawn,
  definitions: readonly (Drawn & { readonly id: string; readonly name: string })[] = [],
): GraphDoc {
  return graphDocSchema.parse({
    ...(plain(drawn) as object),
    definitions: definitions.map((definition) => ({
      id: definition.id,
      name: definition.name,
      ...(plain(definition) as object),
    })),
  });
}

/** Nodes one behind the other. */
export function chain(...nodes: readonly DrawnNode[]): Drawn {
  return { nodes, wires: nodes.slice(1).map((node, index) => [nodes[index]?.id ?? '', node.id] as const) };
}

export const input: DrawnNode = { id: 'in', type: 'input' };
export const output: DrawnNode = { id: 'out', type: 'output' };

export const timeByFeatures = (time: number | null, features: number): Shape => [
  axis('time', time),
  axis('features', features),
];
export const sequenceInput = (time: number | null = 8, features = 3): readonly InputSpec[] => [
  { name: 'input', shape: timeByFeatures(time, features), dtype: 'float32' },
];
export const vectorInput = (features = 3): readonly InputSpec[] => [
  { name: 'input', shape: [axis('features', features)], dtype: 'float32' },
];
export const imageInput: readonly InputSpec[] = [
  { name: 'input', shape: [axis('height', 8), axis('width', 8), axis('channels', 1)], dtype: 'float32' },
];
export const framesInput: readonly InputSpec[] = [
  {
    name: 'input',
    shape: [axis('time', 4), axis('height', 8), axis('width', 8), axis('channels', 1)],
    dtype: 'float32',
  },
];

export const numberTarget = (units = 1): TargetSpec => ({
  name: 'target',
  shape: [axis('units', units)],
  kind: 'number',
});
export const classTarget = (classes: number, encoding: 'oneHot' | 'label' = 'oneHot'): TargetSpec => ({
  name: 'target',
  shape: [axis('units', encoding === 'oneHot' ? classes : 1)],
  kind: 'class',
  encoding,
  classes: Array.from({ length: classes }, (_, index) => `c${index}`),
});
export const sequenceTarget = (time: number, units = 1): TargetSpec => ({
  name: 'target',
  shape: [axis('time', time), axis('units', units)],
  kind: 'numberSequence',
});

/** One definition on two inputs, as two blocks: what they give is subtracted. Its ends are called `i` and `o`. */
export const siamese = (encoder: Drawn & { readonly id: string; readonly name: string }): GraphDoc =>
  draw(
    {
      nodes: [
        input,
        { id: 'in2', type: 'input' },
        { id: 'b1', type: 'block', definition: encoder.id },
        { id: 'b2', type: 'block', definition: encoder.id },
        { id: 'sub', type: 'subtract' },
        output,
      ],
      wires: [
        ['in', 'b1.i'],
        ['in2', 'b2.i'],
        ['b1.o', 'sub'],
        ['b2.o', 'sub'],
        ['sub', 'out'],
      ],
    },
    [encoder],
  );
