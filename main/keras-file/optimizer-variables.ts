/** An optimizer's variables in the order in which Keras 3 keeps and saves them. */
import { readConfig } from '../trainer/model/config.ts';
import type { Weight } from '../trainer/model/layer.ts';
import { readOptimizer, type OptimizerState } from '../trainer/training/optimizer.ts';
import { readRule, slotOrder } from '../trainer/training/update-rules.ts';
import { StudioError } from '../../shared/problem.ts';

export interface OptimizerVariable {
  /** Keras' name, without the optimizer's. */
  readonly name: string;
  readonly shape: readonly number[];
  readonly data: Float32Array | BigInt64Array;
}
export interface OptimizerVariables {
  readonly name: string;
  readonly variables: readonly OptimizerVariable[];
}

const scalar = (name: string, value: number): OptimizerVariable => ({
  name,
  shape: [],
  data: Float32Array.of(value),
});

/**
 * Step, learning rate unless a schedule gives it, the slots of each weight, and what a rule keeps besides (Nadam's
 * running product). `trainable`: the model's weights in Keras' order. Throws `model/unreadable` for a missing slot.
 */
export function optimizerVariables(
  identifier: unknown,
  state: OptimizerState,
  trainable: readonly Pick<Weight, 'path' | 'shape'>[],
): OptimizerVariables {
  const { class_name: className, config } = readOptimizer(identifier);
  const rule = readRule(className, readConfig(config, className));
  const given = new Map(state.slots.map((slot) => [`${slot.slot} ${slot.path}`, slot]));
  const rate = config['learning_rate'] ?? 0.001;
  const slots = slotOrder(rule, trainable).map(({ slot, weight }): OptimizerVariable => {
    const found = given.get(`${slot} ${weight.path}`);
    if (found === undefined || found.shape.join() !== weight.shape.join())
      throw new StudioError('model/unreadable', {
        layer: `${weight.path} ${slot}`,
        expected: `shape (${weight.shape.join(', ')})`,
        received: found === undefined ? 'nothing' : `shape (${found.shape.join(', ')})`,
      });
    return { name: `${weight.path.replaceAll('/', '_')}_${slot}`, shape: weight.shape, data: found.values };
  });
  return {
    name: typeof config['name'] === 'string' ? config['name'] : className.toLowerCase(),
    variables: [
      { name: 'iteration', shape: [], data: BigInt64Array.of(BigInt(state.step)) },
      ...(typeof rate === 'number' ? [scalar('learning_rate', rate)] : []),
      ...slots,
      ...(rule.running?.(state.step) ?? []).map((value) => scalar('variable', value)),
    ],
  };
}
