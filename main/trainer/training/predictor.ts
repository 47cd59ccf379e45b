/**
 * Outputs of a model without training: recorded once for each shape and replayed in one call where the engine can, op by op
 * elsewhere. The values are the same either way.
 */
import { createContext } from '../model/context.ts';
import type { Tensor, Tf } from '../model/tf.ts';
import type { Model } from '../model/build-model.ts';
import { unlistedLayer } from '../traced/listed.ts';
import { createModelReplays } from '../traced/model-replays.ts';
import type { ReplayResult, Replays } from '../traced/replays.ts';
import { chosenMode } from '../traced/step-mode.ts';
import { type Feed, feedTensor, tensorFeed } from './batch.ts';

export interface Predictor {
  /** Outputs for a batch; the caller disposes them. */
  predict(x: readonly Tensor[]): Tensor[];
  /** The same from and to plain arrays; nothing to dispose. */
  predictHost(x: readonly Feed[]): Promise<ReplayResult>;
}

export interface ModelPredictor extends Predictor {
  /** Leaves the model as it is, with the newest values of what it carries. */
  dispose(): void;
}

/** `replays`: those of the model, null where it runs op by op. */
export function createPredictor(tf: Tf, model: Model, replays: Replays | null): Predictor {
  const pass = (x: readonly Tensor[]): Tensor[] =>
    model.call(x, createContext({ training: false })).outputs.map((output) => output.clone());
  const replay = (feeds: readonly Feed[]): ReplayResult | null =>
    replays?.run({ kind: 'predict', key: '', feeds, decoys: () => feeds, body: pass }) ?? null;
  return {
    predict(x) {
      const result = replays === null ? null : replay(x.map(tensorFeed));
      if (result === null) return tf.tidy(() => pass(x));
      return result.values.map((values, index) => tf.tensor(values, [...(result.shapes[index] ?? [])], 'float32'));
    },
    async predictHost(feeds) {
      const result = replay(feeds);
      if (result !== null) return result;
      const outputs = tf.tidy(() => pass(feeds.map((feed) => feedTensor(tf, feed))));
      const shapes = outputs.map((output) => output.shape);
      try {
        return { values: await Promise.all(outputs.map(async (output) => (await output.data()).slice())), shapes };
      } finally {
        for (const output of outputs) output.dispose();
      }
    },
  };
}

/** For a model that no training step holds. */
export function createModelPredictor(tf: Tf, model: Model): ModelPredictor {
  const replays = createModelReplays({ tf, model, choice: chosenMode(undefined), missing: unlistedLayer(model.root) });
  return {
    ...createPredictor(tf, model, replays),
    dispose() {
      replays?.dispose();
    },
  };
}
