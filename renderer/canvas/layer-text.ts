/** Words about a node; the picture of the graph uses the same. */
export { glanceText, typeText } from '../../shared/graph/node-words.ts';
