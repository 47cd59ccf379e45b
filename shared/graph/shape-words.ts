/** Shapes in words: `time 100 · features 20`. The batch is always there, so it is not said. */
import type { TFunction } from 'i18next';
import type { Axis, Shape } from './shape.ts';

export const sizeText = (size: number | null): string => (size === null ? '?' : String(size));

export function axisText(axis: Axis, t: TFunction): string {
  return `${t(`axis.${axis.name}`)} ${sizeText(axis.size)}`;
}

/** Axes of one sample; a single number is said as such. */
export function shapeLabel(shape: Shape, t: TFunction): string {
  const axes = shape.filter((axis) => axis.name !== 'batch');
  return axes.length === 0 ? t('editor.oneNumber') : axes.map((axis) => axisText(axis, t)).join(' · ');
}

/** The axes of what a wire carries, batch and all: `batch`, `time 100`, `features 20`. */
export const wireAxes = (shape: Shape, t: TFunction): readonly string[] =>
  shape.map((axis) => (axis.name === 'batch' && axis.size === null ? t('axis.batch') : axisText(axis, t)));

/** `batch × time 100 × features 20`. */
export const wireLabel = (shape: Shape, t: TFunction): string => wireAxes(shape, t).join(' × ');
