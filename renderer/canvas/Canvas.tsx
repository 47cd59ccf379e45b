import '@xyflow/react/dist/style.css';
import { useMantineColorScheme } from '@mantine/core';
import {
  Background,
  type EdgeChange,
  type FitViewOptions,
  type NodeChange,
  type NodeMouseHandler,
  type OnMove,
  type OnNodeDrag,
  applyNodeChanges,
  PanOnScrollMode,
  Panel,
  ReactFlow,
  type ReactFlowInstance,
  type SelectionDragHandler,
  SelectionMode,
} from '@xyflow/react';
import {
  type DragEvent,
  type FocusEvent,
  useCallback,
  memo,
  useEffect,
  useLayoutEffect,
  useMemo,
  useRef,
  useState,
} from 'react';
import type { Annotation, GraphNode } from '../../shared/graph/graph-doc.ts';
import { useStudio } from '../state/store.ts';
import { useShownFacts } from '../state/derived.ts';
import { shownGraph, useShownGraph } from '../state/shown-graph.ts';
import { CostLegend } from '../cost/CostLegend.tsx';
import { useSpokenCost } from '../cost/spoken-cost.ts';
import { FlowBar } from '../flow/FlowBar.tsx';
import { FlowMarks } from '../flow/FlowMarks.tsx';
import { useT } from '../ui/i18n.ts';
import { AddAtWire } from './AddAtWire.tsx';
import { FrameNode, NoteNode } from './AnnotationNode.tsx';
import { addLayer, newPlace, nodeWidth } from './canvas-actions.ts';
import { canvas, setCanvas } from './canvas-handle.ts';
import { CanvasTools } from './CanvasTools.tsx';
import { SharedLegend } from './SharedLegend.tsx';
import { Breadcrumb } from './Breadcrumb.tsx';
import { DrawingTabs } from './DrawingTabs.tsx';
import { draggedChanges, dragOver, endDrag, startDrag } from './dragging.ts';
import { manyNodes, useFarView } from './far-view.ts';
import { FarWires } from './FarWires.tsx';
import { FindBar } from './FindBar.tsx';
import {
  type CanvasNode,
  plainlyPlaced,
  toFlowEdges,
  toFlowNodes,
  type WireFlowEdge,
  selectionOf,
} from './flow-adapter.ts';
import { markGesture } from './gesture.ts';
import { glide, takeGlide } from './glide.ts';
import { Guides } from './Guides.tsx';
import { LayerNode } from './LayerNode.tsx';
import { typeText } from './layer-text.ts';
import { MiniMap } from './MiniMap.tsx';
import { moving } from './moving.ts';
import { endPaletteDrag, layerDragType, paletteDragLeave, paletteDragOver } from './palette-drag.ts';
import { useWireDrag } from './wire-drag.ts';
import { WireEdge } from './WireEdge.tsx';
import { WireHint } from './WireHint.tsx';
import { hideWireTip, onEdgeMouseEnter, showWireTip } from './wire-tip.ts';
import { WireTip } from './WireTip.tsx';
import { ZoomLevel } from './ZoomLevel.tsx';
import { isValidConnection, onConnect, onConnectEnd, onConnectStart, onReconnect, onReconnectStart } from './wiring.ts';
import { wireAt } from './wire-under-pointer.ts';
import classes from './canvas.module.css';

const nodeTypes = { layer: LayerNode, note: NoteNode, frame: FrameNode };
const edgeTypes = { wire: WireEdge };
/** On the left stand the tools: a layer under them could not be read. */
const besideTools = 60;
const besideEdge = 20;
/** Room for the labels of the first row's wires. */
const aboveFirst = 60;
const fitOptions = {
  padding: { left: `${besideTools}px`, right: `${besideEdge}px`, y: 0.04 },
  maxZoom: 1.1,
} as const satisfies FitViewOptions;
/** Below this nobody can read a layer: a long model then opens at its beginning instead of as a whole. */
const readableZoom = 0.68;
const noEdges: WireFlowEdge[] = [];

type Flow = ReactFlowInstance<CanvasNode, WireFlowEdge>;

