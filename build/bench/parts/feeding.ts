import { median } from '../statistics.ts';
import type { FeedTiming } from '../requests.ts';
import type { Worker } from '../worker.ts';

export interface FeedingFigure {
  readonly template: string;
  /** Milliseconds of a step on one batch that is used again, and on batches assembled anew. */
  readonly reused: number;
  readonly fresh: number;
  /** What assembling costs, and what it may cost, in milliseconds. */
  readonly cost: number;
  readonly limit: number;
}

/** Feeding may cost this share of the step, or this many milliseconds where that is more. */
const allowedShare = 0.05;
const allowedMs = 0.03;
const templates = ['addition', 'dampedSine'] as const;

/** The training step of templates with batches as training assembles them, against one batch used again. */
export async function measureFeeding(
  ours: Worker,
  { rounds, tell }: { readonly rounds: number; readonly tell: (text: string) => void },
): Promise<readonly FeedingFigure[]> {
  const figures: FeedingFigure[] = [];
  for (const template of templates) {
    tell(`feeding ${template}`);
    const block = async (fresh: boolean, steps: number): Promise<number> => {
      const timing = await ours.ask<FeedTiming>({ ask: 'feed', template, steps, fresh });
      return (timing.seconds / timing.steps) * 1000;
    };
    const each = (await block(true, 150)) || 1;
    const steps = Math.max(50, Math.ceil(300 / each));
    const times = { reused: [] as number[], fresh: [] as number[] };
    for (let round = 0; round < rounds; round += 1) {
      for (const fresh of round % 2 === 0 ? [true, false] : [false, true])
        times[fresh ? 'fresh' : 'reused'].push(await block(fresh, steps));
    }
    // What else the machine does falls on neighbours alike, so the difference is taken round by round.
    const cost = median(times.fresh.map((value, round) => value - (times.reused[round] ?? Number.NaN)));
    const reused = median(times.reused);
    figures.push({
      template,
      reused,
      fresh: median(times.fresh),
      cost,
      limit: Math.max(allowedShare * reused, allowedMs),
    });
  }
  return figures;
}
