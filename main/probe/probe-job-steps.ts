/** Which processes a probe starts, one after the other, and what they are asked: first what a run may use, then the rest. */
import type { EngineChoice } from '../../shared/contract/engine-choice.ts';
import type { Job } from '../../shared/contract/engine.ts';
import { choiceOf, type Machine } from '../../shared/contract/machine.ts';
import type { EngineKind } from '../engine/engine.ts';
import { fastestWay, machineOf } from './choose-way.ts';
import type { ProbeOutcome, ProbeProcessInput } from './probe-process.ts';
import { threadCounts } from './processors.ts';
import { type ProbedWay, type ProbeRecord, probeRecordVersion } from './probe-record.ts';

export interface ProbeSteps {
  /** Kinds that are set up, the preferred one first. */
  readonly engines: readonly EngineKind[];
  readonly cores: number;
  readonly job: Job;
  readonly dataFolder: string;
  /** Starts one process and waits for its end. */
  readonly run: (input: ProbeProcessInput) => Promise<ProbeOutcome>;
}

/** Milliseconds. A process that prepares data for longer is not waited for: the run would wait twice. */
const limits = { budgetMs: 700, openMs: 20_000, measureMs: 12_000 };
/** The portable engine may be the fastest where a step is little more than the calls of its ops. */
const tinyStepMs = 2;
/** Fewer threads are not tried below a count at which steps were this much slower. */
const muchSlower = 1.15;
/** What is only compared gets about this many steps of the chosen way, within bounds. */
const comparedSteps = 60;
const comparedMs = { least: 400, most: 3_000 };

/**
 * Times what a run may use: `auto` every engine that is set up, any other choice that one alone. null: no process came so
 * far as to open the job.
 */
export async function probeOwn(steps: ProbeSteps): Promise<ProbeRecord | null> {
  const { engine } = steps.job;
  const natives = steps.engines.filter((kind) => kind !== 'portable');
  const kinds = engine === 'auto' ? natives : steps.engines.filter((kind) => choiceFor(kind) === engine);
  const found: ProbeOutcome[] = [];
  for (const kind of kinds.length > 0 ? kinds : (['portable'] as const)) {
    if (kind === 'tensorflow-cpu') await probeThreads(steps, found);
    else found.push(await steps.run(inputFor(steps, choiceFor(kind), null)));
  }
  const best = fastestWay(found.flatMap(({ ways }) => ways));
  if (engine === 'auto' && best?.mode === 'eager' && best.engine !== 'portable' && best.leastMs < tinyStepMs)
    found.push(await steps.run(inputFor(steps, 'portable', null)));
  return recordOf(found);
}

/** Each count of threads in a process of its own: TensorFlow reads it once. */
async function probeThreads(steps: ProbeSteps, found: ProbeOutcome[]): Promise<void> {
  let least = Number.POSITIVE_INFINITY;
  for (const threads of threadCounts(steps.cores)) {
    const outcome = await steps.run(inputFor(steps, 'cpu', threads));
    found.push(outcome);
    const stepMs = Math.min(...outcome.ways.map((way) => way.leastMs));
    // Nothing opened, or one step is as long as the whole probe may be.
    if (outcome.ways.length === 0 || !outcome.ways.some((way) => way.settled)) return;
    if (stepMs > least * muchSlower) return;
    least = Math.min(least, stepMs);
  }
}

const choiceFor = (engine: EngineKind): EngineChoice => choiceOf({ engine });

function inputFor({ job, dataFolder }: ProbeSteps, engine: EngineChoice, threads: number | null): ProbeProcessInput {
  return { dataFolder, job, engine, threads, ways: [{ mode: 'eager', threads: null }], ...limits };
}

function recordOf(found: readonly ProbeOutcome[]): ProbeRecord | null {
  const ways = found.flatMap((one) => one.ways);
  const chosen = fastestWay(ways);
  const opened = found.find((one) => one.opened !== null)?.opened;
  if (!chosen || chosen.atLeast || !opened) return null;
  const eagerBecause = found.find(({ untraced }) => untraced !== null)?.untraced ?? null;
  return {
    version: probeRecordVersion,
    job: opened.job,
    params: opened.params,
    trainableParams: opened.trainableParams,
    ways,
    chosen: machineOf(chosen, ways, eagerBecause),
    isCompared: false,
  };
}

/** The same record with the engines that were not timed yet, for people to compare; what was chosen stays. */
export async function probeOthers(steps: ProbeSteps, record: ProbeRecord): Promise<ProbeRecord> {
  const known = new Set(record.ways.map(({ engine }) => engine));
  const chosen = chosenWay(record);
  const added: ProbedWay[] = [];
  for (const kind of steps.engines) {
    if (known.has(kind)) continue;
    const budgetMs = Math.min(comparedMs.most, Math.max(comparedMs.least, chosen.stepMs * comparedSteps));
    const outcome = await steps.run({
      ...inputFor(steps, choiceFor(kind), kind === 'tensorflow-cpu' ? steps.cores : null),
      budgetMs,
      measureMs: budgetMs * 2,
    });
    added.push(...outcome.ways);
  }
  return { ...record, ways: [...record.ways, ...added], isCompared: true };
}

/** The timed way that `chosen` names. */
export function chosenWay({ ways, chosen }: Pick<ProbeRecord, 'ways' | 'chosen'>): ProbedWay {
  const way = ways.find((one) => isSameWay(one, chosen));
  if (!way) throw new RangeError('a record without its chosen way');
  return way;
}

const isSameWay = (way: ProbedWay, { engine, threads, mode }: Machine): boolean =>
  way.engine === engine && way.threads === threads && way.mode === mode;