// React Flow draws every node again when a handler is a new function, so all of these stay the same ones.
const onDrag: OnNodeDrag<CanvasNode> = (event) => {
  if ('clientX' in event) dragOver(event.clientX, event.clientY);
};
const stopDrag = (): void => {
  markGesture(false);
  endDrag();
};
// A press alone is no movement: what it was on must still get the click.
const onMove: OnMove = (event) => {
  if (event?.type === 'mousemove') markGesture(true);
};
const onMoveEnd: OnMove = () => markGesture(false);
const onDoubleClick: NodeMouseHandler<CanvasNode> = (_, node) => {
  if (node.type === 'layer') openBlockOf(node.data.node);
  else useStudio.getState().setWriting(node.data.annotation.id);
};
const addingKeys = ['Control', 'Meta', 'Shift'];
/** As wide as it needs: React Flow leaves what is centred half of the canvas. */
const flowBarStyle = { width: 'max-content', maxWidth: 'calc(100% - 32px)' };
/** Between the tools and the overview. */
const legendStyle = { width: 'max-content', maxWidth: 'calc(100% - 400px)' };

export function Canvas() {
  const { colorScheme } = useMantineColorScheme();
  const t = useT();
  const writable = useStudio((state) => state.writable);
  const connecting = useWireDrag((state) => state.fits !== null);
  const touchPad = useStudio((state) => state.touchPad);
  const isFar = useFarView();
  const flow = useRef<Flow | null>(null);
  const { nodes, edges, onNodesChange, onEdgesChange } = useFlowElements(flow);
  const pane = useRef<HTMLElement>(null);
  useCanvasHandle(flow, pane);

  const onInit = useCallback((instance: Flow) => {
    flow.current = instance;
  }, []);
  const onDrop = useCallback((event: DragEvent): void => {
    const type = event.dataTransfer.getData(layerDragType);
    if (type === '' || !flow.current) return;
    event.preventDefault();
    endPaletteDrag();
    const wire = wireAt(event.clientX, event.clientY);
    const place = flow.current.screenToFlowPosition({ x: event.clientX - 40, y: event.clientY - 20 });
    const added = addLayer(type, newPlace(place), wire);
    if (added) canvas()?.focusNode(added);
  }, []);
  const beginDrag = useCallback((dragged: readonly CanvasNode[]): void => {
    markGesture(true);
    startDrag(dragged, flow.current?.getNodes() ?? []);
  }, []);
  const onDragStart = useCallback<OnNodeDrag<CanvasNode>>((_, __, dragged) => beginDrag(dragged), [beginDrag]);
  const onSelectionDragStart = useCallback<SelectionDragHandler<CanvasNode>>(
    (_, dragged) => beginDrag(dragged),
    [beginDrag],
  );

  return (
    <section
      ref={pane}
      className={classes.centre}
      // Ports and layers that do not fit step back while a wire looks for its end.
      data-connecting={connecting}
      onFocus={selectFocused}
      onBlur={hideWireTip}
      data-canvas
      data-region
      aria-label={t('editor.canvas')}
    >
      <ReactFlow<CanvasNode, WireFlowEdge>
        nodes={isFar ? nodes.map(plainlyPlaced) : nodes}
        edges={isFar ? noEdges : edges}
        nodeTypes={nodeTypes}
        edgeTypes={edgeTypes}
        onInit={onInit}
        onNodesChange={onNodesChange}
        onEdgesChange={onEdgesChange}
        onNodeDragStart={onDragStart}
        onNodeDrag={onDrag}
        onNodeDragStop={stopDrag}
        onSelectionDragStart={onSelectionDragStart}
        onSelectionDragStop={stopDrag}
        onMove={onMove}
        onMoveEnd={onMoveEnd}
        onConnect={onConnect}
        onConnectStart={onConnectStart}
        onConnectEnd={onConnectEnd}
        onReconnectStart={onReconnectStart}
        onReconnect={writable ? onReconnect : undefined}
        isValidConnection={isValidConnection}
        onEdgeMouseEnter={onEdgeMouseEnter}
        onEdgeMouseLeave={hideWireTip}
        onDragOver={paletteDragOver}
        onDragLeave={paletteDragLeave}
        onDrop={onDrop}
        onNodeDoubleClick={onDoubleClick}
        nodesDraggable={writable}
        nodesConnectable={writable}
        deleteKeyCode={null}
        selectionKeyCode="Shift"
        multiSelectionKeyCode={addingKeys}
        selectionMode={SelectionMode.Partial}
        disableKeyboardA11y
        onlyRenderVisibleElements={nodes.length > manyNodes}
        colorMode={colorScheme === 'auto' ? 'system' : colorScheme}
        connectionRadius={32}
        // Wide enough to reach beyond the port's own area, where a new wire begins.
        reconnectRadius={16}
        minZoom={0.1}
        maxZoom={2}
        zoomOnDoubleClick={false}
        panOnScroll={touchPad}
        panOnScrollMode={PanOnScrollMode.Free}
      >
        <CanvasDecoration />
        <FarWires />
        <ZoomLevel />
      </ReactFlow>
      <AddAtWire />
      {/* Outside of the flow, or the panels beside it would lie above. */}
      <WireHint />
      <WireTip />
      {nodes.length === 0 && <EmptyCanvas />}
      <FindBar />
    </section>
  );
}

