/** Checks that many records share. Expected shapes are written as Keras' documentation writes them. */
import { type Axis, type Shape, shapeText } from '../graph/shape.ts';
import { type Problem, problem } from '../problem.ts';
import { failed } from '../result.ts';
import type { InputShapes } from './layer-type.ts';

type Failure = { readonly ok: false; readonly problem: Problem };

/** The one shape at a port. The caller of a record has seen to it that required ports are wired. */
export function at(inputs: InputShapes, port: string): Shape {
  return inputs[port]?.[0] ?? [];
}

/** `shape/rank`: the layer (a Keras class) needs another number of axes. Ranks are told as numbers too, for repairs. */
export const wrongRank = (layer: string, expected: string, received: Shape): Failure =>
  failed(
    problem('shape/rank', {
      layer,
      expected,
      received: shapeText(received),
      expectedRank: expected.split(',').length,
      receivedRank: received.length,
    }),
  );

/** `shape/mismatch`: sizes that must agree do not. */
export const mismatch = (layer: string, expected: string, received: string): Failure =>
  failed(problem('shape/mismatch', { layer, expected, received }));

/** `shape/axis-unknown`: weights depend on a size that is not known (`axis` is counted from 1, the batch being 0). */
export const unknownAxis = (layer: string, axis: number, received: Shape): Failure =>
  failed(problem('shape/axis-unknown', { layer, axis, received: shapeText(received) }));

/** `shape/too-small`: a window does not fit. */
export const tooSmall = (layer: string, needed: number, size: number, received: Shape): Failure =>
  failed(problem('shape/too-small', { layer, needed, size, received: shapeText(received) }));

export const lastAxis = (shape: Shape): Axis => shape[shape.length - 1] ?? { name: 'axis', size: null };

/** Size of the last axis; 0 only where inference has refused the shape before. */
export const lastSize = (shape: Shape): number => lastAxis(shape).size ?? 0;

/** Names for the axes of an array of this rank, batch left out. */
export function axisNames(rank: number): readonly Axis['name'][] {
  switch (rank) {
    case 1:
      return ['features'];
    case 2:
      return ['time', 'features'];
    case 3:
      return ['height', 'width', 'channels'];
    case 4:
      return ['time', 'height', 'width', 'channels'];
    default:
      return Array.from({ length: rank }, () => 'axis');
  }
}
