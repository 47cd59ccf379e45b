import { axis } from '../graph/shape.ts';
import { ok } from '../result.ts';
import { windowSize } from './convolution.ts';
import { defineLayer } from './layer-type.ts';
import { at, wrongRank } from './shape-checks.ts';

/** Every row and column of an image several times: (batch, height, width, channels), larger. */
export const upSampling2d = defineLayer({
  id: 'upSampling2d',
  version: 1,
  category: 'shape',
  inputs: [{ name: 'x' }],
  outputs: [{ name: 'y' }],
  params: { size: windowSize(2, 2) },
  inferShape(inputs, { size }) {
    const x = at(inputs, 'x');
    const [batch, height, width, channels] = x;
    if (x.length !== 4 || !batch || !height || !width || !channels)
      return wrongRank('UpSampling2D', '(batch, height, width, channels)', x);
    const larger = [height, width].map(({ name, size: before }, index) =>
      axis(name, before === null ? null : before * (size[index] ?? 1)),
    );
    return ok({ y: [batch, ...larger, channels] });
  },
  mask: 'stops',
  keras: { class: 'UpSampling2D', fixed: { data_format: 'channels_last', interpolation: 'nearest' } },
});
