/** A file's learning rate as settings: schedules keep counting steps, as Keras does. */
import { isDeepStrictEqual } from 'node:util';
import { learningRateConfig } from '../../shared/training/schedules.ts';
import type { Schedule, Warmup } from '../../shared/training/training-settings.ts';
import { isKerasConfig } from '../trainer/model/config.ts';
import { isRecord, type JsonRecord } from '../../shared/json.ts';

export interface FileRate {
  readonly learningRate: number;
  readonly schedule: Schedule;
  readonly warmup: Warmup | null;
}

/**
 * A serialised schedule. null for one that the settings cannot say to the last number: what they compile to is compared
 * with what the file has.
 */
export function readFileSchedule(value: unknown): FileRate | null {
  const rate = readRate(value);
  if (rate === null || !Object.values(rate.schedule).every(isUsable)) return null;
  const compiled = learningRateConfig(rate.schedule, rate.learningRate, 1, rate.warmup);
  return isDeepStrictEqual(essence(compiled), essence(value)) ? rate : null;
}

/** `lr / (1 + decay × step)`: the `decay` of Keras 2's optimizers. */
export const legacyDecay = (learningRate: number, decay: number): FileRate => ({
  learningRate,
  schedule: { kind: 'inverseTime', unit: 'steps', decayEpochs: 1, decayRate: decay, staircase: false },
  warmup: null,
});

function readRate(value: unknown): FileRate | null {
  if (!isKerasConfig(value)) return null;
  const { class_name: className, config } = value;
  const number = (key: string, fallback = Number.NaN): number => {
    const one = config[key] ?? fallback;
    return typeof one === 'number' ? one : Number.NaN;
  };
  const flag = (key: string): boolean => config[key] === true;
  const unit = 'steps';
  const plain = (schedule: Schedule): FileRate | null => at(number('initial_learning_rate'), schedule);
  switch (className) {
    case 'ExponentialDecay':
    case 'InverseTimeDecay':
      return plain({
        kind: className === 'ExponentialDecay' ? 'exponential' : 'inverseTime',
        unit,
        decayEpochs: number('decay_steps'),
        decayRate: number('decay_rate'),
        staircase: flag('staircase'),
      });
    case 'PolynomialDecay':
      return plain({
        kind: 'polynomial',
        unit,
        decayEpochs: number('decay_steps'),
        endLearningRate: number('end_learning_rate', 0.0001),
        power: number('power', 1),
        cycle: flag('cycle'),
      });
    case 'PiecewiseConstantDecay': {
      const [boundaries, values] = [numbers(config['boundaries']), numbers(config['values'])];
      return at(values[0] ?? Number.NaN, { kind: 'piecewise', unit, boundaries, values });
    }
    case 'CosineDecay': {
      const cosine: Schedule = { kind: 'cosine', unit, decayEpochs: number('decay_steps'), alpha: number('alpha', 0) };
      const target = config['warmup_target'];
      if (typeof target !== 'number') return plain(cosine);
      // A cosine that falls to the whole of its rate is a constant.
      const schedule: Schedule = cosine.alpha === 1 && cosine.decayEpochs === 1 ? { kind: 'constant' } : cosine;
      return at(target, schedule, rising(number('initial_learning_rate'), number('warmup_steps', 0)));
    }
    case 'WarmUp': {
      const after = readRate(config['schedule']);
      return after && at(after.learningRate, after.schedule, rising(number('start_rate', 0), number('warmup_steps')));
    }
    default:
      return null;
  }
}

/** null for a rate or a rise that the settings refuse. */
function at(learningRate: number, schedule: Schedule, warmup: Warmup | null = null): FileRate | null {
  const isPossible = warmup === null || (warmup.length > 0 && warmup.startRate >= 0);
  return learningRate > 0 && Number.isFinite(learningRate) && isPossible ? { learningRate, schedule, warmup } : null;
}
const rising = (startRate: number, length: number): Warmup => ({ length, unit: 'steps', startRate });

const numbers = (value: unknown): number[] =>
  Array.isArray(value) ? value.filter((one) => typeof one === 'number') : [];

const isUsable = (value: unknown): boolean =>
  typeof value === 'number' ? Number.isFinite(value) && value >= 0 : !Array.isArray(value) || value.length > 0;

/** What decides the rate: neither names nor modules, and what a file leaves out as Keras has it by default. */
function essence(value: unknown): unknown {
  if (!isKerasConfig(value)) return value;
  const { name: _, ...config } = value.config;
  const known: JsonRecord = { ...defaults[value.class_name], ...config };
  const parts = Object.entries(known).map(([key, one]) => [key, isRecord(one) ? essence(one) : one]);
  return { className: value.class_name, config: Object.fromEntries(parts) };
}

const defaults: Readonly<Record<string, JsonRecord>> = {
  ExponentialDecay: { staircase: false },
  InverseTimeDecay: { staircase: false },
  PolynomialDecay: { end_learning_rate: 0.0001, power: 1, cycle: false },
  CosineDecay: { alpha: 0, warmup_target: null, warmup_steps: 0 },
};
