import { sameShape } from './disturbance.ts';
import { defineLayer } from './layer-type.ts';

/** x, or α (eˣ - 1) where x is negative (Clevert et al. 2016). */
export const elu = defineLayer({
  id: 'elu',
  version: 1,
  category: 'core',
  inputs: [{ name: 'x' }],
  outputs: [{ name: 'y' }],
  params: { alpha: { kind: 'float', default: 1, step: 0.1 } },
  inferShape: sameShape,
  mask: 'passes',
  keras: { class: 'ELU' },
});
