import { useMemo } from 'react';
import type { Prediction } from '../../shared/contract/prediction.ts';
import { CurveChart, fixedSource } from '../charts/CurveChart.tsx';
import { useT } from '../ui/i18n.ts';

type Series = Prediction['series'][number];

/** Input, truth and prediction on one time axis: what is told comes after what was seen, unless it was told for each step. */
export function forecastColumns({
  input,
  truth,
  prediction,
}: Series): readonly [number[], number[], number[], number[]] {
  const told = Math.max(truth?.length ?? 0, prediction.length);
  const start = input.length;
  const length = start + told;
  const empty = (): number[] => new Array<number>(length).fill(Number.NaN);
  const columns: [number[], number[], number[], number[]] = [
    Array.from({ length }, (_, index) => index + 1),
    empty(),
    empty(),
    empty(),
  ];
  input.forEach((value, index) => (columns[1][index] = value));
  truth?.forEach((value, index) => (columns[2][start + index] = value));
  prediction.forEach((value, index) => (columns[3][start + index] = value));
  return columns;
}

/** Forecasts of one number each, sample after sample: how the prediction follows the truth over the whole part. */
export function sampleColumns(series: readonly Series[]): readonly [number[], number[], number[]] {
  const first = (values: readonly number[] | null): number => values?.[0] ?? Number.NaN;
  return [
    series.map((_, index) => index + 1),
    series.map(({ truth }) => first(truth)),
    series.map(({ prediction }) => first(prediction)),
  ];
}

export function SamplesChart({ series }: { series: readonly Series[] }) {
  const t = useT();
  const source = useMemo(() => fixedSource(sampleColumns(series)), [series]);
  const dots = series.length < 60;
  return (
    <CurveChart
      name={t('use.forecast')}
      curves={[
        { label: t('use.curve.truth'), colour: 'accent', points: dots },
        { label: t('use.curve.prediction'), colour: 'second', dashed: true, points: dots },
      ]}
      source={source}
      xLabel={t('use.column.sample')}
      height={260}
    />
  );
}

export function ForecastChart({ series }: { series: Series }) {
  const t = useT();
  const source = useMemo(() => fixedSource(forecastColumns(series)), [series]);
  const dots = series.prediction.length < 30;
  return (
    <CurveChart
      name={t('use.forecast')}
      curves={[
        { label: t('use.curve.input'), colour: 'quiet' },
        { label: t('use.curve.truth'), colour: 'accent', points: dots },
        { label: t('use.curve.prediction'), colour: 'second', dashed: true, points: dots },
      ]}
      source={source}
      xLabel={t('train.step')}
      height={260}
    />
  );
}
