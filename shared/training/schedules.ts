/** Learning rates over time as Keras' schedules, which count steps where the settings count epochs. */
import type { SerializedKerasObject } from '../layers/keras-objects.ts';
import type { Schedule, Warmup } from './training-settings.ts';
import { warmUpClass } from './warm-up.ts';

/** In the order in which forms offer them; texts under `schedule.<kind>`. */
export const scheduleKinds = [
  'constant',
  'exponential',
  'cosine',
  'piecewise',
  'polynomial',
  'inverseTime',
] as const satisfies readonly Schedule['kind'][];

/** What a schedule starts from when it is chosen. */
export function defaultSchedule(kind: Schedule['kind'], epochs: number, learningRate: number): Schedule {
  switch (kind) {
    case 'constant':
      return { kind };
    case 'exponential':
      return { kind, decayEpochs: epochs, decayRate: 0.1, staircase: false };
    case 'cosine':
      return { kind, decayEpochs: epochs, alpha: 0 };
    case 'piecewise':
      return { kind, boundaries: [Math.max(1, Math.round(epochs / 2))], values: [learningRate, learningRate / 10] };
    case 'polynomial':
      return { kind, decayEpochs: epochs, endLearningRate: learningRate / 10, power: 1, cycle: false };
    case 'inverseTime':
      return { kind, decayEpochs: epochs, decayRate: 1, staircase: false };
  }
}

/** Whether the rate of a step depends on how many steps an epoch has. */
export const countsEpochs = (schedule: Schedule, warmup: Warmup | null): boolean =>
  (schedule.kind !== 'constant' && schedule.unit !== 'steps') || (warmup !== null && warmup.unit === 'epochs');

/** The registered name of a schedule that Keras does not have; its Python text is in warm-up.ts. */
const studioPackage = 'weft';

/**
 * Keras' learning rate: a number, or a serialised schedule. `stepsPerEpoch` turns epochs into steps (at least one).
 * Keras itself warms up a constant rate and a cosine; the other schedules go into a class of our own, `weft>WarmUp`.
 */
export function learningRateConfig(
  schedule: Schedule,
  learningRate: number,
  stepsPerEpoch: number,
  warmup: Warmup | null = null,
): number | SerializedKerasObject {
  if (warmup === null) return scheduleConfig(schedule, learningRate, stepsPerEpoch);
  const { startRate } = warmup;
  const steps = Math.max(1, Math.round(warmup.length * (warmup.unit === 'epochs' ? stepsPerEpoch : 1)));
  const after = scheduleConfig(
    // A cosine that falls to the whole of its rate is a constant.
    schedule.kind === 'constant' ? { kind: 'cosine', decayEpochs: 1, alpha: 1 } : schedule,
    learningRate,
    stepsPerEpoch,
  );
  if (typeof after === 'number') return after;
  if (after.class_name === 'CosineDecay') {
    const config = {
      ...after.config,
      initial_learning_rate: startRate,
      warmup_target: learningRate,
      warmup_steps: steps,
    };
    return { ...after, config };
  }
  return {
    module: studioPackage,
    class_name: warmUpClass,
    config: { start_rate: startRate, warmup_steps: steps, schedule: after, name: warmUpClass },
    registered_name: `${studioPackage}>${warmUpClass}`,
  };
}

function scheduleConfig(
  schedule: Schedule,
  learningRate: number,
  stepsPerEpoch: number,
): number | SerializedKerasObject {
  const perUnit = schedule.kind !== 'constant' && schedule.unit === 'steps' ? 1 : stepsPerEpoch;
  const steps = (length: number): number => Math.max(1, Math.round(length * perUnit));
  const made = (
    className: string,
    config: Readonly<Record<string, unknown>>,
    name = className,
  ): SerializedKerasObject => ({
    module: 'keras.optimizers.schedules',
    class_name: className,
    config: { ...config, name },
    registered_name: null,
  });
  switch (schedule.kind) {
    case 'constant':
      return learningRate;
    case 'exponential':
    case 'inverseTime':
      return made(schedule.kind === 'exponential' ? 'ExponentialDecay' : 'InverseTimeDecay', {
        initial_learning_rate: learningRate,
        decay_steps: steps(schedule.decayEpochs),
        decay_rate: schedule.decayRate,
        staircase: schedule.staircase,
      });
    case 'cosine':
      return made('CosineDecay', {
        initial_learning_rate: learningRate,
        decay_steps: steps(schedule.decayEpochs),
        alpha: schedule.alpha,
        warmup_target: null,
        warmup_steps: 0,
      });
    case 'piecewise':
      return made(
        'PiecewiseConstantDecay',
        { boundaries: schedule.boundaries.map(steps), values: schedule.values },
        'PiecewiseConstant',
      );
    case 'polynomial':
      return made('PolynomialDecay', {
        initial_learning_rate: learningRate,
        decay_steps: steps(schedule.decayEpochs),
        end_learning_rate: schedule.endLearningRate,
        power: schedule.power,
        cycle: schedule.cycle,
      });
  }
}
