/** From timed ways to the one that runs use. */
import type { Machine } from '../../shared/contract/machine.ts';
import type { MeasuredWay } from '../../shared/contract/probe.ts';
import type { ProbedWay } from './probe-record.ts';

/** Differences below this are noise: then the way with fewer threads wins, which leaves more for everything else. */
const noise = 1.05;
/** Another engine has other bits and other limits: it must be clearly faster than the preferred one. */
const clearly = 1.2;

type Timed = Pick<MeasuredWay, 'engine' | 'threads' | 'mode' | 'leastMs'>;

/** `ways` in the order of preference of their engines; the first engine stays unless another is clearly faster. */
export function fastestWay<Way extends Timed>(ways: readonly Way[]): Way | undefined {
  const [first] = ways;
  if (!first) return undefined;
  const engines = [...new Set(ways.map(({ engine }) => engine))];
  const bests = engines.flatMap((engine) => fastestOfEngine(ways.filter((way) => way.engine === engine)) ?? []);
  return bests.reduce<Way | undefined>(
    (best, way) => (best === undefined || way.leastMs * clearly < best.leastMs ? way : best),
    undefined,
  );
}

function fastestOfEngine<Way extends Timed>(ways: readonly Way[]): Way | undefined {
  const least = Math.min(...ways.map(({ leastMs }) => leastMs));
  return ways
    .filter(({ leastMs }) => leastMs <= least * noise)
    .toSorted((a, b) => a.threads - b.threads || a.leastMs - b.leastMs)[0];
}

/** A run's record of the chosen way, with what it was chosen from. */
export function machineOf(chosen: ProbedWay, ways: readonly ProbedWay[], eagerBecause: string | null): Machine {
  const { version, instructionSet } = chosen.loaded.machine;
  return {
    engine: chosen.engine,
    version,
    mode: chosen.mode,
    instructionSet,
    threads: chosen.threads,
    ...(chosen.mode === 'eager' && eagerBecause !== null ? { eagerBecause } : {}),
    slower: ways
      .filter((way) => way !== chosen)
      .map((way) => ({
        engine: way.engine,
        threads: way.threads,
        mode: way.mode,
        times: timesAsLong(way, chosen),
        atLeast: way.atLeast,
      })),
  };
}

/** Two digits are all that three timed blocks can promise. */
export const timesAsLong = (way: Pick<Timed, 'leastMs'>, chosen: Pick<Timed, 'leastMs'>): number =>
  Number((way.leastMs / Math.max(chosen.leastMs, 1e-6)).toPrecision(2));
