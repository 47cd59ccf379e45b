/**
 * Holds an optimizer's slots and applies its rule. All weights are updated as one long vector: a step costs the same
 * dozen ops for two weights as for forty, and every rule works element by element. What depends on the step is a vector
 * of numbers that is made on the host; the update itself is a function of tensors, so that it can be recorded.
 */
import { StudioError } from '../../../shared/problem.ts';
import { canRunUpdateOps } from '../../engine/native/update-op.ts';
import { readConfig, readPart, type KerasConfig } from '../model/config.ts';
import type { Tensor, Tf, Variable, Weight } from '../model/layer.ts';
import type { Newest } from '../model/newest.ts';
import { clipGradients, readClipping, type Gradient } from './clipping.ts';
import { readSchedule, type Schedule } from './schedules.ts';
import { readRule, slotOrder, type Slots, type UpdateRule } from './update-rules.ts';
import type { JsonRecord } from '../../../shared/json.ts';

/** One slot of one weight, on the host. */
export interface SlotValues {
  readonly slot: string;
  /** Path of the weight that it belongs to. */
  readonly path: string;
  readonly shape: readonly number[];
  readonly values: Float32Array;
}
/** Everything that a restored optimizer needs to go on with the same bits; there is no other state. */
export interface OptimizerState {
  /** Updates done. */
  readonly step: number;
  /** In the order of Keras' optimizer variables. */
  readonly slots: readonly SlotValues[];
}

export interface Optimizer {
  readonly className: string;
  readonly config: KerasConfig;
  /** What gradients are clipped to element by element (`clipvalue`), or null. */
  readonly valueLimit: number | null;
  /** Whether the rule asks for the sizes of a gradient's parts. */
  readonly needsSizes: boolean;
  /** Updates done so far. */
  readonly step: number;
  /** The rate of the next update. */
  readonly learningRate: number;
  /** The rate from now on in place of the schedule's (learning rate on plateau); null: the schedule's. Not in `getState`. */
  setLearningRate(rate: number | null): void;
  /** The slots, joined over all weights. */
  readonly variables: readonly Variable[];
  /** What the next update takes from the step and the rate, for `apply`. */
  numbers(): Float32Array;
  /**
   * One update, of tensors and variables alone. `gradients` in the order of the weights; null where the loss does not
   * depend on a weight. `numbers` as a tensor [count]. Tidies itself.
   */
  apply(gradients: readonly (Gradient | null)[], numbers: Tensor): void;
  /** Counts the update that was applied. */
  advance(): void;
  getState(): Promise<OptimizerState>;
  setState(state: OptimizerState): void;
  dispose(): void;
}

/** Keras' defaults of each class, where a bare name is given. */
const defaultRates: Readonly<Record<string, number>> = { SGD: 0.01, Adagrad: 0.001, Adadelta: 0.001, AdamW: 0.001 };
const classNames = ['SGD', 'RMSprop', 'Adam', 'AdamW', 'Nadam', 'Adamax', 'Adagrad', 'Adadelta'] as const;

/**
 * `identifier`: a name such as `adam`, or Keras' serialised optimizer. `weights`: those to train, in Keras' order.
 * `newest`: told before the slots are read or set from outside.
 * Throws `model/unsupported-layer` for what the studio does not have (EMA, gradient accumulation, other classes).
 */
