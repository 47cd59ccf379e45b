/** Training steps on a processor that passes for a card: nothing waits for the card, and the same comes out. */
import { beforeAll, describe, expect, test } from 'vitest';
import { loadEngine, type Tfjs } from '../../main/engine/backend.ts';
import { findInstalled } from '../../main/engine/setup/installed.ts';
import { buildModel, type KerasConfig } from '../../main/trainer/model/build-model.ts';
import { mixSeed, normal, uniform } from '../../main/trainer/model/random.ts';
import { createTrainStep } from '../../main/trainer/training/train-step.ts';
import { layer } from '../export/models.ts';
import { pretendCard } from './gpu-fake-card.ts';

const isMissing = findInstalled('cpu') === undefined && findInstalled('gpu') === undefined;

const sequential = (...layers: readonly KerasConfig[]): KerasConfig => ({
  class_name: 'Sequential',
  config: {
    name: 'model',
    layers: [layer('InputLayer', 'input', { batch_shape: [null, 6, 3], dtype: 'float32' }), ...layers],
  },
});
const models: Readonly<Record<string, KerasConfig>> = {
  'a mask, dropout and two kinds of cells': sequential(
    layer('Masking', 'masking', { mask_value: 0 }),
    layer('LSTM', 'lstm', { units: 5, dropout: 0.3, return_sequences: true }),
    layer('BatchNormalization', 'norm'),
    layer('GRU', 'gru', { units: 4 }),
    layer('Dropout', 'dropout', { rate: 0.5 }),
    layer('Dense', 'out', { units: 2 }),
  ),
  'what cuDNN lacks': sequential(
    layer('GRU', 'before', { units: 4, reset_after: false, return_sequences: true }),
    layer('SimpleRNN', 'simple', { units: 3, recurrent_dropout: 0.2, return_sequences: true }),
    layer('LSTM', 'hard', { units: 3, recurrent_activation: 'hard_sigmoid' }),
    layer('Dense', 'out', { units: 2 }),
  ),
};

describe.skipIf(isMissing)(
  `training on a card${isMissing ? ' (SKIPPED: the native engine is not set up)' : ''}`,
  () => {
    let tf: Tfjs;
    beforeAll(async () => {
      ({ tf } = await loadEngine('cpu'));
    });

    /** Losses of six steps, and how often something was read back before the losses were, all at once. */
    async function train(config: KerasConfig, reads: () => number): Promise<{ losses: number[]; reads: number[] }> {
      const model = buildModel(tf, config, { seed: 4 });
      const optimizer = { class_name: 'Adam', config: { learning_rate: 0.01, global_clipnorm: 1 } };
      const trainer = createTrainStep({ tf, model, loss: 'mse', optimizer, metrics: ['mae'] });
      const x = uniform(mixSeed('x', 1), 4 * 6 * 3);
      x.fill(0, 9, 18); // masked from the fourth step on
      const data = { x: [tf.tensor(x, [4, 6, 3])], y: [tf.tensor(normal(mixSeed('y', 1), 8), [4, 2])] };
      const step = (stepIndex: number) => trainer.step(data, { stepIndex, seed: 9 });
      // The first step tries out what cuDNN has.
      const first = [step(0)];
      const before = reads();
      const others = [1, 2, 3, 4, 5].map(step);
      const between = reads();
      const figures = await trainer.read([...first, ...others]);
      const after = reads();
      trainer.dispose();
      model.dispose();
      return { losses: figures.map(({ loss }) => loss), reads: [between - before, after - between] };
    }

    test.each(Object.entries(models))(
      '%s: losses are read together, and are those of the processor',
      async (_, config) => {
        const expected = await train(config, () => 0);
        const card = pretendCard(tf);
        try {
          const { losses, reads } = await train(config, card.reads);
          expect(reads).toEqual([0, 1]);
          expect(losses).toHaveLength(6);
          losses.forEach((loss, index) => expect(loss / (expected.losses[index] ?? 0)).toBeCloseTo(1, 5));
        } finally {
          card.remove();
        }
      },
      120_000,
    );
  },
);
