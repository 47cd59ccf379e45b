/** Ways to compute a job against each other, at most two models at a time. */
import { toFigure } from '../../../shared/contract/figures.ts';
import type { ProbeEvent } from '../../../shared/contract/probe.ts';
import type { EngineKind } from '../../engine/engine.ts';
import type { OpenWay } from './open-way.ts';
import { peakMemory } from './peak-memory.ts';
import { takeTurns, timesOf, warmUp, type StepTiming, type Warm } from './time-steps.ts';

/** Op by op only the first call is slow; of replayed steps the first is recorded, the second held against op by op. */
const warmupSteps = { eager: 2, traced: 3 };
/** Fewer threads are not tried below a count at which replayed steps were this much slower. */
const muchSlower = 1.15;

export interface Contest {
  readonly engine: EngineKind;
  /** Milliseconds for the steps of each way. */
  readonly budgetMs: number;
  readonly now: () => number;
  readonly isCancelled: () => boolean;
  /** What a way needs set in front of its steps, such as the threads of kernels. */
  readonly prepare: (way: OpenWay) => void;
}

interface Contestant {
  readonly way: OpenWay;
  readonly warm: Warm;
  readonly evaluateMs: number | null;
  /** Most memory that the process held so far. */
  readonly peakBytes: number;
}

/** Op by op. Gives a figure for every model, also for one that takes seconds for a step. */
export async function timeAlone(way: OpenWay, contest: Contest): Promise<ProbeEvent & { readonly kind: 'measured' }> {
  const contestant = await enter(way, contest);
  await takeTurns([contestant.warm], timing(contest));
  return measured(contestant, contest);
}

/**
 * Replayed steps with ever fewer threads, each count against the best so far. Ends at the first that is refused or much
 * slower. `open` makes the model of a count; all are closed.
 */
export async function* timeThreads(
  counts: readonly number[],
  open: (threads: number) => OpenWay,
  contest: Contest,
): AsyncGenerator<ProbeEvent> {
  let best: Contestant | undefined;
  try {
    for (const count of counts) {
      if (contest.isCancelled()) return;
      const challenger = await enter(open(count), contest);
      const untraced = challenger.way.untraced();
      if (untraced !== null) {
        challenger.way.close();
        yield { kind: 'untraced', reason: untraced };
        break;
      }
      const both = best ? [best, challenger] : [challenger];
      await takeTurns(
        both.map(({ warm }) => warm),
        timing(contest),
        (warm) => both.forEach(({ way, warm: one }) => one === warm && contest.prepare(way)),
      );
      const isMuchSlower = best !== undefined && leastMs(challenger) > leastMs(best) * muchSlower;
      const loser = best && leastMs(challenger) > leastMs(best) ? challenger : best;
      if (loser !== challenger) best = challenger;
      if (!loser) continue;
      loser.way.close();
      yield measured(loser, contest);
      if (isMuchSlower) break;
    }
    if (best) yield measured(best, contest);
  } finally {
    best?.way.close();
  }
}

const leastMs = ({ warm }: Contestant): number => timesOf(warm).leastMs;

const timing = ({ now, budgetMs, isCancelled }: Contest): StepTiming => ({
  now,
  deadline: now() + budgetMs,
  isCancelled,
});

async function enter(way: OpenWay, contest: Contest): Promise<Contestant> {
  contest.prepare(way);
  const warm = await warmUp(way.training, warmupSteps[way.mode], timing(contest));
  if (way.validating === null) return { way, warm, evaluateMs: null, peakBytes: peakMemory() };
  const evaluation = await warmUp(way.validating, warmupSteps[way.mode], timing(contest));
  await takeTurns([evaluation], timing(contest));
  return { way, warm, evaluateMs: timesOf(evaluation).stepMs, peakBytes: peakMemory() };
}

function measured(
  { way, warm, evaluateMs, peakBytes }: Contestant,
  { engine }: Contest,
): ProbeEvent & { readonly kind: 'measured' } {
  const { mode, threads, params, trainableParams } = way;
  const loss = way.secondLoss();
  return {
    kind: 'measured',
    way: {
      engine,
      threads,
      mode,
      ...timesOf(warm),
      evaluateMs,
      loss: loss === null ? null : toFigure(loss),
      peakBytes,
    },
    params,
    trainableParams,
  };
}
