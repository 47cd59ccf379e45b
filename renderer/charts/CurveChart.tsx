/**
 * Curves drawn by uPlot. The numbers never pass through React: `source` tells when there are new ones, and each frame
 * hands uPlot the arrays of that moment once.
 */
import { useComputedColorScheme } from '@mantine/core';
import { useEffect, useRef } from 'react';
import uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import classes from './charts.module.css';
import { figureText } from './format.ts';
import { oncePerFrame } from './frame-scheduler.ts';

export type CurveColour = 'accent' | 'second' | 'truth' | 'quiet' | 'third' | 'fourth';

export interface Curve {
  readonly label: string;
  readonly colour: CurveColour;
  readonly dashed?: boolean;
  /** Marks every point: for epochs, of which there may be one only. */
  readonly points?: boolean;
}

export interface CurveSource {
  /** One array for x and one for each curve, all of one length; NaN is a gap. */
  read(): readonly ArrayLike<number>[];
  subscribe(listener: () => void): () => void;
}

interface CurveChartProps {
  /** What the picture shows, for people who cannot see it. */
  name: string;
  curves: readonly Curve[];
  source: CurveSource;
  xLabel: string;
  height: number;
}

const colourOf = (colour: CurveColour): string =>
  getComputedStyle(document.documentElement).getPropertyValue(`--curve-${colour}`).trim();
const token = (name: string): string => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

function optionsOf(curves: readonly Curve[], xLabel: string, width: number, height: number): uPlot.Options {
  const grid = { stroke: token('--line'), width: 1 };
  const axis = { stroke: token('--ink-quiet'), grid, ticks: grid, font: '12px system-ui, sans-serif' };
  return {
    width,
    height,
    scales: { x: { time: false }, y: { range: (plot) => finiteRange(plot) } },
    axes: [
      {
        ...axis,
        label: xLabel,
        labelSize: 18,
        labelFont: '12px system-ui, sans-serif',
        size: 34,
        incrs: [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000, 50_000, 100_000],
      },
      { ...axis, size: 58, values: (_, values) => values.map((value) => figureText(value)) },
    ],
    series: [
      { label: xLabel },
      ...curves.map((curve): uPlot.Series => {
        const stroke = colourOf(curve.colour);
        return {
          label: curve.label,
          stroke,
          width: 1.6,
          ...(curve.dashed ? { dash: [6, 4] } : {}),
          points: { show: curve.points === true, size: 5, stroke, fill: stroke },
          value: (_, value) => figureText(value),
        };
      }),
    ],
    legend: { live: true },
    cursor: { drag: { x: true, y: false } },
  };
}

/**
 * Smallest and largest finite value of what is shown, with a little room. uPlot's own range does not pass over NaN, and
 * a loss is NaN exactly when its curve matters most.
 */
function finiteRange({ data, scales }: uPlot): uPlot.Range.MinMax {
  const [x, ...curves] = data;
  const from = scales['x']?.min ?? Number.NEGATIVE_INFINITY;
  const to = scales['x']?.max ?? Number.POSITIVE_INFINITY;
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (const curve of curves) {
    for (let index = 0; index < curve.length; index++) {
      const value = curve[index];
      const at = x[index] ?? 0;
      if (typeof value !== 'number' || !Number.isFinite(value) || at < from || at > to) continue;
      if (value < low) low = value;
      if (value > high) high = value;
    }
  }
  if (low > high) return [0, 1];
  const room = (high - low) * 0.06 || Math.abs(high) * 0.06 || 0.5;
  return [low - room, high + room];
}

/** Lists may have gaps where a curve has no value; uPlot knows them as null. Typed arrays go to it as they are. */
const withGaps = (values: ArrayLike<number>): ArrayLike<number | null> =>
  Array.isArray(values) ? values.map((value: number) => (Number.isFinite(value) ? value : null)) : values;

export function CurveChart({ name, curves, source, xLabel, height }: CurveChartProps) {
  const host = useRef<HTMLDivElement>(null);
  const scheme = useComputedColorScheme();
  const shape = JSON.stringify(curves);
  useEffect(() => {
    const element = host.current;
    if (!element) return undefined;
    const width = Math.max(120, element.clientWidth);
    // uPlot takes any array-like per series but its type names a mutable tuple.
    const read = (): uPlot.AlignedData => source.read().map(withGaps) as unknown as uPlot.AlignedData;
    const legendHeight = 30;
    const plot = new uPlot(
      optionsOf(JSON.parse(shape) as Curve[], xLabel, width, height - legendHeight),
      read(),
      element,
    );
    const frame = oncePerFrame(() => plot.setData(read()));
    const unsubscribe = source.subscribe(frame.ask);
    const observer = new ResizeObserver(() =>
      plot.setSize({ width: Math.max(120, element.clientWidth), height: height - legendHeight }),
    );
    observer.observe(element);
    return () => {
      unsubscribe();
      frame.stop();
      observer.disconnect();
      plot.destroy();
    };
    // `scheme` is not read, but the colours that the tokens give depend on it.
  }, [shape, source, xLabel, height, scheme]);
  return <div ref={host} className={classes.chart} role="img" aria-label={name} style={{ minHeight: height }} />;
}

/** A source that never changes. */
export const fixedSource = (data: readonly ArrayLike<number>[]): CurveSource => ({
  read: () => data,
  subscribe: () => () => undefined,
});