export function createOptimizer(tf: Tf, identifier: unknown, weights: readonly Weight[], newest?: Newest): Optimizer {
  const config = readOptimizer(identifier);
  const reader = readConfig(config.config, config.class_name);
  const rule = readRule(config.class_name, reader);
  const schedule: Schedule = readSchedule(config.config['learning_rate'] ?? defaultRates[config.class_name] ?? 0.001);
  const clipping = readClipping(config.config);
  const weightDecay = reader.number('weight_decay', config.class_name === 'AdamW' ? 0.004 : 0);
  const sizes = weights.map((weight) => weight.variable.size);
  const constants = new Map<number, Tensor>();
  const constant = (value: number): Tensor => {
    const known = constants.get(value) ?? tf.keep(tf.scalar(value));
    constants.set(value, known);
    return known;
  };

  let step = 0;
  let fixedRate: number | null = null;
  const slots = initialSlots(tf, rule, sizes);
  const fused = canRunUpdateOps(tf) ? rule.fused?.bind(rule) : undefined;
  const numberNames = Object.keys(rule.numbers(0, 0));
  /** The decay for every weight that the loss depends on, 0 for the others. */
  const decayShares = (decay: Tensor, isReached: readonly boolean[]): Tensor =>
    isReached.every(Boolean)
      ? decay
      : tf.mul(
          join(
            tf,
            isReached.map((reached, index) => tf.fill([sizes[index] ?? 0], reached ? 1 : 0)),
          ),
          decay,
        );
  const constrain = (isReached: readonly boolean[]): void => {
    weights.forEach((one, index) => {
      if (one.constraint !== null && isReached[index] === true) one.variable.assign(one.constraint(tf, one.variable));
    });
  };
  const replace = (weight: Tensor, next: Slots): void => {
    for (const [name, variable] of Object.entries(slots)) {
      const value = next[name];
      if (value !== undefined && value !== variable) variable.assign(value);
    }
    const parts = split(tf, weight, sizes);
    weights.forEach((one, index) => {
      const part = parts[index];
      if (part !== undefined) one.variable.assign(tf.reshape(part, [...one.shape]));
    });
  };

  return {
    className: config.class_name,
    config,
    variables: Object.values(slots),
    needsSizes: config.class_name === 'Adamax',
    valueLimit: clipping.kind === 'value' ? clipping.limit : null,
    get step() {
      return step;
    },
    get learningRate() {
      return fixedRate ?? schedule(step);
    },
    setLearningRate(rate) {
      fixedRate = rate;
    },
    numbers() {
      const learningRate = Math.fround(fixedRate ?? schedule(step));
      const decay = Math.fround(Math.fround(weightDecay) * learningRate);
      return Float32Array.of(...Object.values(rule.numbers(step, learningRate)), ...(weightDecay === 0 ? [] : [decay]));
    },
    advance() {
      step += 1;
    },
    apply(gradients, vector) {
      if (weights.length === 0) return;
      tf.tidy(() => {
        const present = weights.map(
          (weight, index): Gradient => gradients[index] ?? { value: tf.zeros([...weight.shape]), squares: null },
        );
        const clipped = clipGradients(tf, clipping, present);
        const gradient = join(
          tf,
          clipped.map((one) => one.value),
        );
        const squared = (): Tensor =>
          clipped.every((one) => one.squares === null)
            ? tf.square(gradient)
            : join(
                tf,
                clipped.map((one) => one.squares ?? tf.square(one.value)),
              );
        const absolutes = (): Tensor =>
          join(
            tf,
            clipped.map((one) => one.sizes ?? tf.abs(one.value)),
          );
        const before = join(
          tf,
          weights.map((weight) => weight.variable),
        );
        // A weight that the loss does not depend on is left alone: neither decay nor constraint, as in Keras.
        const isReached = weights.map((_, index) => gradients[index] !== null && gradients[index] !== undefined);
        if (fused !== undefined && (weightDecay === 0 || isReached.every(Boolean))) {
          const squares = clipped.every((one) => one.squares === null) ? undefined : squared();
          const next = fused({ tf, weight: before, gradient, squares, slots, numbers: vector });
          replace(next.weight, next.slots);
          constrain(isReached);
          return;
        }
        const each = split(
          tf,
          vector,
          Array.from({ length: vector.size }, () => 1),
        );
        const decay = weightDecay === 0 ? undefined : each[numberNames.length];
        const weight = decay === undefined ? before : tf.sub(before, tf.mul(before, decayShares(decay, isReached)));
        const numbers = Object.fromEntries(
          numberNames.flatMap((name, index) => {
            const number = each[index];
            return number === undefined ? [] : [[name, number]];
          }),
        );
        const next = rule.update({ tf, weight, gradient, squared, sizes: absolutes, slots, numbers, constant });
        replace(next.weight, next.slots);
        constrain(isReached);
      });
    },
    async getState() {
      newest?.beforeRead();
      const vectors = new Map(
        await Promise.all(rule.slots.map(async ({ name }) => [name, await slots[name]?.data()] as const)),
      );
      const starts = new Map<Weight, number>();
      let next = 0;
      weights.forEach((weight, index) => {
        starts.set(weight, next);
        next += sizes[index] ?? 0;
      });
      const list = slotOrder(rule, weights).map(({ slot, weight }): SlotValues => {
        const start = starts.get(weight) ?? 0;
        const values = Float32Array.from((vectors.get(slot) ?? []).slice(start, start + weight.variable.size));
        return { slot, path: weight.path, shape: weight.shape, values };
      });
      return { step, slots: list };
    },
    setState(state) {
      newest?.beforeChange();
      const next = rule.slots.map(({ name }) => {
        const values = new Float32Array(sizes.reduce((sum, size) => sum + size, 0));
        let at = 0;
        weights.forEach((weight, index) => {
          const given = state.slots.find((one) => one.slot === name && one.path === weight.path);
          if (given === undefined || given.values.length !== sizes[index]) {
            throw new StudioError('model/unreadable', {
              layer: `${weight.path} ${name}`,
              expected: `${sizes[index] ?? 0} numbers`,
              received: given?.values.length ?? 0,
            });
          }
          values.set(given.values, at);
          at += given.values.length;
        });
        return { name, values };
      });
      tf.tidy(() => {
        for (const { name, values } of next) slots[name]?.assign(tf.tensor1d(values));
      });
      step = state.step;
    },
    dispose() {
      for (const tensor of [...Object.values(slots), ...constants.values()]) tensor.dispose();
      constants.clear();
    },
  };
}

