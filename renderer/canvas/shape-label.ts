/** Shapes in words; the picture of the graph uses the same. */
export { shapeLabel, wireAxes, wireLabel } from '../../shared/graph/shape-words.ts';
