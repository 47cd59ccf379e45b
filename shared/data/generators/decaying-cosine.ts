/**
 * Decaying cosine: one long series cos(2πt/period + phase)·e^(−decay·t), point after point; the value `lookAhead` points
 * later is to be told from one point alone, so only a memory that lasts from batch to batch can tell it (S11). The seed
 * decides where the wave begins.
 */
import { axis } from '../../graph/shape.ts';
import { proposeFor } from '../proposal.ts';
import { type GeneratorParams, type GeneratorType, real, whole } from './generator-type.ts';

const valueAt = (t: number, phase: number, { period = 200, decay = 0.0001 }: GeneratorParams): number =>
  Math.cos(2 * Math.PI * (t / period + phase)) * Math.exp(-decay * t);

export const decayingCosine: GeneratorType = {
  id: 'decayingCosine',
  params: {
    lookAhead: whole(20, 1, 100_000),
    period: whole(200, 2, 1_000_000),
    decay: real(0.0001, 0, 1),
    lanes: whole(25, 1, 10_000),
  },
  spec: () => ({
    inputs: [{ name: 'input', shape: [axis('time', 1), axis('features', 1)], dtype: 'float32' }],
    targets: [{ name: 'target', shape: [axis('units', 1)], kind: 'number' }],
    proposal: proposeFor('number', undefined, 1),
  }),
  lanes: ({ lanes = 25 }) => lanes,
  write(params, { index, shared }, x, y) {
    const phase = shared().next();
    x[0] = valueAt(index, phase, params);
    y[0] = valueAt(index + (params['lookAhead'] ?? 20), phase, params);
  },
  showInput: (_, x) => ({ kind: 'series', values: [...x] }),
  showTarget: (_, y) => ({ kind: 'series', values: [...y] }),
};
