/** The report as tables of words, which the console and the README set in their own way. */
import { sideNames, sides, type Side } from '../sides.ts';
import { type BenchReport, type SectionId, verdictOf } from './report.ts';

export interface Table {
  readonly title: string;
  readonly head: readonly string[];
  readonly rows: readonly (readonly string[])[];
  /** Sentences below it. */
  readonly notes: readonly string[];
}

const titles: Readonly<Record<SectionId, string>> = {
  training: 'Training step',
  prediction: 'Prediction, from numbers in memory to numbers in memory',
  epoch: 'Whole epoch of S7',
  memory: 'Memory at the highest',
  avx2: 'Training step, all limited to AVX2',
};

export function tables(report: BenchReport): readonly Table[] {
  return [
    ...report.sections.map((section) => comparisonTable(report, section)),
    ...arithmeticTables(report),
    ...feedingTables(report),
    ...figureTables('The app in Chromium', report.app),
    ...figureTables('The editor in Chromium: main thread, drawing of the screen left out', report.ui),
  ];
}

function comparisonTable(report: BenchReport, { id, unit, keys }: BenchReport['sections'][number]): Table {
  const present = sides.filter((side) => keys.some((key) => report.medians[key]?.[side] !== undefined));
  const peers = present.filter((side): side is Exclude<Side, 'ours'> => side !== 'ours');
  const compared = peers.filter((peer) => peer === 'pytorch' || peer === 'keras');
  const hasLimits = keys.some((key) => Object.keys(report.limits[key] ?? {}).length > 0);
  return {
    title: titles[id],
    head: [
      unit,
      ...present.map((side) => sideNames[side]),
      ...peers.map((peer) => `/ ${sideNames[peer]}`),
      ...(hasLimits ? compared.map((peer) => `at most / ${sideNames[peer]}`) : []),
    ],
    rows: keys.map((key) => [
      id === 'training' || id === 'avx2'
        ? `${key.replace('avx2-', '')} ${report.titles[key]}`
        : (report.titles[key] ?? key),
      ...present.map((side) => figure(report.medians[key]?.[side])),
      ...peers.map((peer) => ratio(report, key, peer)),
      ...(hasLimits ? compared.map((peer) => limit(report, key, peer)) : []),
    ]),
    notes: [
      ...keys.flatMap((key) => (report.notes[key] === undefined ? [] : [`${key}: ${report.notes[key]}.`])),
      ...(id === 'epoch' ? accuracyNote(report) : []),
    ],
  };
}

function accuracyNote({ accuracy = {} }: BenchReport): readonly string[] {
  const parts = Object.entries(accuracy).map(([side, value]) => `${sideNames[side as Side]} ${percent(value, 2)}`);
  return parts.length === 0 ? [] : [`Characters of fresh sums that are right after it: ${parts.join(', ')}.`];
}

function arithmeticTables({ arithmetic }: BenchReport): readonly Table[] {
  if (arithmetic === undefined) return [];
  return [
    {
      title: 'Distance from the arithmetic limit',
      head: [
        'ms a step',
        'million operations',
        'at the peak',
        'measured',
        'share',
        'recurrent ops, eager',
        'other ops, eager',
      ],
      rows: arithmetic.figures.map(({ key, flop, least, step, share, profile }) => [
        key,
        figure(flop / 1e6),
        figure(least),
        figure(step),
        percent(share),
        figure(profile?.recurrent),
        figure(profile === null ? undefined : profile.products + profile.update + profile.others),
      ]),
      notes: [
        `The fastest large matrix product of this engine reaches ${figure(arithmetic.flopPerSecond / 1e9)} GFLOP/s; a ` +
          'step can be no shorter than its matrix products at that speed.',
        'What is left of a step beside its ops is the calls themselves and JavaScript; a recorded step has neither.',
      ],
    },
  ];
}

function feedingTables({ feeding }: BenchReport): readonly Table[] {
  if (feeding === undefined) return [];
  return [
    {
      title: 'Feeding: batches assembled anew against one batch used again',
      head: ['ms a step', 'one batch', 'fresh batches', 'cost', 'at most'],
      rows: feeding.map(({ template, reused, fresh, cost, limit: most }) => [
        template,
        figure(reused),
        figure(fresh),
        figure(cost, 3),
        `${figure(most, 3)} ${cost <= most ? 'met' : 'MISSED'}`,
      ]),
      notes: [],
    },
  ];
}

function figureTables(title: string, figures: BenchReport['app']): readonly Table[] {
  if (figures === undefined) return [];
  return [
    {
      title,
      head: ['', 'measured', 'at most'],
      rows: figures.map(({ name, unit, value, limit: most }) => [
        name,
        `${figure(value)} ${unit}`,
        most === null ? '' : `${most} ${unit} ${value <= most ? 'met' : 'MISSED'}`,
      ]),
      notes: [],
    },
  ];
}

/** Three digits that say something; a dash for nothing measured. */
export function figure(value: number | undefined, places = 2): string {
  if (value === undefined || !Number.isFinite(value)) return '–';
  return value.toFixed(Math.abs(value) < 10 ? places : Math.abs(value) < 100 ? 1 : 0);
}

const percent = (value: number, places = 0): string => `${(value * 100).toFixed(places)} %`;

function ratio(report: BenchReport, key: string, peer: Exclude<Side, 'ours'>): string {
  const value = report.ratios[key]?.[peer];
  const spread = report.ranges[key]?.[peer];
  if (value === undefined || spread === undefined) return '–';
  return (report.blocks[key]?.ours?.length ?? 0) < 2
    ? figure(value)
    : `${figure(value)} (${figure(spread[0])}–${figure(spread[1])})`;
}

function limit(report: BenchReport, key: string, peer: 'pytorch' | 'keras'): string {
  const verdict = verdictOf(report, key, peer);
  return verdict === undefined ? '' : `${report.limits[key]?.[peer]} ${verdict}`;
}
