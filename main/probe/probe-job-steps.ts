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
const limits = { budgetMs: 900, openMs: 30_000, measureMs: 20_000 };
/** The portable engine may be the fastest where a step is little more than the calls of its ops. */
const tinyStepMs = 2;
/** Fewer threads are not tried below a count at which steps were this much slower. */
const muchSlower = 1.15;
/** What is only compared gets about this many steps of the chosen way, within bounds. */
const comparedSteps = 60;
const comparedMs = { least: 400, most: 3_000 };

/**
 * Times what a run may use: `auto` the native engines that are set up, any other choice that one alone. null: no process
 * came so far as to time a step.
 */
export async function probeOwn(steps: ProbeSteps): Promise<ProbeRecord | null> {
  const { engine } = steps.job;
  const natives = steps.engines.filter((kind) => kind === 'tensorflow-cpu' || kind === 'tensorflow-gpu');
  const kinds = engine === 'auto' ? natives : steps.engines.filter((kind) => choiceFor(kind) === engine);
  const found: ProbeOutcome[] = [];
  for (const kind of kinds.length > 0 ? kinds : (['portable'] as const)) {
    if (kind === 'tensorflow-cpu') await probeProcessor(steps, found);
    else found.push(await steps.run(inputFor(steps, choiceFor(kind), null)));
  }
  const best = fastestWay(found.flatMap(({ ways }) => ways));
  const isTiny = best?.mode === 'eager' && best.leastMs < tinyStepMs;
  if (engine === 'auto' && best && best.engine !== 'portable' && isTiny)
    found.push(await steps.run(inputFor(steps, 'portable', null)));
  return recordOf(found);
}

/** Replayed steps change their threads within a process; op by op each count needs one, as TensorFlow reads it once. */
async function probeProcessor(steps: ProbeSteps, found: ProbeOutcome[]): Promise<void> {
  const [cores = 1, ...fewer] = threadCounts(steps.cores);
  const first = await steps.run(inputFor(steps, 'cpu', cores, [cores, ...fewer]));
  found.push(first);
  if (first.ways.some(({ mode }) => mode === 'traced')) return;
  let last = first;
  let least = Number.POSITIVE_INFINITY;
  for (const threads of fewer) {
    const leastMs = Math.min(...last.ways.map((way) => way.leastMs));
    // Nothing opened, or one step is as long as the whole probe may be, or ever fewer threads are ever slower.
    if (!last.ways.some((way) => way.settled) || leastMs > least * muchSlower) return;
    least = Math.min(least, leastMs);
    last = await steps.run(inputFor(steps, 'cpu', threads));
    found.push(last);
  }
}

const choiceFor = (engine: EngineKind): EngineChoice => choiceOf({ engine });

function inputFor(
  { job, dataFolder }: ProbeSteps,
  engine: EngineChoice,
  threads: number | null,
  tracedThreads: readonly number[] = [],
): ProbeProcessInput {
  return { dataFolder, job, engine, threads, tracedThreads, ...limits };
}

function recordOf(found: readonly ProbeOutcome[]): ProbeRecord | null {
  const ways = found.flatMap((one) => one.ways);
  const chosen = fastestWay(ways);
  const opened = found.find((one) => one.opened !== null)?.opened;
  if (!chosen || chosen.atLeast || !opened) return null;
  const eagerBecause = found.find(({ untraced }) => untraced !== null && untraced !== '')?.untraced ?? null;
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
    if (known.has(kind) || kind === 'webgpu') continue;
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
