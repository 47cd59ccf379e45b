import { Panel, useReactFlow, useStoreApi } from '@xyflow/react';
import { memo, type PointerEvent, useEffect, useRef, type WheelEvent } from 'react';
import type { Box } from '../../shared/graph/annotations.ts';
import { useScheme } from '../flow/useScheme.ts';
import { useT } from '../ui/i18n.ts';
import { nodeHeight, nodeWidth } from './node-size.ts';
import type { CanvasNode, WireFlowEdge } from './flow-adapter.ts';
import { drawMap, type MapBox, type MapScale, mapScale } from './mini-map-drawing.ts';
import { worstOf } from './worst-of.ts';
import classes from './mini-map.module.css';

const size = { width: 150, height: 96 };
/** It follows a movement ten times a second: more is not seen, and would be work for every pointer move. */
const everyMs = 100;

/**
 * The drawing from far away, with what is in sight of it. One picture in place of an element for each layer (as React
 * Flow's own has, each of them asked at every pointer move). Pressing or dragging on it goes there, the wheel zooms.
 */
export const MiniMap = memo(function MiniMap() {
  const t = useT();
  const store = useStoreApi<CanvasNode, WireFlowEdge>();
  const flow = useReactFlow<CanvasNode, WireFlowEdge>();
  const scheme = useScheme();
  const picture = useRef<HTMLCanvasElement>(null);
  const view = useRef<HTMLDivElement>(null);
  const shown = useRef<MapScale | null>(null);

  useEffect(() => {
    const context = prepared(picture.current);
    if (!context) return;
    const style = getComputedStyle(context.canvas);
    const colours = new Map<string, string>();
    const colourOf = (variable: string): string => {
      const known = colours.get(variable) ?? style.getPropertyValue(variable);
      colours.set(variable, known);
      return known;
    };
    let drawn: { readonly nodes: readonly CanvasNode[]; readonly scale: MapScale } | undefined;
    const draw = (): void => {
      const { nodes, transform, width, height } = store.getState();
      const [x, y, zoom] = transform;
      const inSight = { x: -x / zoom, y: -y / zoom, width: width / zoom, height: height / zoom };
      const boxes = nodes.map(boxOf);
      const scale = mapScale(boxes, inSight, size);
      if (drawn?.nodes !== nodes || !isSame(drawn.scale, scale)) {
        context.clearRect(0, 0, size.width, size.height);
        drawMap(context, boxes, scale, colourOf);
        drawn = { nodes, scale };
      }
      placeView(view.current, inSight, scale);
      shown.current = scale;
    };
    let timer: ReturnType<typeof setTimeout> | undefined;
    const unsubscribe = store.subscribe((state, before) => {
      const isSeen =
        state.nodes !== before.nodes || state.transform !== before.transform || state.width !== before.width;
      if (!isSeen || timer !== undefined) return;
      timer = setTimeout(() => {
        timer = undefined;
        draw();
      }, everyMs);
    });
    draw();
    return () => {
      unsubscribe();
      clearTimeout(timer);
    };
  }, [store, scheme]);

  const goTo = (event: PointerEvent<HTMLElement>): void => {
    if (!shown.current || event.buttons !== 1) return;
    event.currentTarget.setPointerCapture(event.pointerId);
    const box = event.currentTarget.getBoundingClientRect();
    const { scale, left, top } = shown.current;
    const place = { x: left + (event.clientX - box.x) / scale, y: top + (event.clientY - box.y) / scale };
    void flow.setCenter(place.x, place.y, { zoom: flow.getZoom() });
  };
  const zoom = (event: WheelEvent): void => void flow.zoomTo(flow.getZoom() * 2 ** (-event.deltaY / 500));
  return (
    <Panel position="bottom-right" className={classes.map} style={size}>
      {/* The keys and the outline do what it does: it is a picture for those who see. */}
      <div
        role="img"
        aria-label={t('editor.minimap')}
        className={classes.area}
        onPointerDown={goTo}
        onPointerMove={goTo}
        onWheel={zoom}
      >
        <canvas ref={picture} style={size} aria-hidden />
        <div ref={view} className={classes.view} />
      </div>
    </Panel>
  );
});

/** As sharp as the screen. */
function prepared(canvas: HTMLCanvasElement | null): CanvasRenderingContext2D | null {
  const context = canvas?.getContext('2d');
  if (!canvas || !context) return null;
  const ratio = devicePixelRatio;
  canvas.width = size.width * ratio;
  canvas.height = size.height * ratio;
  context.scale(ratio, ratio);
  return context;
}

const isSame = (a: MapScale, b: MapScale): boolean => a.scale === b.scale && a.left === b.left && a.top === b.top;

/** A layer that was never in sight has no measured size yet. */
function boxOf(node: CanvasNode): MapBox {
  const { measured, position } = node;
  return {
    ...position,
    width: measured?.width ?? node.width ?? nodeWidth,
    height: measured?.height ?? node.height ?? nodeHeight,
    colour: variableOf(node),
  };
}

const problemColours = { error: '--status-error', warning: '--status-warning', none: '--wire' } as const;

/** Layers with problems stand out; frames lie behind as on the canvas. */
function variableOf(node: CanvasNode): string {
  if (node.type !== 'layer') return `--tag-${node.data.annotation.colour}-soft`;
  return problemColours[worstOf(node.data.problems)];
}

function placeView(view: HTMLElement | null, inSight: Box, { scale, left, top }: MapScale): void {
  if (!view) return;
  view.style.transform = `translate(${(inSight.x - left) * scale}px, ${(inSight.y - top) * scale}px)`;
  view.style.width = `${inSight.width * scale}px`;
  view.style.height = `${inSight.height * scale}px`;
}
