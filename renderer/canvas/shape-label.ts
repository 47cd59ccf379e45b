import type { TFunction } from 'i18next';
import { shapeLabel } from '../../shared/graph/shape-words.ts';
import type { Shape } from '../../shared/graph/shape.ts';

/** Shapes in words; the picture of the graph uses the same. */
export { shapeLabel, wireAxes, wireLabel } from '../../shared/graph/shape-words.ts';

/** For narrow places: lines break between axes only, never between an axis and its size. */
export const shapeInColumn = (shape: Shape, t: TFunction): string =>
  shapeLabel(shape, t).replaceAll(/(?<!·) (?!·)/g, '\u00a0');