/** What lies around the graph; it has no part in dragging. */
const CanvasDecoration = memo(function CanvasDecoration() {
  return (
    <>
      <Background gap={22} size={1.2} />
      <MiniMap />
      <Guides />
      <Panel position="top-left">
        <DrawingTabs />
        <Breadcrumb />
      </Panel>
      <Panel position="bottom-left" className={classes.toolsPlace}>
        <CanvasTools />
      </Panel>
      <Panel position="top-center" style={flowBarStyle}>
        <FlowBar />
      </Panel>
      <Panel position="bottom-center" style={legendStyle}>
        <SharedLegend />
        <CostLegend />
      </Panel>
      <FlowMarks />
    </>
  );
});

function EmptyCanvas() {
  const t = useT();
  return (
    <div className={classes.empty}>
      <div style={{ textAlign: 'center' }}>
        <strong>{t('editor.emptyTitle')}</strong>
        <p style={{ color: 'var(--ink-quiet)', margin: '6px 0 0' }}>{t('editor.emptyText')}</p>
      </div>
    </div>
  );
}

/** React Flow's nodes and edges, kept beside the document: positions during a drag and measured sizes stay here. */
function useFlowElements(flow: React.RefObject<Flow | null>) {
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

/** Tabbing to a node or wire selects it; a click is React Flow's to judge (it may add to the selection). */
function selectFocused(event: FocusEvent): void {
  const element = event.target instanceof Element ? event.target.closest('.react-flow__node, .react-flow__edge') : null;
  if (!element || element !== event.target || !element.matches(':focus-visible')) return;
  const id = element.getAttribute('data-id');
  if (comesBack(event) && useStudio.getState().selection.nodes.some((selected) => selected === id)) return;
  const { nodes, wires, annotations = [] } = shownGraph(useStudio.getState());
  const chosen = <T extends { readonly id: string }>(list: readonly T[]): T['id'][] =>
    list.filter((candidate) => candidate.id === id).map((candidate) => candidate.id);
  useStudio.getState().select({ nodes: chosen(nodes), wires: chosen(wires), annotations: chosen(annotations) });
  if (wires.some((wire) => wire.id === id)) showWireTip(id ?? '', element);
}

/** From a dialog that has closed, or from nowhere: what was chosen meanwhile stays. */
const comesBack = ({ relatedTarget }: FocusEvent): boolean =>
  !(relatedTarget instanceof Element) || relatedTarget.closest('[role="dialog"]') !== null;

function openBlockOf(node: GraphNode): void {
  const { blockPath, openBlock } = useStudio.getState();
  if (node.definition) openBlock([...blockPath, node.definition]);
}

function useCanvasHandle(flow: React.RefObject<Flow | null>, pane: React.RefObject<HTMLElement | null>): void {
  useEffect(() => {
    setCanvas({
      fit: () => void flow.current?.fitView({ ...fitOptions, duration: moving(200) }),
      begin: () => void showBeginning(flow, pane),
      zoomBy: (factor) => void flow.current?.zoomTo((flow.current?.getZoom() ?? 1) * factor, { duration: moving(120) }),
      zoom: () => flow.current?.getZoom() ?? 1,
      middle: () => {
        const box = pane.current?.getBoundingClientRect();
        if (!box || !flow.current) return { x: 0, y: 0 };
        return flow.current.screenToFlowPosition({ x: box.x + box.width / 2 - 100, y: box.y + box.height / 2 - 40 });
      },
      at: (point) => flow.current?.screenToFlowPosition(point) ?? { x: 0, y: 0 },
      onScreen: (place) => flow.current?.flowToScreenPosition(place) ?? { x: 0, y: 0 },
      sees: (place) => {
        const box = pane.current?.getBoundingClientRect();
        const at = flow.current?.flowToScreenPosition(place);
        return !box || !at || (at.x > box.left && at.x < box.right && at.y > box.top && at.y < box.bottom);
      },
      show: (place) => {
        const box = pane.current?.getBoundingClientRect();
        const at = flow.current?.flowToScreenPosition(place);
        if (!box || !at || !flow.current) return;
        const zoom = flow.current.getZoom();
        const inside =
          at.x > box.left && at.y > box.top && at.x + nodeWidth * zoom < box.right && at.y + 100 * zoom < box.bottom;
        if (!inside) void flow.current.setCenter(place.x, place.y + 50, { zoom, duration: moving(200) });
      },
      fitSelection: () =>
        void flow.current?.fitView({ nodes: selectedPlaces(), padding: 0.3, maxZoom: 1.4, duration: moving(200) }),
      centreSelection: () => void whenMeasured(flow, () => centre(flow)),
      sizeOf: (id) => {
        const measured = flow.current?.getNode(id)?.measured;
        return { width: measured?.width ?? nodeWidth, height: measured?.height ?? 96 };
      },
      focusNode: (id) => {
        // The node is drawn two frames later: the document first, then React Flow.
        requestAnimationFrame(() =>
          requestAnimationFrame(() =>
            pane.current
              ?.querySelector<HTMLElement>(`.react-flow__node[data-id="${CSS.escape(id)}"]`)
              ?.focus({ preventScroll: true }),
          ),
        );
      },
    });
    return () => setCanvas(undefined);
  }, [flow, pane]);

  // Another project, or a block that was opened or left, shows a different graph: bring it into view.
  const shown = useStudio((state) => `${state.doc?.id} ${state.blockPath.join(' ')}`);
  useEffect(() => showBeginning(flow, pane), [shown, flow, pane]);
}

/** What is selected, as React Flow's `fitView` wants it; for a wire its two ends. */
function selectedPlaces(): { id: string }[] {
  const state = useStudio.getState();
  const { nodes, wires, annotations } = state.selection;
  const ends = shownGraph(state)
    .wires.filter(({ id }) => wires.includes(id))
    .flatMap(({ from, to }) => [from.node, to.node]);
  return [...new Set<string>([...nodes, ...annotations, ...ends])].map((id) => ({ id }));
}

/** A block that was just opened is measured some frames later, and then shown from its beginning: this comes after. */
function whenMeasured(flow: React.RefObject<Flow | null>, then: () => void, patience = 60): void {
  requestAnimationFrame(() => {
    const ready = selectedPlaces().every(({ id }) => flow.current?.getNode(id)?.measured);
    if (ready) requestAnimationFrame(() => requestAnimationFrame(then));
    else if (patience > 0) whenMeasured(flow, then, patience - 1);
  });
}

function centre(flow: React.RefObject<Flow | null>): void {
  const bounds = flow.current?.getNodesBounds(selectedPlaces().map(({ id }) => id));
  if (!flow.current || !bounds || bounds.width === 0) return;
  const zoom = Math.max(flow.current.getZoom(), readableZoom);
  const middle = { x: bounds.x + bounds.width / 2, y: bounds.y + bounds.height / 2 };
  void flow.current.setCenter(middle.x, middle.y, { zoom, duration: moving(200) });
}

/** Fits the graph once its nodes are measured; if that makes it too small to read, begins at its left end. */
function showBeginning(flow: React.RefObject<Flow | null>, pane: React.RefObject<HTMLElement | null>): () => void {
  let frame = requestAnimationFrame(function attempt(): void {
    const nodes = flow.current?.getNodes() ?? [];
    const box = pane.current?.getBoundingClientRect();
    // Asked to show nothing, React Flow would do it as soon as there is something: the first layer would not stay where it was dropped.
    if (flow.current && nodes.length === 0) {
      void flow.current.setViewport({ x: 0, y: 0, zoom: 1 });
      return;
    }
    if (!flow.current || !box || nodes.some((node) => !node.measured)) {
      frame = requestAnimationFrame(attempt);
      return;
    }
    const bounds = flow.current.getNodesBounds(nodes);
    const [isNarrow, isLow] = [
      bounds.width * readableZoom < box.width - besideTools - besideEdge,
      bounds.height * readableZoom < box.height - aboveFirst,
    ];
    if (isNarrow && isLow) void flow.current.fitView({ ...fitOptions, duration: 0 });
    else
      void flow.current.setViewport({
        x: besideTools - bounds.x * readableZoom,
        y: isLow
          ? box.height / 2 - (bounds.y + bounds.height / 2) * readableZoom
          : aboveFirst - bounds.y * readableZoom,
        zoom: readableZoom,
      });
  });
  return () => cancelAnimationFrame(frame);
}
