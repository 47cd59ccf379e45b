/** Pixels share one scale: that of the whole picture, not of each column. */
import type { FittedColumn } from '../../../shared/data/fitted.ts';
import { type Recipe, stepOf } from '../../../shared/data/recipe.ts';
import type { FitContext } from './fit-context.ts';
import { refuse } from './trace.ts';
import type { UsedColumn } from './used-columns.ts';

export interface FittedUse {
  readonly column: UsedColumn;
  readonly fit: FittedColumn;
}

const largestByte = 255;

/** The features with the scale of the `image` step, checked against the picture's size; the same without that step. */
export function fitImage(features: readonly FittedUse[], context: FitContext): readonly FittedUse[] {
  const { recipe, data, trace, fitted } = context;
  const step = stepOf(recipe, 'image');
  if (!step) return features;
  const report = trace.begin('image').summary;
  const expected = step.height * step.width * step.channels;
  if (features.length !== expected) {
    const { height, width, channels } = step;
    refuse('recipe/image-size', { height, width, channels, expected, received: features.length }, { file: data.file });
  }
  for (const { column, fit } of features) {
    if (fit.encoding !== 'number')
      refuse('recipe/image-values', { name: column.name }, { file: data.file, column: column.name });
    if (fit.scale && fitted === null && step.divide !== 'nothing') {
      const details = { step: 'image', after: 'scale', rule: 'once', column: column.name };
      refuse('recipe/order', details, { file: data.file, column: column.name });
    }
  }
  if (fitted !== null || step.divide === 'nothing') return features;
  const largest = step.divide === 'byte' ? largestByte : largestOf(features, context.training);
  report['largest'] = largest;
  const scale: FittedColumn['scale'] = { method: 'minmax', min: 0, max: largest, range: [0, 1] };
  return features.map(({ column, fit }) => ({ column, fit: { ...fit, scale } }));
}

function largestOf(features: readonly FittedUse[], training: Uint8Array): number {
  let largest = 0;
  for (const { column } of features) {
    column.numbers.forEach((value, at) => {
      if (training[at] === 1 && Math.abs(value) > largest) largest = Math.abs(value);
    });
  }
  return largest === 0 ? 1 : largest;
}

/** Sizes of one row's input: a picture, its pixels in order, or plain features. */
export function rowSizes(recipe: Recipe, width: number): readonly number[] {
  const step = stepOf(recipe, 'image');
  if (!step) return [width];
  return step.layout === 'image' ? [step.height, step.width, step.channels] : [step.height * step.width, step.channels];
}
