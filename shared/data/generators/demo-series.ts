/**
 * Demo series: one short series with a trend and a wave, all values between 0.1 and 1. Each sample is its beginning up to
 * some step, filled with zeros from the left for a Masking layer, and the value that follows (S3).
 */
import { axis } from '../../graph/shape.ts';
import { proposeFor } from '../proposal.ts';
import { type GeneratorParams, type GeneratorType, whole } from './generator-type.ts';
import type { Random } from '../random.ts';

const shortest = 3;
const seriesLength = ({ values = 12, padded = 15 }: GeneratorParams): number => Math.min(values, padded + 1);

function seriesOf(params: GeneratorParams, random: Random): number[] {
  const length = seriesLength(params);
  const start = 0.15 + 0.1 * random.next();
  const end = 0.75 + 0.15 * random.next();
  const phase = 2 * Math.PI * random.next();
  return Array.from({ length }, (_, t) => start + ((end - start) * t) / (length - 1) + 0.03 * Math.sin(phase + t));
}

export const demoSeries: GeneratorType = {
  id: 'demoSeries',
  params: { values: whole(12, shortest + 1, 1000), padded: whole(15, shortest, 1000) },
  spec: ({ padded = 15 }) => ({
    inputs: [{ name: 'input', shape: [axis('time', padded), axis('features', 1)], dtype: 'float32' }],
    targets: [{ name: 'target', shape: [axis('units', 1)], kind: 'number' }],
    proposal: proposeFor('number', undefined, 1),
  }),
  distinct: (params) => Math.max(1, seriesLength(params) - shortest),
  write(params, { shared, index }, x, y) {
    const series = seriesOf(params, shared());
    const length = shortest + (index % Math.max(1, series.length - shortest));
    const padded = params['padded'] ?? 15;
    for (let t = 0; t < length; t++) x[padded - length + t] = series[t] ?? 0;
    y[0] = series[length] ?? 0;
  },
  showInput: (_, x) => {
    const first = x.findIndex((value) => value !== 0);
    return { kind: 'series', values: first < 0 ? [] : [...x.slice(first)] };
  },
  showTarget: (_, y) => ({ kind: 'series', values: [...y] }),
};
