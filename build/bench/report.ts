import { cpus } from 'node:os';
import type { PeerName } from './peers.ts';
import { ratioOf } from './measure.ts';
import { median, range, rounded } from './statistics.ts';
import type { Greeting } from './worker.ts';
import type { Workload } from './workloads.ts';

export type Side = 'ours' | PeerName;

/** The measurements of one workload. */
export interface Measured {
  readonly workload: Workload;
  readonly blocks: Readonly<Partial<Record<Side, readonly number[]>>>;
}

/** What `--json` writes. Times are milliseconds a step; ratios are our median divided by the peer's. */
export interface BenchReport {
  readonly ratios: Readonly<Record<string, Readonly<Partial<Record<PeerName, number>>>>>;
  /** Smallest and largest ratio of one round. */
  readonly ranges: Readonly<Record<string, Readonly<Partial<Record<PeerName, readonly [number, number]>>>>>;
  readonly medians: Readonly<Record<string, Readonly<Partial<Record<Side, number>>>>>;
  readonly blocks: Readonly<Record<string, Measured['blocks']>>;
  /** The largest ratio to Keras that each workload may have. */
  readonly limits: Readonly<Record<string, number>>;
  readonly versions: Readonly<Partial<Record<Side, Greeting['versions']>>>;
  readonly machine: { readonly processor: string; readonly threads: number };
}

const peerNames: readonly PeerName[] = ['pytorch', 'keras'];

export function makeReport(measured: readonly Measured[], versions: BenchReport['versions']): BenchReport {
  const byName = <T>(value: (one: Measured) => T): Record<string, T> =>
    Object.fromEntries(measured.map((one) => [one.workload.name, value(one)]));
  const byPeer = <T>(
    { blocks }: Measured,
    value: (ours: readonly number[], peer: readonly number[]) => T,
  ): Partial<Record<PeerName, T>> =>
    Object.fromEntries(
      peerNames.flatMap((peer) => {
        const [ours, theirs] = [blocks.ours, blocks[peer]];
        return ours === undefined || theirs === undefined ? [] : [[peer, value(ours, theirs)]];
      }),
    );
  const roundedRange = (values: readonly number[]): readonly [number, number] => {
    const [least, most] = range(values);
    return [rounded(least), rounded(most)];
  };
  return {
    ratios: byName((one) => byPeer(one, (ours, peer) => rounded(ratioOf(ours, peer).ratio))),
    ranges: byName((one) => byPeer(one, (ours, peer) => roundedRange(ratioOf(ours, peer).byRound))),
    medians: byName((one) =>
      Object.fromEntries(Object.entries(one.blocks).map(([side, values]) => [side, rounded(median(values))])),
    ),
    blocks: byName((one) => one.blocks),
    limits: byName((one) => one.workload.limit),
    versions,
    machine: { processor: cpus()[0]?.model.trim() ?? process.arch, threads: cpus().length },
  };
}

/** The report as a table for people. */
export function reportTable(report: BenchReport, workloads: readonly Workload[]): string {
  const number = (value: number | undefined): string => (value === undefined ? '–' : value.toFixed(value < 10 ? 2 : 1));
  const ratio = (name: string, peer: PeerName): string => {
    const value = report.ratios[name]?.[peer];
    const spread = report.ranges[name]?.[peer];
    return value === undefined || spread === undefined
      ? '–'
      : `${number(value)} (${number(spread[0])}–${number(spread[1])})`;
  };
  const rows = workloads
    .filter((workload) => report.medians[workload.name] !== undefined)
    .map((workload) => {
      const medians = report.medians[workload.name] ?? {};
      const toKeras = report.ratios[workload.name]?.keras;
      const verdict = toKeras === undefined ? 'not compared' : toKeras <= workload.limit ? 'met' : 'MISSED';
      return [
        `${workload.name} ${workload.title}`,
        number(medians.ours),
        number(medians.pytorch),
        number(medians.keras),
        ratio(workload.name, 'pytorch'),
        ratio(workload.name, 'keras'),
        `≤ ${workload.limit} ${verdict}`,
      ];
    });
  const head = ['ms a training step', 'ours', 'PyTorch', 'Keras', 'ours / PyTorch', 'ours / Keras', 'limit to Keras'];
  const widths = head.map((title, column) =>
    Math.max(...[head, ...rows].map((row) => (row[column] ?? '').length), title.length),
  );
  const line = (row: readonly string[]): string =>
    row
      .map((cell, column) => (column === 0 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0)))
      .join('  ');
  const versions = Object.entries(report.versions).map(
    ([side, of]) =>
      `${side}: ${Object.entries(of)
        .map((pair) => pair.join(' '))
        .join(', ')}`,
  );
  return [
    line(head),
    line(widths.map((width) => '-'.repeat(width))),
    ...rows.map(line),
    '',
    'Medians over alternating blocks; in brackets the ratios of the single rounds.',
    `${report.machine.processor}, ${report.machine.threads} threads`,
    ...versions,
  ].join('\n');
}
