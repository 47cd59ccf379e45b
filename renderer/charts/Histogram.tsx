import classes from './charts.module.css';

interface HistogramProps {
  /** What the picture shows, with its smallest and largest value, for people who cannot see it. */
  name: string;
  counts: readonly number[];
  /** Texts under the first and the last bar. */
  ends?: readonly [string, string] | undefined;
  /** Text of a bar on hovering. */
  tell?: (index: number) => string;
  height?: number;
}

/** A small bar chart. Bars scale to the largest count; a bar that is not empty is always visible. */
export function Histogram({ name, counts, ends, tell, height = 44 }: HistogramProps) {
  const highest = Math.max(1, ...counts);
  return (
    <div>
      <svg
        className={classes.bars}
        role="img"
        aria-label={name}
        viewBox={`0 0 ${counts.length * 10} 100`}
        preserveAspectRatio="none"
        style={{ height }}
      >
        {counts.map((count, index) => {
          const size = count === 0 ? 0 : Math.max(3, (100 * count) / highest);
          return (
            <rect key={index} x={index * 10 + 0.5} y={100 - size} width={9} height={size}>
              {tell && <title>{tell(index)}</title>}
            </rect>
          );
        })}
      </svg>
      {ends && (
        <div className={classes.ends} aria-hidden="true">
          <span>{ends[0]}</span>
          <span>{ends[1]}</span>
        </div>
      )}
    </div>
  );
}
