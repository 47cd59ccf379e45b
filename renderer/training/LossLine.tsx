import chart from '../charts/charts.module.css';

const points = 160;
const width = 160;
const height = 24;

/** A curve of a few pixels: means of equal stretches, so that noise does not fill it. */
export function LossLine({ values }: { values: Float64Array | undefined }) {
  const means = values ? stretchMeans(values, points) : [];
  const finite = means.filter(Number.isFinite);
  const low = Math.min(...finite);
  const high = Math.max(...finite);
  const range = high - low || 1;
  const path = means
    .map((value, index) => ({
      x: (index * width) / Math.max(1, means.length - 1),
      y: height - 2 - ((value - low) / range) * (height - 4),
    }))
    .filter(({ y }) => Number.isFinite(y))
    .map(({ x, y }) => `${x.toFixed(1)},${y.toFixed(1)}`)
    .join(' ');
  return (
    <svg width={width} height={height} aria-hidden="true">
      <polyline className={chart.line} points={path} />
    </svg>
  );
}

export function stretchMeans(values: Float64Array, count: number): number[] {
  if (values.length <= count) return [...values];
  return Array.from({ length: count }, (_, index) => {
    const from = Math.floor((index * values.length) / count);
    const to = Math.floor(((index + 1) * values.length) / count);
    let sum = 0;
    for (let at = from; at < to; at++) sum += values[at] ?? 0;
    return sum / (to - from);
  });
}
