/**
 * Keras 3's optimizers as pure rules: (weight, gradient, slots, numbers of the step) to (weight, slots), element by
 * element. They hold no state: the slots are the optimizer's, and every number is a function of the step.
 */
import { StudioError } from '../../../shared/problem.ts';
import { adamUpdate, rmspropUpdate, sgdUpdate } from '../../engine/native/update-op.ts';
import type { ConfigReader } from '../model/config.ts';
import type { Tensor, Tf } from '../model/layer.ts';

export type Slots = Readonly<Record<string, Tensor>>;

export interface RuleInput {
  readonly tf: Tf;
  readonly weight: Tensor;
  readonly gradient: Tensor;
  /** The gradient's square, or the sum of its parts' squares (see `CallContext.gradientSquares`). */
  readonly squared: () => Tensor;
  /** The gradient's absolute value, or the sum of its parts' absolute values. */
  readonly sizes: () => Tensor;
  readonly slots: Slots;
  /** Numbers of this step, [1] each, by the name that `numbers` gave them. */
  readonly numbers: Readonly<Record<string, Tensor>>;
  /** A constant as a scalar that is made once. */
  readonly constant: (value: number) => Tensor;
}
export interface FusedInput {
  readonly tf: Tf;
  readonly weight: Tensor;
  readonly gradient: Tensor;
  /** Absent: the gradient's own square. */
  readonly squares: Tensor | undefined;
  readonly slots: Slots;
  /** All numbers of the step in one vector; where there is weight decay its share comes last. */
  readonly numbers: Tensor;
}
export interface RuleOutput {
  readonly weight: Tensor;
  readonly slots: Slots;
}
export interface UpdateRule {
  /**
   * Slots with what they start from. Keras keeps the slots of one group together for each weight, and group after group:
   * Adam's momentum and velocity alternate, the velocity hats of all weights follow.
   */
  readonly slots: readonly { readonly name: string; readonly initial: number; readonly group: number }[];
  /** What Keras keeps in variables of its own behind the slots, after so many steps; here it follows from the step. */
  running?(steps: number): readonly number[];
  /** Numbers of the step, counted from 0; always the same names in the same order. */
  numbers(step: number, learningRate: number): Readonly<Record<string, number>>;
  update(input: RuleInput): RuleOutput;
  /** The same with the same bits as one op, weight decay included, where the engine has it (`canRunUpdateOps`). */
  fused?(input: FusedInput): RuleOutput;
}

const single = Math.fround;
/** `base` to the power `exponent` as float32 arithmetic gives it: Keras' bias corrections are float32. */
const power = (base: number, exponent: number): number => single(single(base) ** exponent);
const plain = (_: number, learningRate: number): Readonly<Record<string, number>> => ({ learningRate });
const slot = (slots: Slots, name: string): Tensor => named(slots, name);
function named(values: Readonly<Record<string, Tensor>>, name: string): Tensor {
  const value = values[name];
  if (value === undefined) throw new RangeError(`the optimizer has no ${name}`);
  return value;
}

/** average + (value - average)·(1 - decay) */
function drift({ tf, constant }: RuleInput, average: Tensor, value: Tensor, decay: number): Tensor {
  return tf.add(average, tf.mul(tf.sub(value, average), constant(1 - decay)));
}
/** decay·average + (1 - decay)·value */
function blend({ tf, constant }: RuleInput, average: Tensor, value: Tensor, decay: number): Tensor {
  return tf.add(tf.mul(average, constant(decay)), tf.mul(value, constant(1 - decay)));
}

const updateRules: Readonly<Record<string, (config: ConfigReader) => UpdateRule>> = {
  SGD: sgd,
  RMSprop: rmsprop,
  Adam: adam,
  AdamW: adam,
  Nadam: nadam,
  Adamax: adamax,
  Adagrad: adagrad,
  Adadelta: adadelta,
};

function sgd(config: ConfigReader): UpdateRule {
  const momentum = config.number('momentum', 0);
  const isNesterov = config.boolean('nesterov', false);
  return {
    slots: momentum === 0 ? [] : [{ name: 'momentum', initial: 0, group: 0 }],
    numbers: plain,
    update({ tf, weight, gradient, slots, numbers, constant }) {
      const move = tf.mul(gradient, named(numbers, 'learningRate'));
      if (momentum === 0) return { weight: tf.sub(weight, move), slots };
      const next = tf.sub(tf.mul(slot(slots, 'momentum'), constant(momentum)), move);
      const change = isNesterov ? tf.sub(tf.mul(next, constant(momentum)), move) : next;
      return { weight: tf.add(weight, change), slots: { momentum: next } };
    },
    fused({ tf, slots, ...input }) {
      if (momentum === 0) return { weight: sgdUpdate(tf, input).weight, slots };
      const kept = { slot: slot(slots, 'momentum'), factor: momentum, nesterov: isNesterov };
      const next = sgdUpdate(tf, { ...input, momentum: kept });
      return { weight: next.weight, slots: next.momentum === undefined ? slots : { momentum: next.momentum } };
    },
  };
}