/** The serialised form of an optimizer, from a name or an object; what the studio cannot do is refused by name. */
export function readOptimizer(identifier: unknown): KerasConfig {
  const part = readPart(identifier);
  const className = classNames.find((name) => name.toLowerCase() === part?.name.replaceAll('_', '').toLowerCase());
  if (part === null || className === undefined)
    throw new StudioError('model/unsupported-layer', { layer: `optimizer ${part?.name ?? 'none'}` });
  const refused = (['use_ema', 'gradient_accumulation_steps', 'loss_scale_factor'] as const).find((key) =>
    Boolean(part.config[key]),
  );
  if (refused !== undefined)
    throw new StudioError('model/unsupported-layer', { layer: `optimizer ${className} with ${refused}` });
  const config: JsonRecord = part.config;
  return { module: 'keras.optimizers', class_name: className, config, registered_name: null };
}

/** Variables, so that a recorded step carries them on by itself. */
function initialSlots(tf: Tf, rule: UpdateRule, sizes: readonly number[]): Readonly<Record<string, Variable>> {
  const total = sizes.reduce((sum, size) => sum + size, 0);
  return Object.fromEntries(
    rule.slots.map(({ name, initial }) => {
      const start = tf.fill([total], initial, 'float32');
      const variable = tf.variable(start, false);
      start.dispose();
      return [name, variable];
    }),
  );
}

function join(tf: Tf, tensors: readonly Tensor[]): Tensor {
  const flat = tensors.map((tensor) => tf.reshape(tensor, [-1]));
  const [first] = flat;
  return flat.length === 1 && first !== undefined ? first : tf.concat(flat, 0);
}

function split(tf: Tf, vector: Tensor, sizes: readonly number[]): Tensor[] {
  return sizes.length === 1 ? [vector] : tf.split(vector, [...sizes], 0);
}
