/**
 * Random tensors of a training pass. On TensorFlow they come from its stateless ops (Philox 4x32, Salmon et al. 2011), whose
 * step is a tensor: the same draws op by op and replayed in a session. Other engines have no such op; there the host draws.
 */
import type { CallContext, DrawKey, Tensor, Tf } from './layer.ts';
import { mixSeed, normal, uniform } from './random.ts';

interface OpAttribute {
  readonly name: string;
  readonly type: number;
  readonly value: number;
}
interface NativeBackend {
  readonly binding: Readonly<Record<'TF_ATTR_TYPE' | 'TF_FLOAT' | 'TF_INT32', number>>;
  executeSingleOutput(op: string, attributes: OpAttribute[], inputs: Tensor[]): Tensor;
}

/** Numbers in [0, 1), float32. `layerSeed` tells layers apart; every call in a pass draws anew. */
export function drawUniform(tf: Tf, context: CallContext, layerSeed: number, shape: readonly number[]): Tensor {
  return draw(tf, context.drawKey(layerSeed), shape, 'StatelessRandomUniform', uniform);
}

/** Draws of the normal distribution with mean 0 and deviation 1, float32. */
export function drawNormal(tf: Tf, context: CallContext, layerSeed: number, shape: readonly number[]): Tensor {
  return draw(tf, context.drawKey(layerSeed), shape, 'StatelessRandomNormal', normal);
}

function draw(
  tf: Tf,
  { key, stepIndex, step }: DrawKey,
  shape: readonly number[],
  op: 'StatelessRandomUniform' | 'StatelessRandomNormal',
  onHost: (seed: number, count: number) => Float32Array,
): Tensor {
  const backend: unknown = tf.backend();
  if (!isNative(backend)) {
    const size = shape.reduce((product, axis) => product * axis, 1);
    return tf.tensor(onHost(mixSeed(key, stepIndex), size), [...shape], 'float32');
  }
  const { TF_ATTR_TYPE: type, TF_FLOAT: float, TF_INT32: integer } = backend.binding;
  const seed =
    step === null
      ? tf.tensor1d([key, stepIndex], 'int32')
      : tf.concat([tf.tensor1d([key], 'int32'), tf.reshape(step, [1])]);
  const attributes = [
    { name: 'T', type, value: integer },
    { name: 'Tseed', type, value: integer },
    { name: 'dtype', type, value: float },
  ];
  return backend.executeSingleOutput(op, attributes, [tf.tensor1d([...shape], 'int32'), seed]);
}

function isNative(backend: unknown): backend is NativeBackend {
  return typeof backend === 'object' && backend !== null && 'executeSingleOutput' in backend && 'binding' in backend;
}
