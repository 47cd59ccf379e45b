/**
 * Which rows of a table of any length are on the screen. Browsers refuse elements taller than some ten million pixels, so
 * beyond that the scroll bar runs over a shortened height and a pixel of it means several rows.
 */
export const tallest = 8_000_000;

export interface Viewport {
  readonly rows: number;
  readonly rowHeight: number;
  /** Visible height in pixels. */
  readonly height: number;
  readonly scrollTop: number;
}

export interface VisibleRows {
  /** Height of the scrolled element. */
  readonly total: number;
  readonly first: number;
  readonly count: number;
  /** Where the first row stands in the scrolled element. */
  readonly top: number;
}

const overscan = 4;

export function visibleRows({ rows, rowHeight, height, scrollTop }: Viewport): VisibleRows {
  const natural = rows * rowHeight;
  const shown = Math.ceil(height / rowHeight);
  if (natural <= tallest) {
    const first = Math.max(0, Math.min(rows, Math.floor(scrollTop / rowHeight)) - overscan);
    return {
      total: natural,
      first,
      count: Math.max(0, Math.min(rows - first, shown + 2 * overscan)),
      top: first * rowHeight,
    };
  }
  const share = Math.min(1, Math.max(0, scrollTop / (tallest - height)));
  const first = Math.round(share * Math.max(0, rows - shown + 1));
  const count = Math.min(rows - first, shown + 1);
  // At the very end the last row must stand at the bottom edge, not below it.
  const top = share === 1 ? tallest - count * rowHeight : scrollTop;
  return { total: tallest, first, count, top };
}

/** Numbers of the pages of `pageRows` rows that hold the given rows. */
export function pagesOf(first: number, count: number, pageRows: number): readonly number[] {
  if (count <= 0) return [];
  const from = Math.floor(first / pageRows);
  const to = Math.floor((first + count - 1) / pageRows);
  return Array.from({ length: to - from + 1 }, (_, index) => from + index);
}
