import type { FitViewOptions } from '@xyflow/react';
import { type RefObject, useEffect } from 'react';
import { shownGraph } from '../state/shown-graph.ts';
import { useStudio } from '../state/store.ts';
import { nodeHeight, nodeWidth } from './node-size.ts';
import { setCanvas } from './canvas-handle.ts';
import { wireNear } from './far-wires.ts';
import type { Flow } from './flow-adapter.ts';
import { moving } from './moving.ts';

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

/** Lets commands move what is seen, and brings into view what has just been opened. */
export function useCanvasHandle(flow: RefObject<Flow | null>, pane: RefObject<HTMLElement | null>): void {
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
        return { width: measured?.width ?? nodeWidth, height: measured?.height ?? nodeHeight };
      },
      wireNear: (wires, point, pixels) =>
        flow.current
          ? wireNear(
              flow.current.getNodes(),
              wires,
              flow.current.screenToFlowPosition(point),
              pixels / flow.current.getZoom(),
            )
          : undefined,
      focusNode: (id) => {
        const from = document.activeElement;
        // A new node is drawn two frames later, the document first, then React Flow; until it is measured it is hidden.
        const attempt = (patience: number): void => {
          const node = pane.current?.querySelector<HTMLElement>(`.react-flow__node[data-id="${CSS.escape(id)}"]`);
          node?.focus({ preventScroll: true });
          const isElsewhere = document.activeElement !== from && document.activeElement !== document.body;
          if (document.activeElement !== node && !isElsewhere && patience > 0)
            requestAnimationFrame(() => attempt(patience - 1));
        };
        requestAnimationFrame(() => requestAnimationFrame(() => attempt(60)));
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
function whenMeasured(flow: RefObject<Flow | null>, then: () => void, patience = 60): void {
  requestAnimationFrame(() => {
    const ready = selectedPlaces().every(({ id }) => flow.current?.getNode(id)?.measured);
    if (ready) requestAnimationFrame(() => requestAnimationFrame(then));
    else if (patience > 0) whenMeasured(flow, then, patience - 1);
  });
}

function centre(flow: RefObject<Flow | null>): void {
  const bounds = flow.current?.getNodesBounds(selectedPlaces().map(({ id }) => id));
  if (!flow.current || !bounds || bounds.width === 0) return;
  const zoom = Math.max(flow.current.getZoom(), readableZoom);
  const middle = { x: bounds.x + bounds.width / 2, y: bounds.y + bounds.height / 2 };
  void flow.current.setCenter(middle.x, middle.y, { zoom, duration: moving(200) });
}

/** Fits the graph once its nodes are measured; if that makes it too small to read, begins at its left end. */
function showBeginning(flow: RefObject<Flow | null>, pane: RefObject<HTMLElement | null>): () => void {
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
