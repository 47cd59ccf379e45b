/** Classes of a column and their numbers, sorted as scikit-learn's LabelEncoder sorts them. */

/** Numbers by size, everything else by code point (as NumPy sorts strings; JavaScript's own order is by UTF-16 unit). */
export function sortClasses(values: Iterable<string>): string[] {
  const distinct = [...new Set(values)];
  const numeric = distinct.every((value) => value !== '' && Number.isFinite(Number(value)));
  return distinct.sort(numeric ? (a, b) => Number(a) - Number(b) : compareCodePoints);
}

export function compareCodePoints(a: string, b: string): number {
  const length = Math.min(a.length, b.length);
  for (let i = 0; i < length; i++) {
    if (a.charCodeAt(i) !== b.charCodeAt(i)) return (a.codePointAt(i) ?? 0) - (b.codePointAt(i) ?? 0);
  }
  return a.length - b.length;
}

/** Class number of each value; −1 for a value that is no class. */
export function encodeLabels(values: readonly string[], classes: readonly string[]): Int32Array {
  const numbers = new Map(classes.map((name, index) => [name, index]));
  return Int32Array.from(values, (value) => numbers.get(value) ?? -1);
}

/** (values × classes) of 0 and 1. */
export function oneHot(labels: ArrayLike<number>, classes: number): Float32Array {
  const result = new Float32Array(labels.length * classes);
  for (let i = 0; i < labels.length; i++) {
    const label = labels[i] ?? -1;
    if (label >= 0) result[i * classes + label] = 1;
  }
  return result;
}
