import { useT } from '../ui/i18n.ts';
import chart from '../charts/charts.module.css';
import classes from './data.module.css';

const mostLanes = 5;
const shownBatches = 8;
const rowHeight = 14;

/** The series as one lane below the other, cut into windows; the first two batches are columns of it. */
export function LanesPicture({ lanes, batches }: { lanes: number; batches: number | undefined }) {
  const t = useT();
  const rows = Math.min(lanes, mostLanes);
  const columns = Math.max(2, Math.min(batches ?? shownBatches, shownBatches));
  return (
    <div style={{ marginTop: 8 }}>
      <svg
        role="img"
        aria-label={t('data.lanes.picture', { lanes })}
        viewBox={`0 0 ${columns * 10} ${rows * rowHeight}`}
        preserveAspectRatio="none"
        style={{ width: '100%', height: rows * rowHeight + 8, display: 'block' }}
      >
        {Array.from({ length: rows * columns }, (_, index) => {
          const column = index % columns;
          const row = Math.floor(index / columns);
          return (
            <rect
              key={index}
              className={chart.band}
              data-kind={column === 1 ? 'target' : undefined}
              fillOpacity={column < 2 ? 1 : 0.25}
              x={column * 10 + 0.4}
              y={row * rowHeight + 2}
              width={9.2}
              height={rowHeight - 4}
            />
          );
        })}
      </svg>
      <p className={classes.note}>
        {t(lanes > rows ? 'data.lanes.legendSome' : 'data.lanes.legend', { shown: rows, lanes })}
      </p>
    </div>
  );
}
