/** Outputs that learn the same target side by side: which is better over repeated runs, in figures and a verdict. */
import { fromFigure, type Figure } from '../../shared/contract/figures.ts';
import type { RunSummary } from '../../shared/contract/run-events.ts';
import { betterWhen } from '../../shared/training/metrics.ts';

export interface ComparedOutputs {
  readonly outputs: readonly [string, string];
  /** Figure by which they are compared, without output and `val_`. */
  readonly figure: string;
  /** `val_` where a validation part was measured, else nothing. */
  readonly part: '' | 'val_';
}

/** The first two outputs of a run and what they share; undefined for a model with one output. */
export function comparedOutputs(names: readonly string[]): ComparedOutputs | undefined {
  const trained = names.filter((name) => !name.startsWith('val_'));
  const outputs = trained.filter((name) => name.endsWith('_loss')).map((name) => name.slice(0, -'_loss'.length));
  const [first, second, third] = outputs;
  if (first === undefined || second === undefined || third !== undefined) return undefined;
  const own = (output: string): readonly string[] =>
    trained.filter((name) => name.startsWith(`${output}_`)).map((name) => name.slice(output.length + 1));
  const shared = own(first).filter((name) => own(second).includes(name));
  const figure = shared.find((name) => name !== 'loss') ?? 'loss';
  const part = names.includes(`val_${first}_${figure}`) ? 'val_' : '';
  return { outputs: [first, second], figure, part };
}

/** Name of the figure of one output. */
export const figureOf = ({ figure, part }: ComparedOutputs, output: string): string => `${part}${output}_${figure}`;

export interface Trial {
  readonly run: number;
  readonly values: readonly [number, number];
}

/** Last figures of the finished runs of one drawing and recipe, oldest first. Runs that went on from another are no trial of their own. */
export function trialsOf(compared: ComparedOutputs, shown: RunSummary, runs: readonly RunSummary[]): readonly Trial[] {
  const value = (last: Readonly<Record<string, Figure>> | null, output: string): number => {
    const figure = last?.[figureOf(compared, output)];
    return figure === undefined ? Number.NaN : fromFigure(figure);
  };
  return runs
    .filter(
      (run) =>
        run.status === 'finished' &&
        run.continuedFrom === null &&
        run.documentHash === shown.documentHash &&
        run.epochs === shown.epochs,
    )
    .map(
      (run): Trial => ({
        run: run.number,
        values: [value(run.last, compared.outputs[0]), value(run.last, compared.outputs[1])],
      }),
    )
    .filter(({ values }) => values.every(Number.isFinite))
    .sort((a, b) => a.run - b.run);
}

export interface Comparison {
  readonly means: readonly [number, number];
  /** Sample standard deviations; NaN for one trial. */
  readonly deviations: readonly [number, number];
  /** 95 % interval of second − first, over pairs of one run (Student's t); NaN for one trial. */
  readonly interval: readonly [number, number];
  /** The better output, or none where the interval holds 0; undefined below three trials. */
  readonly better: string | null | undefined;
}

/** 97.5 % points of Student's t by degrees of freedom from 1; beyond the list the normal distribution's. */
const studentPoints = [
  12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228, 2.201, 2.179, 2.16, 2.145, 2.131, 2.12, 2.11,
  2.101, 2.093, 2.086, 2.08, 2.074, 2.069, 2.064, 2.06, 2.056, 2.052, 2.048, 2.045, 2.042,
];
const normalPoint = 1.96;
const fewestTrials = 3;

const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
const deviation = (values: readonly number[]): number => {
  const centre = mean(values);
  return Math.sqrt(values.reduce((sum, value) => sum + (value - centre) ** 2, 0) / (values.length - 1));
};

/** Undefined without any trial. */
export function compareTrials(compared: ComparedOutputs, trials: readonly Trial[]): Comparison | undefined {
  if (trials.length === 0) return undefined;
  const column = (place: 0 | 1): number[] => trials.map(({ values }) => values[place]);
  const differences = trials.map(({ values: [first, second] }) => second - first);
  const centre = mean(differences);
  const point = studentPoints[trials.length - 2] ?? normalPoint;
  const reach = (point * deviation(differences)) / Math.sqrt(trials.length);
  const interval = [centre - reach, centre + reach] as const;
  const sure = interval[0] > 0 || interval[1] < 0;
  const secondWins = centre > 0 === (betterWhen(compared.figure) === 'max');
  return {
    means: [mean(column(0)), mean(column(1))],
    deviations: [deviation(column(0)), deviation(column(1))],
    interval,
    better: trials.length < fewestTrials ? undefined : sure ? compared.outputs[secondWins ? 1 : 0] : null,
  };
}
