/** Shapes in words; the picture of the graph uses the same. */
export { axisText, shapeLabel, sizeText } from '../../shared/graph/shape-words.ts';
