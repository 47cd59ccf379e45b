import { BaseEdge, type EdgeProps, getBezierPath } from '@xyflow/react';
import { memo } from 'react';
import { useT } from '../ui/i18n.ts';
import type { WireFlowEdge } from './flow-adapter.ts';
import { portHeight } from './port-height.ts';
import { shapeLabel } from './shape-label.ts';
import classes from './canvas.module.css';

/** A wire with what it carries: named axes, hatched where a mask travels, a red stop where the mask ends. */
export const WireEdge = memo(function WireEdge(props: EdgeProps<WireFlowEdge>) {
  const t = useT();
  const { data, selected = false } = props;
  const [path, x, y] = getBezierPath(props);
  const wrong = data?.wrong === true;
  const words = data?.shape ? labelLines(shapeLabel(data.shape, t)) : [];
  const label = hasRoom(props, words) ? words : [];
  const lift = isBetweenNeighbours(props, label) ? aboveNodes : aboveWire;
  return (
    <>
      {data?.masked && <path d={path} className={classes.wireMask} data-wrong={wrong} />}
      <BaseEdge
        id={props.id}
        path={path}
        className={classes.wire}
        data-selected={selected}
        data-wrong={wrong}
        interactionWidth={18}
      />
      {data?.maskStops && <path d={stopMark(props.targetX, props.targetY)} className={classes.maskStop} />}
      {label.length > 0 && data && (
        <text className={classes.wireLabel} data-selected={selected} data-wrong={wrong} data-masked={data.masked}>
          {(data.masked || data.maskStops) && (
            <title>
              {[data.masked ? t('editor.masked') : '', data.maskStops ? t('editor.maskStops') : '']
                .filter(Boolean)
                .join(' ')}
            </title>
          )}
          {label.map((line, index) => (
            <tspan key={line} x={x} y={y - lift - (label.length - 1 - index) * lineHeight}>
              {line}
            </tspan>
          ))}
        </text>
      )}
    </>
  );
});

/** How far above a wire its label stands: just clear of it, or clear of the upper edges of the layers at both its ends. */
const aboveWire = 14;
const aboveNodes = portHeight(0) + 12;
const widthOfLetter = 6.8;
const widthOf = (label: readonly string[]): number => Math.max(0, ...label.map((line) => line.length)) * widthOfLetter;
const lineHeight = 16;
/** Longer labels would meet those of the neighbouring wires: they get a second line. */
const longLabel = 26;

function labelLines(label: string): readonly string[] {
  const axes = label.split(' · ');
  const half = Math.ceil(axes.length / 2);
  return label.length <= longLabel || axes.length === 1
    ? [label]
    : [axes.slice(0, half).join(' · '), axes.slice(half).join(' · ')];
}

/** A short level wire has no room for its label between the two layers. */
function isBetweenNeighbours(
  { sourceX, sourceY, targetX, targetY }: EdgeProps<WireFlowEdge>,
  label: readonly string[],
): boolean {
  return Math.abs(targetY - sourceY) < 12 && targetX > sourceX && targetX - sourceX < widthOf(label) + 24;
}

/** Between two neighbours of different heights there is no place that neither covers; the layer before says its shape anyway. */
const hasRoom = ({ sourceX, sourceY, targetX, targetY }: EdgeProps<WireFlowEdge>, label: readonly string[]): boolean =>
  Math.abs(targetY - sourceY) < 12 || targetX < sourceX || targetX - sourceX > widthOf(label) + 12;

/** A short bar across the wire, just before the port. */
const stopMark = (x: number, y: number): string => `M${x - 14},${y - 8}v16`;
