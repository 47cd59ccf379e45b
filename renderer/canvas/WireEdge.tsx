import { BaseEdge, EdgeLabelRenderer, type EdgeProps, getBezierPath } from '@xyflow/react';
import { memo } from 'react';
import { useT } from '../ui/i18n.ts';
import type { WireFlowEdge } from './flow-adapter.ts';
import { shapeLabel } from './shape-label.ts';
import classes from './canvas.module.css';

/** A wire with what it carries: named axes, hatched where a mask travels, a red stop where the mask ends. */
export const WireEdge = memo(function WireEdge(props: EdgeProps<WireFlowEdge>) {
  const t = useT();
  const { data, selected = false } = props;
  const [path, x, y] = getBezierPath(props);
  const wrong = data?.wrong === true;
  return (
    <>
      {data?.masked && <path d={path} className={classes.wireMask} data-wrong={wrong} />}
      <BaseEdge id={props.id} path={path} className={classes.wire} data-selected={selected} data-wrong={wrong} interactionWidth={18} />
      {data?.maskStops && <path d={stopMark(props.targetX, props.targetY)} className={classes.maskStop} />}
      {data?.shape && (
        <EdgeLabelRenderer>
          <div
            className={classes.wireLabel}
            data-selected={selected}
            data-wrong={wrong}
            data-masked={data.masked}
            style={{ transform: `translate(-50%, -50%) translate(${x}px, ${y - 14}px)` }}
            title={[data.masked ? t('editor.masked') : '', data.maskStops ? t('editor.maskStops') : ''].filter(Boolean).join(' ')}
          >
            {shapeLabel(data.shape, t)}
          </div>
        </EdgeLabelRenderer>
      )}
    </>
  );
});

/** A short bar across the wire, just before the port. */
const stopMark = (x: number, y: number): string => `M${x - 14},${y - 8}v16`;
