/** Where sliding windows start. */

export interface WindowSettings {
  readonly length: number;
  readonly horizon: number;
  readonly stride: number;
  readonly gap: number;
  /** Rows from one step of a window to the next; 1 when absent. */
  readonly sampling?: number;
}

/** Rows from a window's first step to its last, both included. */
export const windowRows = ({ length, sampling = 1 }: Pick<WindowSettings, 'length' | 'sampling'>): number =>
  (length - 1) * sampling + 1;

/** First row, after the window's start, that is predicted: its own last row with horizon 0. */
export const targetOffset = (settings: WindowSettings): number =>
  settings.horizon === 0 ? windowRows(settings) - 1 : windowRows(settings) + settings.gap;
/** Rows from the start of a window to the end of what it predicts. */
export const windowSpan = (settings: WindowSettings): number => targetOffset(settings) + Math.max(1, settings.horizon);

/** Starts of all windows over `rows` rows, like Keras' timeseries_dataset_from_array. `open`: the rows to predict may lie beyond the end. */
export function windowStarts(rows: number, settings: WindowSettings, open = false): Int32Array {
  const span = open ? windowRows(settings) : windowSpan(settings);
  const count = rows < span ? 0 : Math.floor((rows - span) / settings.stride) + 1;
  return Int32Array.from({ length: count }, (_, index) => index * settings.stride);
}
