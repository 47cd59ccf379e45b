import { applyNodeChanges, type EdgeChange, type NodeChange } from '@xyflow/react';
import { type RefObject, useCallback, useLayoutEffect, useMemo, useRef, useState } from 'react';
import type { Annotation, GraphNode } from '../../shared/graph/graph-doc.ts';
import { useSpokenCost } from '../cost/spoken-cost.ts';
import { useShownFacts } from '../state/derived.ts';
import { shownGraph, useShownGraph } from '../state/shown-graph.ts';
import { useStudio } from '../state/store.ts';
import { useT } from '../ui/i18n.ts';
import { draggedChanges } from './dragging.ts';
import {
  type CanvasNode,
  type Flow,
  selectionOf,
  toFlowEdges,
  toFlowNodes,
  type WireFlowEdge,
} from './flow-adapter.ts';
import { glide, takeGlide } from './glide.ts';
import { typeText } from './layer-text.ts';

/** React Flow's nodes and edges, kept beside the document: positions during a drag and measured sizes stay here. */
export function useFlowElements(flow: RefObject<Flow | null>) {
  const t = useT();
  const graph = useShownGraph();
  const facts = useShownFacts();
  const definitions = useStudio((state) => state.doc?.graph.definitions);
  const selection = useStudio((state) => state.selection);
  const spokenCost = useSpokenCost();
  const [nodes, setNodes] = useState<CanvasNode[]>([]);
  const [edges, setEdges] = useState<WireFlowEdge[]>([]);

  const labels = useMemo(() => {
    const layer = (node: GraphNode, name: string): string => {
      const bypassed = node.bypassed ? `(${t('canvas.bypassed')})` : '';
      const words = [typeText(t, node, definitions ?? []), name, bypassed].filter(Boolean).join(' ');
      return [words, spokenCost?.(node.id)].filter(Boolean).join(t('outline.stop'));
    };
    const annotation = ({ kind, text }: Annotation): string => t(`canvas.${kind}Named`, { text });
    return { layer, annotation };
  }, [t, definitions, spokenCost]);

  // Made while drawing, not in an effect: what is typed is on the canvas with the first drawing, not with a second one.
  const source = useMemo(
    () => ({ graph, definitions: definitions ?? [], facts, selection, labels }),
    [graph, definitions, facts, selection, labels],
  );
  const [shown, setShown] = useState<typeof source>();
  if (shown !== source) {
    setShown(source);
    setNodes(toFlowNodes(graph, source.definitions, facts, selection, labels, nodes));
    setEdges(toFlowEdges(graph, selection, edges));
  }

  const stopGlide = useRef<() => void>(() => undefined);
  // Before the browser draws: a movement begins where things were.
  useLayoutEffect(() => {
    const start = takeGlide();
    stopGlide.current();
    stopGlide.current = () => undefined;
    if (start) stopGlide.current = glide(start, graph.nodes, (places) => setNodes((before) => placed(before, places)));
  }, [source, graph]);

  const onNodesChange = useCallback(
    (changes: NodeChange<CanvasNode>[]) => {
      const selecting = changes.filter((change) => change.type === 'select');
      if (selecting.length > 0) selectChanged(selecting, []);
      const local = draggedChanges(
        changes.filter((change) => change.type === 'position' || change.type === 'dimensions'),
        flow.current?.getZoom() ?? 1,
      );
      if (local.length > 0) setNodes((before) => applyNodeChanges([...local], before));
    },
    [flow],
  );
  const onEdgesChange = useCallback((changes: EdgeChange<WireFlowEdge>[]) => {
    const selecting = changes.filter((change) => change.type === 'select');
    if (selecting.length > 0) selectChanged([], selecting);
  }, []);
  return { nodes, edges, onNodesChange, onEdgesChange };
}

/** The same nodes at other places, for a movement. */
function placed(
  nodes: CanvasNode[],
  places: readonly { readonly id: string; readonly position: { readonly x: number; readonly y: number } }[],
): CanvasNode[] {
  const to = new Map(places.map(({ id, position }) => [id, position]));
  return nodes.map((node) => {
    const position = to.get(node.id);
    return !position || (position.x === node.position.x && position.y === node.position.y)
      ? node
      : { ...node, position };
  });
}

function selectChanged(nodes: Parameters<typeof selectionOf>[1], wires: Parameters<typeof selectionOf>[2]): void {
  const state = useStudio.getState();
  const annotations = new Set<string>(shownGraph(state).annotations?.map(({ id }) => id));
  state.select(selectionOf(state.selection, nodes, wires, (id) => annotations.has(id)));
}
