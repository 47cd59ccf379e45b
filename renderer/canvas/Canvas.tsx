import '@xyflow/react/dist/style.css';
import {
  Background,
  type NodeMouseHandler,
  type OnMove,
  type OnNodeDrag,
  PanOnScrollMode,
  Panel,
  ReactFlow,
  type SelectionDragHandler,
  SelectionMode,
} from '@xyflow/react';
import { type DragEvent, type FocusEvent, useCallback, memo, useRef, useState } from 'react';
import type { Box } from '../../shared/graph/annotations.ts';
import type { GraphNode } from '../../shared/graph/graph-doc.ts';
import { useStudio } from '../state/store.ts';
import { selectionOfPart } from '../state/shown-graph.ts';
import { CostLegend } from '../cost/CostLegend.tsx';
import { FlowBar } from '../flow/FlowBar.tsx';
import { FlowMarks } from '../flow/FlowMarks.tsx';
import { useScheme } from '../flow/useScheme.ts';
import { useT } from '../ui/i18n.ts';
import { AddAtWire } from './AddAtWire.tsx';
import { onCanvasDoubleClick } from './add-here.ts';
import { AddHere } from './AddHere.tsx';
import { FrameNode, NoteNode } from './AnnotationNode.tsx';
import { addLayer, newPlace } from './canvas-actions.ts';
import { canvas } from './canvas-handle.ts';
import { openCanvasMenu } from './canvas-menu.ts';
import { CanvasMenu } from './CanvasMenu.tsx';
import { CanvasTools } from './CanvasTools.tsx';
import { SharedLegend } from './SharedLegend.tsx';
import { Breadcrumb } from './Breadcrumb.tsx';
import { DrawingTabs } from './DrawingTabs.tsx';
import { dragOver, endDrag, startDrag } from './dragging.ts';
import { manyNodes, useFarView } from './far-view.ts';
import { selectFarWire } from './far-selection.ts';
import { FarWires } from './FarWires.tsx';
import { FindBar } from './FindBar.tsx';
import { type CanvasNode, type Flow, plainlyPlaced, type WireFlowEdge } from './flow-adapter.ts';
import { markGesture } from './gesture.ts';
import { Guides } from './Guides.tsx';
import { LayerNode } from './LayerNode.tsx';
import { MiniMap } from './MiniMap.tsx';
import { endPaletteDrag, layerDragType, paletteDragLeave, paletteDragOver } from './palette-drag.ts';
import { useCanvasHandle } from './useCanvasHandle.ts';
import { useFlowElements } from './useFlowElements.ts';
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
const noEdges: WireFlowEdge[] = [];

// React Flow draws every node again when a handler is a new function, so all of these stay the same ones.
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
const legendStyle = { width: 'max-content', maxWidth: 'max(200px, calc(100% - 400px))' };

export function Canvas() {
  const scheme = useScheme();
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
  // React Flow looks at every frame whether the canvas has to move along: only near an edge can it have to.
  const [isAtEdge, setIsAtEdge] = useState(false);
  const onDrag = useCallback<OnNodeDrag<CanvasNode>>((event) => {
    const at = 'touches' in event ? event.touches[0] : event;
    if (!at) return;
    dragOver(at.clientX, at.clientY);
    setIsAtEdge(isNearEdge(pane.current, at));
  }, []);
  const onSelectionDrag = useCallback<SelectionDragHandler<CanvasNode>>(
    (event) => setIsAtEdge(isNearEdge(pane.current, event)),
    [],
  );
  const beginDrag = useCallback((dragged: readonly CanvasNode[]): void => {
    markGesture(true);
    if (flow.current && pane.current)
      startDrag(dragged, flow.current.getNodes(), aroundSight(flow.current, pane.current));
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
      onContextMenu={openCanvasMenu}
      onDoubleClick={onCanvasDoubleClick}
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
        autoPanOnNodeDrag={isAtEdge}
        onNodeDragStart={onDragStart}
        onNodeDrag={onDrag}
        onNodeDragStop={stopDrag}
        onSelectionDragStart={onSelectionDragStart}
        onSelectionDrag={onSelectionDrag}
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
        onPaneClick={selectFarWire}
        nodesDraggable={writable}
        nodesConnectable={writable}
        deleteKeyCode={null}
        selectionKeyCode="Shift"
        multiSelectionKeyCode={addingKeys}
        selectionMode={SelectionMode.Partial}
        disableKeyboardA11y
        onlyRenderVisibleElements={nodes.length > manyNodes}
        colorMode={scheme}
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
      <AddHere />
      <CanvasMenu />
      {/* Outside of the flow, or the panels beside it would lie above. */}
      <WireHint />
      <WireTip />
      {nodes.length === 0 && <EmptyCanvas />}
      <FindBar />
    </section>
  );
}

/** What is in sight, and half as much again on every side: the canvas may move along. */
function aroundSight(flow: Flow, pane: HTMLElement): Box {
  const { left, top, width, height } = pane.getBoundingClientRect();
  const corner = flow.screenToFlowPosition({ x: left - width / 2, y: top - height / 2 });
  const zoom = flow.getZoom();
  return { ...corner, width: (2 * width) / zoom, height: (2 * height) / zoom };
}

/** React Flow begins to move the canvas 40 pixels before its edge. */
const edge = 60;

function isNearEdge(pane: HTMLElement | null, { clientX, clientY }: { clientX: number; clientY: number }): boolean {
  if (!pane) return false;
  const { left, right, top, bottom } = pane.getBoundingClientRect();
  return clientX < left + edge || clientX > right - edge || clientY < top + edge || clientY > bottom - edge;
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

/** Tabbing to a node or wire selects it; a click is React Flow's to judge (it may add to the selection). */
function selectFocused(event: FocusEvent): void {
  const element = event.target instanceof Element ? event.target.closest('.react-flow__node, .react-flow__edge') : null;
  if (!element || element !== event.target || !element.matches(':focus-visible')) return;
  const id = element.getAttribute('data-id');
  if (comesBack(event) && useStudio.getState().selection.nodes.some((selected) => selected === id)) return;
  const part = selectionOfPart(useStudio.getState(), id);
  useStudio.getState().select(part);
  if (part.wires.length > 0) showWireTip(id ?? '', element);
}

/** From a dialog that has closed, or from nowhere: what was chosen meanwhile stays. */
const comesBack = ({ relatedTarget }: FocusEvent): boolean =>
  !(relatedTarget instanceof Element) || relatedTarget.closest('[role="dialog"]') !== null;

function openBlockOf(node: GraphNode): void {
  const { blockPath, openBlock } = useStudio.getState();
  if (node.definition) openBlock([...blockPath, node.definition]);
}
