/** Keras 3's learning-rate schedules, on the host. A rate depends on nothing but the step, so resuming restores it. */
import { StudioError } from '../../../shared/problem.ts';
import { isKerasConfig, readConfig, type ConfigReader } from '../model/config.ts';

/** The rate of step 0, 1, 2 … */
export type Schedule = (step: number) => number;

const makers: Readonly<Record<string, (config: ConfigReader) => Schedule>> = {
  ExponentialDecay: (config) => {
    const share = decayShare(config);
    return (step) => config.number('initial_learning_rate') * config.number('decay_rate') ** share(step);
  },
  InverseTimeDecay: (config) => {
    const share = decayShare(config);
    return (step) => config.number('initial_learning_rate') / (1 + config.number('decay_rate') * share(step));
  },
  PiecewiseConstantDecay: (config) => {
    const boundaries = config.list('boundaries').map(Number);
    const values = config.list('values').map(Number);
    return (step) => {
      const at = boundaries.findIndex((boundary) => step <= boundary);
      return values[at < 0 ? values.length - 1 : at] ?? 0;
    };
  },
  PolynomialDecay: (config) => (step) => {
    const start = config.number('initial_learning_rate');
    const end = config.number('end_learning_rate', 0.0001);
    const length = config.number('decay_steps');
    const cycles = config.boolean('cycle', false) ? Math.max(1, Math.ceil(step / length)) : 1;
    const share = Math.min(step, length * cycles) / (length * cycles);
    return (start - end) * (1 - share) ** config.number('power', 1) + end;
  },
  CosineDecay: (config) => (step) => {
    const start = config.number('initial_learning_rate');
    const length = config.number('decay_steps');
    const alpha = config.number('alpha', 0);
    const cosine = (from: number, at: number): number =>
      from * ((1 - alpha) * 0.5 * (1 + Math.cos((Math.PI * Math.min(at, length)) / length)) + alpha);
    const target = config.raw['warmup_target'];
    if (typeof target !== 'number') return cosine(start, step);
    const warmup = config.number('warmup_steps', 0);
    return step < warmup ? start + ((target - start) * step) / warmup : cosine(target, step - warmup);
  },
  /** The studio's own (shared/training/warm-up.ts): a straight line up to the first rate of any schedule, then that. */
  WarmUp: (config) => {
    const start = config.number('start_rate', 0);
    const warmup = config.number('warmup_steps');
    const after = readSchedule(config.raw['schedule']);
    return (step) => (step < warmup ? start + ((after(0) - start) * step) / warmup : after(step - warmup));
  },
  CosineDecayRestarts: (config) => (step) => {
    const growth = config.number('t_mul', 2);
    const alpha = config.number('alpha', 0);
    const done = step / config.number('first_decay_steps');
    const restart = growth === 1 ? Math.floor(done) : Math.floor(Math.log(1 - done * (1 - growth)) / Math.log(growth));
    const before = growth === 1 ? restart : (1 - growth ** restart) / (1 - growth);
    const share = (done - before) / growth ** restart;
    const cosine = 0.5 * config.number('m_mul', 1) ** restart * (1 + Math.cos(Math.PI * share));
    return config.number('initial_learning_rate') * ((1 - alpha) * cosine + alpha);
  },
};

/** A constant, or a serialised Keras schedule. */
export function readSchedule(value: unknown): Schedule {
  if (typeof value === 'number') return () => value;
  const maker = isKerasConfig(value) ? makers[value.class_name] : undefined;
  if (maker === undefined || !isKerasConfig(value)) {
    throw new StudioError('model/unsupported-layer', { layer: `learning rate ${JSON.stringify(value)}` });
  }
  return maker(readConfig(value.config, value.class_name));
}

function decayShare(config: ConfigReader): Schedule {
  const length = config.number('decay_steps');
  const isStaircase = config.boolean('staircase', false);
  return (step) => (isStaircase ? Math.floor(step / length) : step / length);
}
