/** What hands do with notes and frames, each as one undo step on the shown graph. */
import {
  addAnnotation,
  boxOf,
  changeAnnotation,
  frameAround,
  heldBy,
  type NodeSize,
  noteSize,
} from '../../shared/graph/annotations.ts';
import type { Annotation } from '../../shared/graph/graph-doc.ts';
import type { AnnotationId, NodeId } from '../../shared/ids.ts';
import { editGraph, selectedNodes, shownGraph } from '../state/shown-graph.ts';
import { useStudio } from '../state/store.ts';
import { tNow } from '../ui/i18n.ts';
import { nodeHeight, nodeWidth } from './node-size.ts';
import { canvas } from './canvas-handle.ts';
import { rounded } from './places.ts';

/** Sizes as measured on the screen. */
export const measured: NodeSize = ({ id }) => canvas()?.sizeOf(id) ?? { width: nodeWidth, height: nodeHeight };

const emptyFrame = { width: 420, height: 220 };
const textLimit = 4000;

/** An empty note above what is selected, or in the middle of the canvas, ready to be written. */
export function addNote(): void {
  const [node] = selectedNodes(useStudio.getState());
  const middle = canvas()?.middle() ?? { x: 0, y: 0 };
  const position = freePlace(node ? { x: node.position.x, y: node.position.y - noteSize.height - 40 } : middle);
  let added: AnnotationId | undefined;
  editGraph('command.addNote', (graph) => {
    const made = addAnnotation(graph, { kind: 'note', text: '', position: rounded(position), size: noteSize });
    added = made.id;
    return made.graph;
  });
  showAdded(added);
}

/** The nearest place, further up or down, where a note covers nothing. */
function freePlace({ x, y }: Annotation['position']): Annotation['position'] {
  const { nodes, annotations = [] } = shownGraph(useStudio.getState());
  const taken = [
    ...nodes.map((node) => ({ ...node.position, ...measured(node) })),
    ...annotations.filter(({ kind }) => kind === 'note').map(boxOf),
  ];
  const covers = (top: number): boolean =>
    taken.some(
      (box) =>
        x < box.x + box.width &&
        x + noteSize.width > box.x &&
        top < box.y + box.height &&
        top + noteSize.height > box.y,
    );
  let distance = 0;
  while (covers(y - distance) && covers(y + distance)) distance += 24;
  return { x, y: covers(y - distance) ? y + distance : y - distance };
}

/** A frame around the selected layers, or an empty one in the middle of the canvas. */
export function addFrame(): void {
  const ids = selectedNodes(useStudio.getState()).map(({ id }) => id);
  const title = tNow('canvas.frameTitle');
  let added: AnnotationId | undefined;
  editGraph('command.addFrame', (graph) => {
    const made =
      frameAround(graph, ids, title, measured) ??
      addAnnotation(graph, {
        kind: 'frame',
        text: title,
        position: rounded(canvas()?.middle() ?? { x: 0, y: 0 }),
        size: emptyFrame,
      });
    added = made.id;
    return made.graph;
  });
  showAdded(added);
}

function showAdded(added: AnnotationId | undefined): void {
  if (!added || !annotationOf(added)) return;
  const { select, setWriting } = useStudio.getState();
  select({ annotations: [added] });
  setWriting(added);
}

export function annotationOf(id: AnnotationId | null | undefined): Annotation | undefined {
  return shownGraph(useStudio.getState()).annotations?.find((annotation) => annotation.id === id);
}

/** Text, colour or size. Typing in one field is one step. */
export function editAnnotation(
  id: AnnotationId,
  change: Partial<Pick<Annotation, 'text' | 'colour' | 'position' | 'size'>>,
): void {
  const { text } = change;
  const short = text === undefined ? change : { ...change, text: text.slice(0, textLimit) };
  editGraph('command.editAnnotation', (graph) => changeAnnotation(graph, id, short), {
    merge: `${id} ${Object.keys(change).join(' ')}`,
  });
}

/** Ends writing: the text is kept, or left as it was. */
export function finishWriting(id: AnnotationId, text?: string): void {
  useStudio.getState().setWriting(null);
  if (text !== undefined)
    editGraph('command.editAnnotation', (graph) => changeAnnotation(graph, id, { text: text.slice(0, textLimit) }));
}

export interface HeldIds {
  readonly nodes: readonly NodeId[];
  readonly annotations: readonly AnnotationId[];
}

/** What moves with frames: everything they hold, themselves left out. */
export function heldByFrames(ids: readonly AnnotationId[]): HeldIds {
  const graph = shownGraph(useStudio.getState());
  const held = (graph.annotations ?? [])
    .filter((annotation) => ids.includes(annotation.id))
    .map((frame) => heldBy(graph, frame, measured));
  return {
    nodes: [...new Set(held.flatMap(({ nodes }) => nodes.map(({ id }) => id)))],
    annotations: [...new Set(held.flatMap(({ annotations }) => annotations.map(({ id }) => id)))].filter(
      (id) => !ids.includes(id),
    ),
  };
}
