import { useMemo } from 'react';
import type { FlowAttention } from '../../shared/contract/flow.ts';
import { figureText } from '../charts/format.ts';
import { useT } from '../ui/i18n.ts';
import { Bars, CellPicture } from './FlowPicture.tsx';
import classes from './flow.module.css';

interface AttentionFigureProps {
  attention: FlowAttention;
  head: number;
  /** Step of the layer, from 0. */
  step: number;
}

/** How much each step (row) looks at each place (column), with the chosen step marked and its weights below. */
export function AttentionFigure({ attention, head, step }: AttentionFigureProps) {
  const t = useT();
  const { steps, places, placeCount } = attention;
  const values = attention.heads[head]?.values ?? [];
  const row = useMemo(() => nearest(steps, step), [steps, step]);
  const weights = values.slice(row * places.length, (row + 1) * places.length);
  const strongest = weights.reduce((best: number, value, at) => ((value ?? 0) > (weights[best] ?? 0) ? at : best), 0);
  const sentence = t('flow.attentionSentence', {
    step: (steps[row] ?? 0) + 1,
    place: (places[strongest] ?? 0) + 1,
    count: placeCount,
    weight: figureText(weights[strongest] ?? Number.NaN),
  });
  return (
    <figure className={classes.figure} aria-label={`${t('flow.attention')}: ${sentence}`}>
      <figcaption>{t('flow.attention')}</figcaption>
      <div className={classes.overTime}>
        <CellPicture cells={{ rows: steps.length, columns: places.length, values, look: 'signed' }} stretched />
        <span
          className={classes.rowMark}
          style={{ top: `${(100 * row) / steps.length}%`, height: `${100 / steps.length}%` }}
        />
      </div>
      <div className={classes.atStep}>
        <Bars values={weights} marked={strongest} />
      </div>
      <div className={classes.legend}>
        <span>{sentence}</span>
      </div>
    </figure>
  );
}

/** The place in `numbers` of what is nearest to `wanted`. */
function nearest(numbers: readonly number[], wanted: number): number {
  return numbers.reduce(
    (best, value, at) => (Math.abs(value - wanted) < Math.abs((numbers[best] ?? 0) - wanted) ? at : best),
    0,
  );
}
