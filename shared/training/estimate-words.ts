/** An estimate in sentences, for the page and the command line alike. */
import type { TFunction } from 'i18next';
import type { Estimate, OtherWay } from '../contract/probe.ts';
import type { Machine } from '../contract/machine.ts';

export interface EstimateWords {
  /** How long, in how much memory. */
  readonly time: string;
  /** On what, and how. */
  readonly on: string;
  /** Beside other ways; null before any was timed. */
  readonly others: string | null;
  /** Why another engine is slower; null where there is nothing to explain. */
  readonly why: string | null;
  readonly notes: readonly string[];
  /** What the memory is made of. */
  readonly memory: string;
}

export function estimateWords(estimate: Estimate, t: TFunction): EstimateWords {
  const { seconds, bytes, epochs, machine, device, others, settled } = estimate;
  const run = spanText(seconds.run, t);
  const memory = roughBytes(bytes.peak);
  return {
    time:
      epochs === 1
        ? t('estimate.timeOfOne', { run, memory })
        : t('estimate.time', { epoch: spanText(seconds.epoch, t), run, epochs, memory }),
    on: t(`estimate.on.${machine.engine}`, {
      count: machine.threads,
      device,
      mode: t(`estimate.mode.${machine.mode}`),
    }),
    others: othersText(others, machine, t),
    why: whyText(others, machine, t),
    notes: [
      ...(settled ? [] : [t('estimate.rough')]),
      ...(machine.eagerBecause === undefined ? [] : [t('estimate.eagerBecause', { reason: machine.eagerBecause })]),
    ],
    memory: t('estimate.memory', {
      weights: roughBytes(bytes.weights),
      optimizer: roughBytes(bytes.optimizer),
      activations: roughBytes(bytes.activations),
    }),
  };
}

type ComparedWay = Pick<OtherWay, 'threads' | 'mode' | 'times' | 'atLeast'> & { readonly engine: string };

/** Ways in one sentence; null without any. */
export function othersText(
  others: readonly ComparedWay[],
  machine: Pick<Machine, 'engine' | 'threads' | 'mode'>,
  t: TFunction,
): string | null {
  if (others.length === 0) return null;
  const list = others.map((way) => timesText(way, wayText(way, machine, t), t)).join(t('estimate.separator'));
  return t('estimate.others', { list });
}

function timesText({ times, atLeast }: ComparedWay, way: string, t: TFunction): string {
  if (atLeast) return t('estimate.timesAtLeast', { way, times: timesNumber(times) });
  if (times > 0.95 && times < 1.05) return t('estimate.timesSame', { way });
  return t('estimate.times', { way, times: timesNumber(times) });
}

const timesNumber = (times: number): string => (times < 10 ? times.toFixed(1) : String(Math.round(times)));

/** In what a way differs from the chosen one. */
function wayText(way: ComparedWay, machine: Pick<Machine, 'engine' | 'threads' | 'mode'>, t: TFunction): string {
  if (way.engine !== machine.engine) return t(`estimate.other.${way.engine}`, { count: way.threads });
  const differences = [
    ...(way.mode === machine.mode ? [] : [t(`estimate.otherMode.${way.mode}`)]),
    ...(way.threads === machine.threads ? [] : [t('estimate.otherThreads', { count: way.threads })]),
  ];
  return differences.join(' ');
}

function whyText(others: readonly OtherWay[], { engine }: Machine, t: TFunction): string | null {
  const isSlower = (kind: string): boolean => others.some((way) => way.engine === kind && way.times > 1.2);
  if (engine === 'tensorflow-cpu' && isSlower('tensorflow-gpu')) return t('estimate.why.cpuOverGpu');
  if (engine === 'tensorflow-gpu' && isSlower('tensorflow-cpu')) return t('estimate.why.gpuOverCpu');
  if (engine === 'portable' && isSlower('tensorflow-cpu')) return t('estimate.why.portableOverNative');
  return engine !== 'portable' && isSlower('portable') ? t('estimate.why.nativeOverPortable') : null;
}

const minute = 60;
const hour = 60 * minute;

/** A span of time as people say it, to two digits: `40 ms`, `4.2 s`, `1 min 20 s`, `2 h 10 min`. */
export function spanText(seconds: number, t: TFunction): string {
  if (seconds < 0.1) return t('estimate.span.ms', { value: Number((seconds * 1000).toPrecision(2)) });
  if (seconds < 10) return t('estimate.span.seconds', { value: Number(seconds.toPrecision(2)) });
  const whole = Math.round(seconds);
  if (whole < minute) return t('estimate.span.seconds', { value: whole });
  if (whole < 10 * minute) {
    // To tens of seconds: nobody can know it better beforehand.
    const tens = Math.round(seconds / 10) * 10;
    const rest = tens % minute;
    const minutes = Math.floor(tens / minute);
    return rest === 0
      ? t('estimate.span.minutes', { value: minutes })
      : t('estimate.span.minutesSeconds', { minutes, seconds: rest });
  }
  const minutes = Math.round(whole / minute);
  if (whole < hour) return t('estimate.span.minutes', { value: minutes });
  if (whole < 48 * hour)
    return t('estimate.span.hoursMinutes', { hours: Math.floor(minutes / 60), minutes: minutes % 60 });
  return t('estimate.span.days', { value: Number((whole / (24 * hour)).toPrecision(2)) });
}

/** `512 B`, `3.4 kB`, `210 MB`: two digits, which is what is known. */
function roughBytes(bytes: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB'];
  let value = bytes;
  let unit = 0;
  while (value >= 999 && unit < units.length - 1) {
    value /= 1000;
    unit += 1;
  }
  const digits = value >= 100 ? Math.round(value / 10) * 10 : Number(value.toPrecision(2));
  return `${unit === 0 ? Math.round(value) : digits} ${units[unit] ?? ''}`;
}
