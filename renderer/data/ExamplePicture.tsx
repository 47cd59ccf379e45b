import chart from '../charts/charts.module.css';
import { figureText } from '../charts/format.ts';
import classes from './data.module.css';
import { depthOf, featureSeries, flatNumbers } from './nested-numbers.ts';

const width = 200;
const height = 70;
const mostCurves = 8;
const mostNumbers = 24;

/** A prepared sample at a glance: curves of its features, a map of 0 and 1, a picture, or the last frame of a film. */
export function ExamplePicture({ value, name }: { value: unknown; name: string }) {
  const depth = depthOf(value);
  if (depth >= 3 && Array.isArray(value))
    return <Pixels rows={depth === 3 ? brightness(value) : lastFrame(value)} name={name} />;
  const series = featureSeries(value);
  const binary =
    series.length > mostCurves && series.every((curve) => curve.every((entry) => entry === 0 || entry === 1));
  if (binary && Array.isArray(value)) return <Pixels rows={value.map(flatNumbers)} name={name} />;
  // One step is a point and no curve: its numbers say more.
  if (series.every((curve) => curve.length < 2))
    return <p className={classes.exampleNumbers}>{series.flat().slice(0, mostNumbers).map(figureText).join('  ')}</p>;
  return <Curves series={series.slice(0, mostCurves)} name={name} />;
}

const lastFrame = (film: readonly unknown[]): number[][] => {
  const frame: unknown = film.at(-1);
  return Array.isArray(frame) ? brightness(frame) : [];
};

/** A picture of (height, width, channels) by the mean of each pixel's channels. */
const brightness = (picture: readonly unknown[]): number[][] =>
  picture.map((row) => (Array.isArray(row) ? row.map(mean) : []));
const mean = (pixel: unknown): number => {
  const values = flatNumbers(pixel);
  return values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);
};

function Curves({ series, name }: { series: readonly (readonly number[])[]; name: string }) {
  const all = series.flat().filter(Number.isFinite);
  const low = Math.min(...all);
  const range = Math.max(...all) - low || 1;
  return (
    <svg
      role="img"
      aria-label={name}
      viewBox={`0 0 ${width} ${height}`}
      preserveAspectRatio="none"
      style={{ width: '100%', height }}
    >
      {series.map((curve, index) => (
        <polyline
          key={index}
          className={chart.line}
          opacity={1 - (0.75 * index) / Math.max(1, series.length)}
          points={curve
            .map(
              (entry, x) =>
                `${((x * width) / Math.max(1, curve.length - 1)).toFixed(1)},${(height - 4 - ((height - 8) * (entry - low)) / range).toFixed(1)}`,
            )
            .join(' ')}
        />
      ))}
    </svg>
  );
}

function Pixels({ rows, name }: { rows: readonly (readonly number[])[]; name: string }) {
  const columns = rows[0]?.length ?? 0;
  const largest = Math.max(...rows.flat(), 0) || 1;
  const dots = rows.flatMap((row, y) =>
    row.flatMap((entry, x) =>
      entry > 0
        ? [<rect key={`${x}-${y}`} x={x} y={y} width={1} height={1} fill="var(--accent)" opacity={entry / largest} />]
        : [],
    ),
  );
  return (
    <svg
      role="img"
      aria-label={name}
      viewBox={`0 0 ${columns} ${rows.length}`}
      style={{ width: '100%', height: 90, background: 'var(--surface-sunken)' }}
    >
      {dots}
    </svg>
  );
}
