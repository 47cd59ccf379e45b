import type { AppFigure } from '../app-report.ts';
import { ratioOf } from '../measure.ts';
import type { Arithmetic } from '../parts/arithmetic.ts';
import type { LossDifferences } from '../parts/equal-losses.ts';
import type { FeedingFigure } from '../parts/feeding.ts';
import type { Comparison } from '../parts/part.ts';
import { sides, type PeerName, type Side } from '../sides.ts';
import type { StepMode } from '../start-sides.ts';
import { median, range, rounded } from '../statistics.ts';
import type { Greeting } from '../worker.ts';
import type { Limits } from '../workloads.ts';
import type { MachineFacts } from './machine.ts';

export type SectionId = 'training' | 'prediction' | 'epoch' | 'memory' | 'avx2';

/** Comparisons of one kind. */
export interface Section {
  readonly id: SectionId;
  readonly rows: readonly Comparison[];
}

/** What the parts measured. */
export interface Results {
  readonly sections: readonly Section[];
  readonly arithmetic?: Arithmetic;
  readonly feeding?: readonly FeedingFigure[];
  readonly app?: readonly AppFigure[];
  /** Main-thread times of the editor. */
  readonly ui?: readonly AppFigure[];
  /** Share of right characters after the epoch of S7. */
  readonly accuracy?: Readonly<Partial<Record<Side, number>>>;
  readonly losses?: Readonly<Record<string, LossDifferences>>;
  readonly versions: Readonly<Partial<Record<string, Greeting['versions']>>>;
  readonly machine: MachineFacts;
  /** How it was measured, such as the instruction set that all were limited to. */
  readonly settings: Readonly<Record<string, string>>;
  /** Parts that could not be measured, and why. */
  readonly failures: readonly string[];
}

type Peer = Exclude<Side, 'ours'>;
type ByKey<T> = Readonly<Record<string, T>>;

/** What `--json` writes. Ratios are our median divided by the peer's; the keys are workloads, or name what else was compared. */
export interface BenchReport extends Omit<Results, 'sections'> {
  readonly ratios: ByKey<Readonly<Partial<Record<Peer, number>>>>;
  /** Smallest and largest ratio of one round. */
  readonly ranges: ByKey<Readonly<Partial<Record<Peer, readonly [number, number]>>>>;
  /** Milliseconds, seconds or megabytes, as the section says. */
  readonly medians: ByKey<Readonly<Partial<Record<Side, number>>>>;
  readonly blocks: ByKey<Comparison['blocks']>;
  /** The largest ratio that each may have, by peer. */
  readonly limits: ByKey<Limits>;
  readonly titles: ByKey<string>;
  readonly notes: ByKey<string>;
  /** How our steps ran. */
  readonly modes: ByKey<StepMode>;
  readonly sections: readonly { readonly id: SectionId; readonly unit: string; readonly keys: readonly string[] }[];
}

export const units: Readonly<Record<SectionId, string>> = {
  training: 'ms a step',
  prediction: 'ms a call',
  epoch: 's',
  memory: 'MB',
  avx2: 'ms a step',
};

export function makeReport({ sections, ...results }: Results): BenchReport {
  const rows = sections.flatMap((section) => section.rows);
  const byKey = <T>(value: (row: Comparison) => T): ByKey<T> =>
    Object.fromEntries(rows.map((row) => [row.key, value(row)]));
  const byPeer = <T>(
    { blocks }: Comparison,
    value: (ours: readonly number[], peer: readonly number[]) => T,
  ): Partial<Record<Peer, T>> =>
    Object.fromEntries(
      sides.flatMap((side) => {
        const [ours, theirs] = [blocks.ours, blocks[side]];
        return side === 'ours' || ours === undefined || theirs === undefined ? [] : [[side, value(ours, theirs)]];
      }),
    );
  return {
    ratios: byKey((row) => byPeer(row, (ours, peer) => rounded(ratioOf(ours, peer).ratio))),
    ranges: byKey((row) =>
      byPeer(row, (ours, peer): readonly [number, number] => {
        const [least, most] = range(ratioOf(ours, peer).byRound);
        return [rounded(least), rounded(most)];
      }),
    ),
    medians: byKey(({ blocks }) =>
      Object.fromEntries(Object.entries(blocks).map(([side, values]) => [side, rounded(median(values))])),
    ),
    blocks: byKey(({ blocks }) => blocks),
    limits: byKey(({ limits }) => limits),
    titles: byKey(({ title }) => title),
    notes: Object.fromEntries(rows.flatMap(({ key, note }) => (note === undefined ? [] : [[key, note]]))),
    modes: Object.fromEntries(rows.flatMap(({ key, mode }) => (mode === undefined ? [] : [[key, mode]]))),
    sections: sections.map(({ id, rows: own }) => ({ id, unit: units[id], keys: own.map(({ key }) => key) })),
    ...results,
  };
}

export type Verdict = 'met' | 'MISSED' | 'not compared';

/** Whether the ratio to a peer is within its limit; undefined where there is none. */
export function verdictOf(report: BenchReport, key: string, peer: PeerName): Verdict | undefined {
  const limit = peer === 'tfjs' ? undefined : report.limits[key]?.[peer];
  if (limit === undefined) return undefined;
  const ratio = report.ratios[key]?.[peer];
  return ratio === undefined ? 'not compared' : ratio <= limit ? 'met' : 'MISSED';
}

/** Every limit that was compared and not reached, as `S5 to PyTorch: 0.52, at most 0.4`. */
export function missedLimits(report: BenchReport): readonly string[] {
  return Object.keys(report.ratios).flatMap((key) =>
    (['pytorch', 'keras'] as const).flatMap((peer) =>
      verdictOf(report, key, peer) === 'MISSED'
        ? [`${key} to ${peer}: ${report.ratios[key]?.[peer]}, at most ${report.limits[key]?.[peer]}`]
        : [],
    ),
  );
}
