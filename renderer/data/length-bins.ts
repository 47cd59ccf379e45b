/** Lengths of sequences in equal bins, and what padding them to one length costs. */
export interface Bins {
  readonly from: number;
  readonly to: number;
  readonly counts: readonly number[];
  /** Lower edges, and one past the last bin. */
  readonly edges: readonly number[];
}

export function binned(lengths: readonly number[], most: number): Bins {
  const from = lengths.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY);
  const to = lengths.reduce((a, b) => Math.max(a, b), 0);
  const width = Math.max(1, Math.ceil((to - from + 1) / most));
  const count = Math.floor((to - from) / width) + 1;
  const counts = new Array<number>(count).fill(0);
  for (const length of lengths) {
    const bin = Math.floor((length - from) / width);
    counts[bin] = (counts[bin] ?? 0) + 1;
  }
  return { from, to, counts, edges: Array.from({ length: count + 1 }, (_, index) => from + index * width) };
}

/** Share of the padded steps that are filling, and how many sequences lose steps. */
export function padCost(lengths: readonly number[], length: 'longest' | number): { readonly padded: number; readonly cut: number } {
  const target = length === 'longest' ? lengths.reduce((a, b) => Math.max(a, b), 0) : length;
  const real = lengths.reduce((sum, own) => sum + Math.min(own, target), 0);
  const all = target * lengths.length;
  return { padded: all === 0 ? 0 : 1 - real / all, cut: lengths.filter((own) => own > target).length };
}
