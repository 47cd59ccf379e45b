/** A series of numbers that grows by doubling, so that a training's curves never copy themselves point by point. */
export interface GrowingSeries {
  readonly length: number;
  push(value: number): void;
  set(index: number, value: number): void;
  at(index: number): number | undefined;
  /** A view of what is there now; do not keep it across a push. */
  view(): Float64Array;
}

export function growingSeries(capacity = 1024): GrowingSeries {
  let values = new Float64Array(capacity);
  let length = 0;
  const reserve = (needed: number): void => {
    if (needed <= values.length) return;
    const larger = new Float64Array(Math.max(needed, values.length * 2));
    larger.set(values.subarray(0, length));
    values = larger;
  };
  return {
    get length() {
      return length;
    },
    push(value) {
      reserve(length + 1);
      values[length++] = value;
    },
    /** Writes at any place; what lies between the end and it becomes NaN (a gap in the curve). */
    set(index, value) {
      reserve(index + 1);
      if (index >= length) {
        values.fill(Number.NaN, length, index);
        length = index + 1;
      }
      values[index] = value;
    },
    at: (index) => (index < length ? values[index] : undefined),
    view: () => values.subarray(0, length),
  };
}