function rmsprop(config: ConfigReader): UpdateRule {
  const rho = config.number('rho', 0.9);
  const momentum = config.number('momentum', 0);
  const epsilon = config.number('epsilon', 1e-7);
  const isCentered = config.boolean('centered', false);
  return {
    slots: [
      { name: 'velocity', initial: 0, group: 0 },
      ...(momentum > 0 ? [{ name: 'momentum', initial: 0, group: 1 }] : []),
      ...(isCentered ? [{ name: 'average_gradient', initial: 0, group: 2 }] : []),
    ],
    numbers: plain,
    update(input) {
      const { tf, weight, gradient, slots, numbers, constant } = input;
      const velocity = blend(input, slot(slots, 'velocity'), input.squared(), rho);
      const average = isCentered ? blend(input, slot(slots, 'average_gradient'), gradient, rho) : null;
      const spread = average === null ? velocity : tf.sub(velocity, tf.square(average));
      const step = tf.div(tf.mul(gradient, named(numbers, 'learningRate')), tf.sqrt(tf.add(spread, constant(epsilon))));
      const change = momentum > 0 ? tf.add(tf.mul(slot(slots, 'momentum'), constant(momentum)), step) : step;
      return {
        weight: tf.sub(weight, change),
        slots: {
          velocity,
          ...(momentum > 0 ? { momentum: change } : {}),
          ...(average === null ? {} : { average_gradient: average }),
        },
      };
    },
    ...(momentum > 0 || isCentered
      ? {}
      : {
          fused({ tf, slots, ...input }: FusedInput): RuleOutput {
            const { weight, velocity } = rmspropUpdate(tf, {
              ...input,
              velocity: slot(slots, 'velocity'),
              rho,
              epsilon,
            });
            return { weight, slots: { velocity } };
          },
        }),
  };
}

/** Kingma & Ba 2015, AMSGrad (Reddi et al. 2018), AdamW (Loshchilov & Hutter 2019; the decay is the optimizer's). */
function adam(config: ConfigReader): UpdateRule {
  const beta1 = config.number('beta_1', 0.9);
  const beta2 = config.number('beta_2', 0.999);
  const epsilon = config.number('epsilon', 1e-7);
  const isAmsgrad = config.boolean('amsgrad', false);
  return {
    slots: [
      { name: 'momentum', initial: 0, group: 0 },
      { name: 'velocity', initial: 0, group: 0 },
      ...(isAmsgrad ? [{ name: 'velocity_hat', initial: 0, group: 1 }] : []),
    ],
    numbers(step, learningRate) {
      const first = single(1 - power(beta1, step + 1));
      const second = single(1 - power(beta2, step + 1));
      return { alpha: single(single(single(learningRate) * single(Math.sqrt(second))) / first) };
    },
    update(input) {
      const { tf, weight, gradient, slots, numbers, constant } = input;
      const momentum = drift(input, slot(slots, 'momentum'), gradient, beta1);
      const velocity = drift(input, slot(slots, 'velocity'), input.squared(), beta2);
      const largest = isAmsgrad ? tf.maximum(slot(slots, 'velocity_hat'), velocity) : velocity;
      const change = tf.div(tf.mul(momentum, named(numbers, 'alpha')), tf.add(tf.sqrt(largest), constant(epsilon)));
      return {
        weight: tf.sub(weight, change),
        slots: { momentum, velocity, ...(isAmsgrad ? { velocity_hat: largest } : {}) },
      };
    },
    ...(isAmsgrad
      ? {}
      : {
          fused({ tf, slots, ...input }: FusedInput): RuleOutput {
            const [momentum, velocity] = [slot(slots, 'momentum'), slot(slots, 'velocity')];
            const next = adamUpdate(tf, { ...input, momentum, velocity, beta1, beta2, epsilon });
            return { weight: next.weight, slots: { momentum: next.momentum, velocity: next.velocity } };
          },
        }),
  };
}

