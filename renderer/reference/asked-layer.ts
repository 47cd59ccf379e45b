/** Which layer the reference opens at. */
import { blockType } from '../../shared/graph/ports.ts';
import { layerType, type LayerTypeId } from '../../shared/layers/index.ts';
import { shownGraph } from '../state/shown-graph.ts';
import type { Studio } from '../state/store.ts';

/** What the reference has an article about: blocks have one although they are drawn by hand. */
export type Topic = LayerTypeId | typeof blockType;

const first: LayerTypeId = 'lstm';

const known = (id: string | null | undefined): Topic | undefined =>
  id && (layerType(id) || id === blockType) ? (id as Topic) : undefined; // the registry has just said so

/** The layer under the keyboard focus (palette, outline), else the selected one, else a common one. */
export function askedLayer(state: Studio): Topic {
  const focused = document.activeElement?.closest('[data-layer-type]')?.getAttribute('data-layer-type');
  const node = state.doc ? shownGraph(state).nodes.find(({ id }) => state.selection.nodes.includes(id)) : undefined;
  return known(focused) ?? known(node?.type) ?? first;
}
