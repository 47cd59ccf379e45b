import { matrixFlop } from '../flop.ts';
import type { Peak, Profile } from '../requests.ts';
import { median } from '../statistics.ts';
import type { Worker } from '../worker.ts';
import { workloadOf } from '../workloads.ts';
import type { Bench, Comparison } from './part.ts';

/** How far a training step is from what the processor can do. */
export interface ArithmeticFigure {
  readonly key: string;
  /** Matrix-product operations of a step. */
  readonly flop: number;
  /** Milliseconds that they would take at the peak, and that our step takes. */
  readonly least: number;
  readonly step: number;
  /** `least` of `step`. */
  readonly share: number;
  /** Milliseconds of an eager step by kind of operation. Null where the engine does not tell. */
  readonly profile: Profile | null;
}

export interface Arithmetic {
  /** Operations a second of the fastest large matrix product, on the same engine in the same process. */
  readonly flopPerSecond: number;
  readonly figures: readonly ArithmeticFigure[];
}

const profiledMs = 400;

/** The distance of measured training steps from the arithmetic limit. */
export async function measureArithmetic(
  { workers, tell }: Bench,
  training: readonly Comparison[],
  hasProfile: boolean,
): Promise<Arithmetic> {
  const ours = workers.get('ours');
  if (ours === undefined) throw new Error('our own side is missing');
  tell('the largest matrix products');
  const { flopPerSecond } = await ours.ask<Peak>({ ask: 'peak' });
  const figures: ArithmeticFigure[] = [];
  for (const { key, blocks } of training) {
    const step = median(blocks.ours ?? []);
    const flop = matrixFlop(workloadOf(key)).training;
    const least = (flop / flopPerSecond) * 1000;
    const profile = hasProfile ? await profileOf(ours, key, step, tell) : null;
    figures.push({ key, flop, least, step, share: least / step, profile });
  }
  return { flopPerSecond, figures };
}

function profileOf(ours: Worker, key: string, step: number, tell: (text: string) => void): Promise<Profile> {
  tell(`where the time of ${key} goes`);
  const steps = Math.max(3, Math.min(100, Math.ceil(profiledMs / step)));
  return ours.ask<Profile>({ ask: 'profile', workload: workloadOf(key), steps });
}
