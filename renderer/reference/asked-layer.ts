/** Which layer the reference opens at. */
import { layerType, type LayerTypeId } from '../../shared/layers/index.ts';
import { shownGraph } from '../state/shown-graph.ts';
import type { Studio } from '../state/store.ts';

const first: LayerTypeId = 'lstm';

const known = (id: string | null | undefined): LayerTypeId | undefined =>
  id && layerType(id) ? (id as LayerTypeId) : undefined; // the registry has just said so

/** The layer under the keyboard focus (palette, outline), else the selected one, else a common one. */
export function askedLayer(state: Studio): LayerTypeId {
  const focused = document.activeElement?.closest('[data-layer-type]')?.getAttribute('data-layer-type');
  const node = state.doc ? shownGraph(state).nodes.find(({ id }) => state.selection.nodes.includes(id)) : undefined;
  return known(focused) ?? known(node?.type) ?? first;
}
