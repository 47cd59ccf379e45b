import chart from '../charts/charts.module.css';
import type { StepCurve } from '../charts/step-curve.ts';

const points = 160;
const width = 160;
const height = 24;

/** A curve of a few pixels: means of equal stretches, so that noise does not fill it. */
export function LossLine({ curve }: { curve: StepCurve | undefined }) {
  const means = curve ? [...curve.outline(1, curve.length, points).mean] : [];
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
