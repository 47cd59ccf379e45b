import { BaseEdge, type EdgeProps, getBezierPath } from '@xyflow/react';
import type { TFunction } from 'i18next';
import { memo, useLayoutEffect, useRef } from 'react';
import { useT } from '../ui/i18n.ts';
import type { WireFlowEdge } from './flow-adapter.ts';
import { wireAxes, wireLabel } from './shape-label.ts';
import { useWireData, type WireData } from './wire-data.ts';
import { lineHeight, placeLabel } from './wire-label-lines.ts';
import classes from './canvas.module.css';

/** A wire with what it carries: named axes, hatched where a mask travels, a red stop where the mask ends. */
export const WireEdge = memo(function WireEdge(props: EdgeProps<WireFlowEdge>) {
  const t = useT();
  const { selected = false, source, target } = props;
  const data = useWireData(props.id);
  const here = useRef<SVGGElement>(null);
  const name = data ? wireName(data, t) : '';
  // React Flow's own element around this one is what has the focus; for other ends it writes a name of its own there.
  useLayoutEffect(
    () => here.current?.closest('.react-flow__edge')?.setAttribute('aria-label', name),
    [name, source, target],
  );
  const [path, x, y] = getBezierPath(props);
  const wrong = data?.wrong === true;
  const axes = data?.shape ? wireAxes(data.shape, t) : [];
  const alone = { aloneAtSource: data?.aloneAtSource === true, aloneAtTarget: data?.aloneAtTarget === true };
  const label = axes.length > 0 ? placeLabel(axes, { ...props, ...alone }, [x, y]) : undefined;
  return (
    <g ref={here}>
      {data?.masked && <path d={path} className={classes.wireMask} data-wrong={wrong} />}
      <BaseEdge
        id={props.id}
        path={path}
        className={classes.wire}
        data-selected={selected}
        data-wrong={wrong}
        interactionWidth={18}
      />
      {data?.maskStops && <MaskStop x={props.targetX} y={props.targetY} />}
      {label && (
        <text
          className={classes.wireLabel}
          data-selected={selected}
          data-wrong={wrong}
          data-masked={data?.masked}
          style={{ textAnchor: label.anchor }}
        >
          {label.lines.map((line, index) => (
            <tspan key={line} x={label.x} y={label.y - (label.lines.length - 1 - index) * lineHeight}>
              {line}
            </tspan>
          ))}
        </text>
      )}
    </g>
  );
}, sameWire);

/** React Flow hands over new functions and objects with every drawing; these are what a wire shows. */
function sameWire(a: EdgeProps<WireFlowEdge>, b: EdgeProps<WireFlowEdge>): boolean {
  return (
    a.selected === b.selected &&
    a.source === b.source &&
    a.target === b.target &&
    a.sourceX === b.sourceX &&
    a.sourceY === b.sourceY &&
    a.targetX === b.targetX &&
    a.targetY === b.targetY
  );
}

/** For those who hear it: its ends, what it carries, and where a mask goes. */
function wireName({ from, to, shape, masked, maskStops }: WireData, t: TFunction): string {
  const mask = maskStops ? t('editor.maskStops') : masked ? t('editor.masked') : '';
  const words = [t('editor.wire', { from, to }), shape ? wireLabel(shape, t) : ''].filter(Boolean).join(': ');
  return [words, mask].filter(Boolean).join('. ');
}

/** A no-entry sign on the wire, just before the port: the mask goes no further. Why is told by the wire itself. */
function MaskStop({ x, y }: { readonly x: number; readonly y: number }) {
  return (
    <g transform={`translate(${x - 18} ${y})`} data-mask-stop>
      <g className={classes.maskStop}>
        <circle r={8} />
        <path d="M-4.5,0h9" />
      </g>
    </g>
  );
}
