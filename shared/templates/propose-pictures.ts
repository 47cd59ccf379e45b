/** First models for pictures and for pairs of samples. */
import type { InputSpec } from '../data/spec-types.ts';
import type { GraphDoc } from '../graph/graph-doc.ts';
import {
  chain,
  chainDefinition,
  dataInput,
  type DrawnNode,
  drawing,
  modelOutput,
  type NodeSpec,
} from './graph-builder.ts';

/** Pictures below this size have nothing left to pool. */
const smallestPooled = 6;

/** A picture of (height, width, channels): a convolution, pooling where there is room, and a layer that decides. */
export function pictureModel(input: InputSpec, last: NodeSpec): GraphDoc {
  return chain([dataInput, ...pictureReader(input), last, modelOutput]);
}

function pictureReader({ shape }: InputSpec): readonly NodeSpec[] {
  const shortest = Math.min(...shape.slice(0, 2).map(({ size }) => size ?? 0));
  const size = Math.min(3, Math.max(1, shortest));
  return [
    {
      name: 'conv2d',
      type: 'conv2d',
      params: { filters: 16, kernelSize: [size, size], activation: 'relu' },
    },
    ...(shortest < smallestPooled
      ? []
      : [{ name: 'max_pooling2d', type: 'maxPooling2d', params: { poolSize: [2, 2] } }]),
    { name: 'flatten', type: 'flatten', params: {} },
    { name: 'hidden', type: 'dense', params: { units: 32, activation: 'relu' } },
  ];
}

/** Two samples through one encoder, and a decision by their distance; undefined while the samples' size is not known. */
export function pairModel(input: InputSpec, last: NodeSpec): GraphDoc | undefined {
  const sizes = input.shape.map(({ size }) => size);
  if (input.dtype !== 'float32' || sizes.some((size) => size === null)) return undefined;
  const encoder = chainDefinition('encoder', 'encoder', [
    { name: 'sample', type: 'input', params: { from: 'fixed', shape: sizes } },
    ...encoderLayers(input),
    { name: 'place', type: 'output', params: {} },
  ]);
  const side = (name: 'first' | 'second', row: number): readonly DrawnNode[] => [
    { name, type: 'input', params: { from: 'data', name }, row, column: 0, from: {} },
    { name: `encoder_${name}`, type: 'block', definition: 'encoder', row, column: 1, from: { sample: [name] } },
  ];
  const end = (spec: NodeSpec, column: number, from: readonly string[]): DrawnNode => ({
    ...spec,
    row: 0.5,
    column,
    from: { x: from },
  });
  return drawing(
    [
      ...side('first', 0),
      ...side('second', 1),
      end({ name: 'distance', type: 'euclideanDistance', params: {} }, 2, [
        'encoder_first.place',
        'encoder_second.place',
      ]),
      end(last, 3, ['distance']),
      end({ name: 'output', type: 'output', params: {} }, 4, [last.name]),
    ],
    [encoder],
  );
}

function encoderLayers(input: InputSpec): readonly NodeSpec[] {
  if (input.shape[0]?.name === 'height') return pictureReader(input);
  if (input.shape.length === 2) return [{ name: 'lstm', type: 'lstm', params: { units: 64 } }];
  const flat: readonly NodeSpec[] = input.shape.length > 1 ? [{ name: 'flatten', type: 'flatten', params: {} }] : [];
  return [
    ...flat,
    { name: 'hidden', type: 'dense', params: { units: 64, activation: 'relu' } },
    { name: 'hidden_1', type: 'dense', params: { units: 32, activation: 'relu' } },
  ];
}
