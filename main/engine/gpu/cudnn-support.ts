/** What cuDNN takes over, found by trying: versions and cards differ, and TensorFlow tells only when it is called. */
import type { Tensor, Tensor2D } from '@tensorflow/tfjs';
import type { Tfjs } from '../engine.ts';
import type { RecurrentInputs, RecurrentWish } from '../native/recurrent-op.ts';
import { cudnnRecurrent } from './cudnn-recurrent.ts';
import type { DeviceBackend } from './device-backend.ts';
import { type CudnnMode, gatesOf } from './cudnn-weights.ts';
import { mostSteps } from './valid-steps.ts';

const modeOf: Readonly<Record<RecurrentWish['cell'], CudnnMode | null>> = {
  lstm: 'lstm',
  gru: 'gru',
  // cuDNN's reset gate acts on the product alone.
  'gru, reset before': null,
  'rnn, tanh': 'rnn_tanh',
  'rnn, relu': 'rnn_relu',
};

/** cuDNN's name for a cell, or null where it has none. */
export const cudnnModeOf = (cell: RecurrentWish['cell']): CudnnMode | null => modeOf[cell];

interface Tried {
  readonly works: Map<string, boolean>;
  readonly refusals: string[];
}
const triedOn = new WeakMap<object, Tried>();

function triedOf(backend: object): Tried {
  const known = triedOn.get(backend) ?? { works: new Map(), refusals: [] };
  triedOn.set(backend, known);
  return known;
}

/** Whether cuDNN computes this, forwards and backwards. A form is tried once with two short sequences, then known. */
export function canRunOnCudnn(tf: Tfjs, backend: DeviceBackend, wish: RecurrentWish): boolean {
  const { cell, batch, steps, features, units, separateDropout } = wish;
  const mode = cudnnModeOf(cell);
  // An empty batch is nothing to cuDNN, which refuses it.
  if (mode === null || separateDropout || batch === 0 || steps === 0 || batch * steps > mostSteps) return false;
  const { works, refusals } = triedOf(backend);
  const key = `${mode}, ${features} features, ${units} units`;
  const known = works.get(key);
  if (known !== undefined) return known;
  const problem = tryOut(tf, backend, mode, features, units);
  if (problem !== null) refusals.push(`${key}: ${problem}`);
  works.set(key, problem === null);
  return problem === null;
}

/** What cuDNN refused in this process, with TensorFlow's words; those layers run as a loop of steps. */
export const cudnnRefusals = (tf: Tfjs): readonly string[] => triedOn.get(tf.backend())?.refusals ?? [];

function tryOut(tf: Tfjs, backend: DeviceBackend, mode: CudnnMode, features: number, units: number): string | null {
  const width = gatesOf(mode) * units;
  try {
    tf.tidy(() => {
      const kernel = tf.fill([features, width], 0.1);
      const loss = (weights: Tensor): Tensor => {
        const inputs: RecurrentInputs = {
          x: tf.fill([2, 2, features], 0.1),
          kernel: weights as Tensor2D, // `grad` hands on what it was given
          recurrentKernel: tf.fill([units, width], 0.1),
          mask: tf.tensor2d([1, 0, 1, 1], [2, 2], 'bool'),
        };
        const bias = tf.fill(mode === 'gru' ? [2, width] : [width], 0);
        return tf.sum(cudnnRecurrent(tf, backend, mode, inputs, bias, [undefined, undefined]).sequence);
      };
      // Reading waits until the card has really done it.
      tf.grad(loss)(kernel).dataSync();
    });
    return null;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
