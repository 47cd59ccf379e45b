/** What commands of the canvas have in common. */
import type { GraphNode } from '../../shared/graph/graph-doc.ts';
import { shownGraph } from '../state/shown-graph.ts';
import type { Studio } from '../state/store.ts';
import { type Command, type CommandSpec, defineCommand, editable } from './command.ts';

export const onModel = (state: Studio): boolean => state.doc !== null && state.place === 'model';
export const canEdit = (state: Studio): boolean => onModel(state) && editable(state);

export const nodesSelected = ({ selection }: Studio): boolean => selection.nodes.length > 0;
/** Layers, notes or frames: what can be copied and moved. */
export const partsSelected = ({ selection }: Studio): boolean =>
  selection.nodes.length + selection.annotations.length > 0;
export const anySelected = (state: Studio): boolean => partsSelected(state) || state.selection.wires.length > 0;

/** The one selected node; undefined with none or several. */
export function selectedNode(state: Studio): GraphNode | undefined {
  const [id, ...others] = state.selection.nodes;
  return others.length === 0 ? shownGraph(state).nodes.find((node) => node.id === id) : undefined;
}

/** A command whose keys work on the canvas and its outline. */
export const model = (spec: CommandSpec): Command => defineCommand({ scope: 'model', enabled: onModel, ...spec });

/** Focuses a field and selects what is in it; Escape there goes back to where the person came from. */
export function focusSoon(find: () => HTMLElement | null | undefined): void {
  const from = document.activeElement;
  const focus = (target: HTMLElement | null | undefined): void => {
    target?.focus();
    if (target instanceof HTMLInputElement && target.type === 'text') target.select();
    if (from instanceof HTMLElement && from !== document.body)
      target?.addEventListener('keydown', (event) => {
        if (event.key === 'Escape' && from.isConnected) from.focus();
      });
  };
  const target = find();
  // At once where it can be: what somebody types next belongs there, and would be shortcuts elsewhere.
  if (target) focus(target);
  // The panel has to be drawn first.
  else requestAnimationFrame(() => requestAnimationFrame(() => focus(find())));
}
