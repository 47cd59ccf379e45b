import type { LayersModel, layers } from '@tensorflow/tfjs';
import type { Tfjs } from '../../../main/engine/backend.ts';
import { lastActivations, type Workload } from '../workloads.ts';

type Layer = layers.Layer;
type RNN = ReturnType<typeof layers.simpleRNN>;

/** What tfjs' own layers cannot be asked for, or null. */
export function missingInStock({ cell }: Workload): string | null {
  return cell === 'GRU' ? 'stock tfjs has no GRU with the reset after the product' : null;
}

/** The workload's model of tfjs' own layers, compiled. Without clipping, which tfjs' optimizers lack. */
export function stockModel(tf: Tfjs, workload: Workload): LayersModel {
  const { name, rate } = workload.optimizer;
  const model = tf.sequential({ layers: stack(tf, workload) });
  model.compile({
    loss: {
      mean_absolute_error: 'meanAbsoluteError',
      categorical_crossentropy: 'categoricalCrossentropy',
      binary_crossentropy: 'binaryCrossentropy',
    }[workload.loss],
    optimizer: {
      adam: () => tf.train.adam(rate, 0.9, 0.999, 1e-7),
      rmsprop: () => tf.train.rmsprop(rate, 0.9, 0, 1e-7),
      sgd: () => tf.train.sgd(rate),
    }[name](),
  });
  return model;
}

function stack(tf: Tfjs, { model, steps, features, units, target, lengths, loss, cell }: Workload): Layer[] {
  const [first = 1, second = 1] = units;
  const recurrent = (size: number, returnSequences = false): Layer =>
    cell === 'SimpleRNN'
      ? tf.layers.simpleRNN({ units: size, returnSequences })
      : tf.layers.lstm({ units: size, returnSequences, recurrentActivation: 'sigmoid' });
  const last = tf.layers.dense({ units: target.at(-1) ?? 1, activation: lastActivations[loss] });
  const everyStep = (layer: Layer): Layer => tf.layers.timeDistributed({ layer });
  const body: Record<Workload['model'], () => Layer[]> = {
    stacked: () => [recurrent(first, true), recurrent(second), last],
    'encoder-decoder': () => [
      recurrent(first),
      tf.layers.repeatVector({ n: target[0] ?? 1 }),
      recurrent(second, true),
      everyStep(last),
    ],
    classifier: () => [recurrent(first), last],
    // tfjs' types name only its own class of recurrent layers here.
    bidirectional: () => [tf.layers.bidirectional({ layer: recurrent(first) as RNN, mergeMode: 'concat' }), last],
    frames: () => [
      everyStep(tf.layers.conv2d({ filters: 2, kernelSize: 2, activation: 'relu' })),
      everyStep(tf.layers.maxPooling2d({ poolSize: 2 })),
      everyStep(tf.layers.flatten()),
      recurrent(first),
      last,
    ],
  };
  const input = tf.layers.inputLayer({ inputShape: [steps, ...features] });
  return [input, ...(lengths === null ? [] : [tf.layers.masking({ maskValue: 0 })]), ...body[model]()];
}
