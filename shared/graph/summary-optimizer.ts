/** How many numbers an optimizer keeps: the line `Optimizer params` of Keras' summary of a compiled model. */

export interface OptimizerSize {
  readonly params: number;
  readonly bytes: number;
}

/** A Keras optimizer's serialised config; entries that are missing have Keras' defaults. */
type OptimizerConfig = Readonly<Record<string, unknown>>;

/** Arrays kept for each trainable weight, in its shape. */
const slotCounts: Readonly<Record<string, (config: OptimizerConfig) => number>> = {
  SGD: ({ momentum }) => (isPositive(momentum) ? 1 : 0),
  RMSprop: ({ momentum, centered }) => 1 + (isPositive(momentum) ? 1 : 0) + (centered === true ? 1 : 0),
  Adam: ({ amsgrad }) => (amsgrad === true ? 3 : 2),
  AdamW: ({ amsgrad }) => (amsgrad === true ? 3 : 2),
  Nadam: () => 2,
  Adamax: () => 2,
  Adagrad: () => 1,
  Adadelta: () => 2,
};

const isPositive = (value: unknown): boolean => typeof value === 'number' && value > 0;

/**
 * Variables of a Keras 3 optimizer once it is built: the number of updates (int64), the learning rate unless a schedule
 * gives it, Nadam's running product, and the slots of `trainable` weights (float32). null for a class we do not know.
 */
export function optimizerSize(className: string, config: OptimizerConfig, trainable: number): OptimizerSize | null {
  const slots = slotCounts[className]?.(config);
  if (slots === undefined) return null;
  const hasSchedule = typeof config.learning_rate === 'object' && config.learning_rate !== null;
  const floats = slots * trainable + (hasSchedule ? 0 : 1) + (className === 'Nadam' ? 1 : 0);
  return { params: floats + 1, bytes: floats * 4 + 8 };
}
