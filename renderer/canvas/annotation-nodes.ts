/** Notes and frames as React Flow's nodes. Frames lie behind everything, selected or not. */
import type { Node } from '@xyflow/react';
import type { Annotation, Graph } from '../../shared/graph/graph-doc.ts';
import type { Selection } from '../state/session-slice.ts';

export interface AnnotationData extends Record<string, unknown> {
  readonly annotation: Annotation;
}
export type AnnotationFlowNode = Node<AnnotationData, 'note' | 'frame'>;

/** A selected node is lifted by a thousand: a frame must stay below what it holds even then. */
const behind = -2000;

/** The class of what a frame is held by: its inside lets the pointer through to the canvas. */
export const frameHandle = 'frame-handle';

export function toAnnotationNodes(
  graph: Graph,
  selection: Selection,
  label: (annotation: Annotation) => string,
  before: ReadonlyMap<string, Node>,
): AnnotationFlowNode[] {
  const selected = new Set<string>(selection.annotations);
  return (graph.annotations ?? []).map((annotation): AnnotationFlowNode => {
    const old = before.get(annotation.id) as AnnotationFlowNode | undefined; // made here, under this id
    const ariaLabel = label(annotation);
    const isSelected = selected.has(annotation.id);
    const moved = old?.position.x !== annotation.position.x || old.position.y !== annotation.position.y;
    const same =
      old && !moved && old.data.annotation === annotation && old.selected === isSelected && old.ariaLabel === ariaLabel;
    if (same) return old;
    return {
      ...(old?.measured ? { measured: old.measured } : {}),
      id: annotation.id,
      type: annotation.kind,
      position: annotation.position,
      ...annotation.size,
      data: old?.data.annotation === annotation ? old.data : { annotation },
      selected: isSelected,
      ariaLabel,
      ...(annotation.kind === 'frame'
        ? { zIndex: behind, dragHandle: `.${frameHandle}`, style: { pointerEvents: 'none' } }
        : {}),
    };
  });
}
