import { useMemo } from 'react';
import type { FlowDetail, FlowTrack } from '../../shared/contract/flow.ts';
import { figureText } from '../charts/format.ts';
import { useT } from '../ui/i18n.ts';
import { gateScale, scaleOf } from './flow-colours.ts';
import { stepSentence, trackName } from './flow-words.ts';
import { Bars, CellPicture, linePaths } from './FlowPicture.tsx';
import classes from './flow.module.css';

const mostLines = 8;

interface TrackFigureProps {
  detail: FlowDetail;
  track: FlowTrack;
  /** Place among the steps shown. */
  step: number;
  view: 'heat' | 'lines';
}

/** One quantity over time with the chosen step marked, and its units at that step below. */
export function TrackFigure({ detail, track, step, view }: TrackFigureProps) {
  const t = useT();
  const columns = detail.steps.length;
  const rows = detail.units.length;
  const turned = useMemo(
    () =>
      Array.from(
        { length: rows * columns },
        (_, at) => track.values[(at % columns) * rows + Math.floor(at / columns)] ?? null,
      ),
    [track, rows, columns],
  );
  const atStep = track.values.slice(step * rows, (step + 1) * rows);
  const name = trackName(track, t);
  const scale = useMemo(() => (isGate(track) ? gateScale : scaleOf(track.values)), [track]);
  return (
    <figure className={classes.figure} aria-label={`${name}: ${stepSentence(atStep, t)}`}>
      <figcaption>{name}</figcaption>
      <div className={classes.overTime}>
        {view === 'heat' ? (
          <CellPicture cells={{ rows, columns, values: turned, look: 'signed' }} scale={scale} stretched />
        ) : (
          <UnitLines values={turned} rows={rows} columns={columns} />
        )}
        {columns > 1 && <span className={classes.mark} style={{ left: `${(100 * (step + 0.5)) / columns}%` }} />}
      </div>
      <div className={classes.atStep}>
        <Bars values={atStep} most={isGate(track) ? 1 : 0} />
      </div>
      <div className={classes.legend}>
        <span>{figureText(scale.low)}</span>
        <span className={classes.gradient} data-signed={scale.low < 0} />
        <span>{figureText(scale.high)}</span>
      </div>
    </figure>
  );
}

/** Whatever is between 0 and 1 for being a sigmoid; other activations may leave that. */
const isGate = ({ name, values }: FlowTrack): boolean =>
  ['i', 'f', 'o', 'z', 'r'].includes(name) && values.every((value) => value === null || (value >= 0 && value <= 1));

function UnitLines({ values, rows, columns }: { values: readonly (number | null)[]; rows: number; columns: number }) {
  const paths = useMemo(
    () =>
      linePaths(
        Array.from({ length: Math.min(rows, mostLines) }, (_, row) => values.slice(row * columns, (row + 1) * columns)),
      ),
    [values, rows, columns],
  );
  return (
    <svg className={classes.drawing} viewBox="0 0 136 34" preserveAspectRatio="none" aria-hidden>
      {paths.map((path, index) => (
        <path key={index} className={classes.line} data-line={index} d={path} vectorEffect="non-scaling-stroke" />
      ))}
    </svg>
  );
}
