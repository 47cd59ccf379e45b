/** What the four pooling layers share: a window of cells gives one value, channel by channel. */
import { ok } from '../result.ts';
import { slide, windowSize } from './convolution.ts';
import { defineLayer, type LayerType } from './layer-type.ts';
import { at, wrongRank } from './shape-checks.ts';

interface Pooling {
  readonly id: string;
  readonly class: string;
  /** Axes that the window covers: 1 for steps, 2 for images. */
  readonly axes: 1 | 2;
}

/** (batch, …axes, channels) → (batch, …positions, channels). Without strides of its own it moves by the window's size. */
export function windowPooling({ id, class: className, axes }: Pooling): LayerType {
  const expected = axes === 1 ? '(batch, time, features)' : '(batch, height, width, channels)';
  return defineLayer({
    id,
    version: 1,
    category: 'pooling',
    inputs: [{ name: 'x' }],
    outputs: [{ name: 'y' }],
    params: {
      poolSize: windowSize(axes, 2),
      strides: { kind: 'optionalInts', default: null, length: axes, min: 1, max: 10_000 },
      padding: { kind: 'choice', default: 'valid', options: ['valid', 'same'] },
    },
    inferShape(inputs, { poolSize, strides, padding }) {
      const x = at(inputs, 'x');
      const [batch, last] = [x[0], x[x.length - 1]];
      if (x.length !== axes + 2 || !batch || !last) return wrongRank(className, expected, x);
      const moved = slide(className, x, axes, { kernelSize: poolSize, strides: strides ?? poolSize, padding });
      return moved.ok ? ok({ y: [batch, ...moved.value, last] }) : moved;
    },
    mask: 'stops',
    keras: {
      class: className,
      fixed: { data_format: 'channels_last' },
      toConfig: ({ poolSize, strides }) => ({ strides: strides ?? poolSize }),
      fromConfig: (config): Record<string, null> =>
        JSON.stringify(config.strides) === JSON.stringify(config.pool_size) ? { strides: null } : {},
    },
  });
}
