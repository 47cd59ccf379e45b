import chart from '../charts/charts.module.css';

interface WindowPictureProps {
  name: string;
  /** The series; empty when it is not known, then only the windows are drawn. */
  values: readonly number[];
  step: {
    readonly length: number;
    readonly horizon: number;
    readonly stride: number;
    readonly gap: number;
    readonly sampling: number;
  };
  rows: number;
}

const shownWindows = 3;
const height = 100;

/** Windows as bars under the series: what the model sees, and what it is to tell. */
export function WindowPicture({ name, values, step, rows }: WindowPictureProps) {
  const seen = (step.length - 1) * step.sampling + 1;
  const needed = seen + step.gap + step.horizon + (shownWindows - 1) * step.stride;
  const width = Math.max(10, Math.min(rows, Math.max(needed, 24)));
  const shown = values.slice(0, width);
  const finite = shown.filter(Number.isFinite);
  const low = Math.min(...finite);
  const range = Math.max(...finite) - low || 1;
  const points = shown
    .map((value, x) => ({ x: x + 0.5, y: 62 - (56 * (value - low)) / range }))
    .filter(({ y }) => Number.isFinite(y))
    .map(({ x, y }) => `${x},${y.toFixed(1)}`)
    .join(' ');
  return (
    <svg
      role="img"
      aria-label={name}
      viewBox={`0 0 ${width} ${height}`}
      preserveAspectRatio="none"
      style={{ width: '100%', height: 110, display: 'block' }}
    >
      {Array.from({ length: shownWindows }, (_, index) => {
        const from = index * step.stride;
        const y = 68 + index * 11;
        return (
          <g key={index}>
            <rect className={chart.band} x={from} y={y} width={seen} height={8} />
            {step.horizon > 0 && (
              <rect
                className={chart.band}
                data-kind="target"
                x={from + seen + step.gap}
                y={y}
                width={step.horizon}
                height={8}
              />
            )}
          </g>
        );
      })}
      <polyline className={chart.line} points={points} />
    </svg>
  );
}
