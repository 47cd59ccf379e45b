/** The graph on the canvas: the model itself, or the inside of the block that is open. */
import type { Definition, Graph, GraphDoc, GraphNode } from '../../shared/graph/graph-doc.ts';
import { inScope } from '../../shared/graph/edits.ts';
import { emptyGraphDoc } from '../../shared/graph/graph-doc.ts';
import { dropLostWires } from '../../shared/graph/lost-wires.ts';
import { tooLarge } from '../../shared/graph/graph-limits.ts';
import { problemText } from '../../shared/i18n/translate.ts';
import type { DefinitionId } from '../../shared/ids.ts';
import type { Problem } from '../../shared/problem.ts';
import { tNow } from '../ui/i18n.ts';
import { tell } from '../ui/notify.ts';
import type { Selection } from './session-slice.ts';
import type { Studio } from './store.ts';
import { updateDoc, useStudio } from './store.ts';

const definitionById = (doc: GraphDoc, id: DefinitionId | undefined): Definition | undefined =>
  doc.definitions.find((definition) => definition.id === id);

/** The last opened block that still exists; undoing may have removed it. */
export function shownDefinition(state: Pick<Studio, 'doc' | 'blockPath'>): Definition | undefined {
  return state.doc ? definitionById(state.doc.graph, state.blockPath.at(-1)) : undefined;
}

export function shownGraph(state: Pick<Studio, 'doc' | 'blockPath'>): Graph {
  return shownDefinition(state) ?? state.doc?.graph ?? emptyGraphDoc;
}

/** The selected layers of the shown graph, in its order. */
export const selectedNodes = (state: Pick<Studio, 'doc' | 'blockPath' | 'selection'>): readonly GraphNode[] =>
  shownGraph(state).nodes.filter(({ id }) => state.selection.nodes.includes(id));

/** What of the shown graph has this id, as a selection: a layer, a wire, a note or a frame. */
export function selectionOfPart(state: Pick<Studio, 'doc' | 'blockPath'>, id: string | null): Selection {
  const { nodes, wires, annotations = [] } = shownGraph(state);
  const chosen = <T extends { readonly id: string }>(list: readonly T[]): T['id'][] =>
    list.filter((candidate) => candidate.id === id).map((candidate) => candidate.id);
  return { nodes: chosen(nodes), wires: chosen(wires), annotations: chosen(annotations) };
}

export const useShownGraph = (): Graph => useStudio(shownGraph);

/** Definition on the canvas, as edits name it; undefined is the model itself. */
export const shownScope = (state: Pick<Studio, 'doc' | 'blockPath'>): DefinitionId | undefined =>
  shownDefinition(state)?.id;

interface EditOptions {
  readonly merge?: string | undefined;
}

/** Edits the shown graph as one undo step named by the catalogue key `command`. */
export function editGraph(
  command: string,
  edit: (graph: Graph, definitions: GraphDoc['definitions']) => Graph,
  options?: EditOptions,
): void {
  editDocument(command, (doc, scope) => inScope(doc, scope, (graph) => edit(graph, doc.definitions)), options);
}

/**
 * As `editGraph`, for edits that also make or drop definitions. `scope` is the shown one. An edit that would make the
 * drawing larger than a project file may be is refused with a notice.
 */
export function editDocument(
  command: string,
  edit: (doc: GraphDoc, scope: DefinitionId | undefined) => GraphDoc,
  options?: EditOptions,
): void {
  const scope = shownScope(useStudio.getState());
  let refused: Problem | undefined;
  updateDoc(
    command,
    (project) => {
      const edited = edit(project.graph, scope);
      // A port less inside a block is a wire less wherever the block is used.
      const graph = scope === undefined || edited === project.graph ? edited : dropLostWires(edited);
      refused = tooLarge(graph);
      return graph === project.graph || refused ? project : { ...project, graph };
    },
    options,
  );
  if (refused) tell(problemText(refused, tNow));
}
