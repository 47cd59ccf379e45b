import { useMemo } from 'react';
import type { FlowDetail, FlowTrack } from '../../shared/contract/flow.ts';
import { figureText } from '../charts/format.ts';
import { useT } from '../ui/i18n.ts';
import { gateScale, type Scale, scaleOf } from './flow-colours.ts';
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
  const cells = detail.maps ? detail.maps.height * detail.maps.width : 1;
  const turned = useMemo(
    () =>
      Array.from({ length: rows * columns }, (_, at) => {
        const from = ((at % columns) * rows + Math.floor(at / columns)) * cells;
        return strongestOf(track.values.slice(from, from + cells));
      }),
    [track, rows, columns, cells],
  );
  const atStep = useMemo(
    () => track.values.slice(step * rows * cells, (step + 1) * rows * cells),
    [track, step, rows, cells],
  );
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
      <div className={classes.atStep} data-maps={detail.maps !== null}>
        {detail.maps ? (
          <StepMaps values={atStep} {...detail.maps} scale={scale} />
        ) : (
          <Bars values={atStep} most={isGate(track) ? 1 : 0} />
        )}
      </div>
      <div className={classes.legend}>
        <span>{figureText(scale.low)}</span>
        <span className={classes.gradient} data-signed={scale.low < 0} />
        <span>{figureText(scale.high)}</span>
      </div>
    </figure>
  );
}

interface StepMapsProps {
  values: readonly (number | null)[];
  height: number;
  width: number;
  scale: Scale;
}

/** The channels of one step side by side, on the scale of all steps. */
function StepMaps({ values, height, width, scale }: StepMapsProps) {
  const size = height * width;
  const maps = useMemo(
    () => Array.from({ length: Math.floor(values.length / size) }, (_, at) => values.slice(at * size, (at + 1) * size)),
    [values, size],
  );
  return (
    <span className={classes.maps}>
      {maps.map((one, index) => (
        <CellPicture key={index} cells={{ rows: height, columns: width, values: one, look: 'signed' }} scale={scale} />
      ))}
    </span>
  );
}

/** Of a channel's picture, which as a mean would be nearly nothing; a step that was not computed has none. */
function strongestOf(values: readonly (number | null)[]): number | null {
  return values.reduce<number | null>(
    (best, value) => (value !== null && (best === null || Math.abs(value) > Math.abs(best)) ? value : best),
    null,
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
