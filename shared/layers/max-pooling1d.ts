import { ok } from '../result.ts';
import { slide, windowSize } from './convolution.ts';
import { defineLayer } from './layer-type.ts';
import { at, wrongRank } from './shape-checks.ts';

/** The largest value of each window of steps. Without strides of its own it moves by the window's size. */
export const maxPooling1d = defineLayer({
  id: 'maxPooling1d',
  version: 1,
  category: 'pooling',
  inputs: [{ name: 'x' }],
  outputs: [{ name: 'y' }],
  params: {
    poolSize: windowSize(1, 2),
    strides: { kind: 'optionalInts', default: null, length: 1, min: 1, max: 10_000 },
    padding: { kind: 'choice', default: 'valid', options: ['valid', 'same'] },
  },
  inferShape(inputs, { poolSize, strides, padding }) {
    const x = at(inputs, 'x');
    const [batch, last] = [x[0], x[x.length - 1]];
    if (x.length !== 3 || !batch || !last) return wrongRank('MaxPooling1D', '(batch, time, features)', x);
    const moved = slide('MaxPooling1D', x, 1, { kernelSize: poolSize, strides: strides ?? poolSize, padding });
    return moved.ok ? ok({ y: [batch, ...moved.value, last] }) : moved;
  },
  mask: 'stops',
  keras: {
    class: 'MaxPooling1D',
    fixed: { data_format: 'channels_last' },
    toConfig: ({ poolSize, strides }) => ({ strides: strides ?? poolSize }),
    fromConfig: (config): Record<string, null> =>
      JSON.stringify(config.strides) === JSON.stringify(config.pool_size) ? { strides: null } : {},
  },
});