/** Dozat 2016. The product of the momentum schedule is computed from the step, so that it needs no slot. */
function nadam(config: ConfigReader): UpdateRule {
  const beta1 = config.number('beta_1', 0.9);
  const beta2 = config.number('beta_2', 0.999);
  const epsilon = config.number('epsilon', 1e-7);
  const momentumOf = (time: number): number => single(single(beta1) * single(1 - single(0.5 * power(0.96, time))));
  let cached = { time: 0, product: 1 };
  const productUntil = (time: number): number => {
    let { time: at, product } = time >= cached.time ? cached : { time: 0, product: 1 };
    for (; at < time; at += 1) product = single(product * momentumOf(at + 1));
    cached = { time, product };
    return product;
  };
  return {
    slots: [
      { name: 'momentum', initial: 0, group: 0 },
      { name: 'velocity', initial: 0, group: 0 },
    ],
    running: (steps) => [productUntil(steps)],
    numbers(step, learningRate) {
      const now = momentumOf(step + 1);
      const next = momentumOf(step + 2);
      const product = productUntil(step + 1);
      return {
        learningRate,
        momentumShare: single(next / single(1 - single(product * next))),
        gradientShare: single(single(1 - now) / single(1 - product)),
        velocityShare: single(1 - power(beta2, step + 1)),
      };
    },
    update(input) {
      const { tf, weight, gradient, slots, numbers, constant } = input;
      const momentum = drift(input, slot(slots, 'momentum'), gradient, beta1);
      const velocity = drift(input, slot(slots, 'velocity'), input.squared(), beta2);
      const ahead = tf.add(
        tf.mul(momentum, named(numbers, 'momentumShare')),
        tf.mul(gradient, named(numbers, 'gradientShare')),
      );
      const spread = tf.add(tf.sqrt(tf.div(velocity, named(numbers, 'velocityShare'))), constant(epsilon));
      return {
        weight: tf.sub(weight, tf.div(tf.mul(ahead, named(numbers, 'learningRate')), spread)),
        slots: { momentum, velocity },
      };
    },
  };
}

function adamax(config: ConfigReader): UpdateRule {
  const beta1 = config.number('beta_1', 0.9);
  const beta2 = config.number('beta_2', 0.999);
  const epsilon = config.number('epsilon', 1e-7);
  return {
    slots: [
      { name: 'momentum', initial: 0, group: 0 },
      { name: 'norm', initial: 0, group: 0 },
    ],
    numbers: (step, learningRate) => ({ learningRate, correction: single(1 - power(beta1, step + 1)) }),
    update(input) {
      const { tf, weight, gradient, slots, numbers, constant } = input;
      const momentum = drift(input, slot(slots, 'momentum'), gradient, beta1);
      const norm = tf.maximum(tf.mul(slot(slots, 'norm'), constant(beta2)), input.sizes());
      const spread = tf.mul(tf.add(norm, constant(epsilon)), named(numbers, 'correction'));
      return {
        weight: tf.sub(weight, tf.div(tf.mul(momentum, named(numbers, 'learningRate')), spread)),
        slots: { momentum, norm },
      };
    },
  };
}

function adagrad(config: ConfigReader): UpdateRule {
  const epsilon = config.number('epsilon', 1e-7);
  return {
    slots: [{ name: 'accumulator', initial: config.number('initial_accumulator_value', 0.1), group: 0 }],
    numbers: plain,
    update({ tf, weight, gradient, squared, slots, numbers, constant }) {
      const accumulator = tf.add(slot(slots, 'accumulator'), squared());
      const change = tf.div(
        tf.mul(gradient, named(numbers, 'learningRate')),
        tf.sqrt(tf.add(accumulator, constant(epsilon))),
      );
      return { weight: tf.sub(weight, change), slots: { accumulator } };
    },
  };
}

function adadelta(config: ConfigReader): UpdateRule {
  const rho = config.number('rho', 0.95);
  const epsilon = config.number('epsilon', 1e-7);
  return {
    slots: [
      { name: 'accumulated_grad', initial: 0, group: 0 },
      { name: 'accumulated_delta_var', initial: 0, group: 0 },
    ],
    numbers: plain,
    update(input) {
      const { tf, weight, gradient, slots, numbers, constant } = input;
      const size = (x: Tensor): Tensor => tf.sqrt(tf.add(x, constant(epsilon)));
      const squared = input.squared();
      const squares = blend(input, slot(slots, 'accumulated_grad'), squared, rho);
      const scale = tf.div(size(slot(slots, 'accumulated_delta_var')), size(squares));
      const change = tf.neg(tf.mul(scale, gradient));
      const changes = blend(input, slot(slots, 'accumulated_delta_var'), tf.mul(tf.square(scale), squared), rho);
      return {
        weight: tf.add(weight, tf.mul(change, named(numbers, 'learningRate'))),
        slots: { accumulated_grad: squares, accumulated_delta_var: changes },
      };
    },
  };
}

/** The rule of a Keras optimizer class. Throws `model/unsupported-layer` with its name. */
export function readRule(className: string, config: ConfigReader): UpdateRule {
  const maker = updateRules[className];
  if (maker === undefined) throw new StudioError('model/unsupported-layer', { layer: `optimizer ${className}` });
  return maker(config);
}

/** Which slot of which weight stands where: Keras' order of an optimizer's variables. */
export function slotOrder<T>(rule: UpdateRule, weights: readonly T[]): { readonly slot: string; readonly weight: T }[] {
  const groups = [...new Set(rule.slots.map((slot) => slot.group))];
  return groups.flatMap((group) => {
    const own = rule.slots.filter((slot) => slot.group === group);
    return weights.flatMap((weight) => own.map((slot) => ({ slot: slot.name, weight })));
  });
}
