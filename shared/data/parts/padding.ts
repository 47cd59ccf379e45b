/** Keras' pad_sequences on steps of several features. */

export interface PadSettings {
  readonly side: 'pre' | 'post';
  readonly truncate: 'pre' | 'post';
  readonly value: number;
}

/** Which steps of a sequence of `steps` go where in a sequence of `length`: `count` steps from `from`, put at `to`. */
export function padPlan(
  steps: number,
  length: number,
  { side, truncate }: Pick<PadSettings, 'side' | 'truncate'>,
): { readonly from: number; readonly count: number; readonly to: number } {
  const count = Math.min(steps, length);
  return { from: truncate === 'pre' ? steps - count : 0, count, to: side === 'pre' ? length - count : 0 };
}

/** Plain lists of numbers to one length; null is the longest (Keras' `maxlen=None`). */
export function padSequences(
  sequences: readonly (readonly number[])[],
  length: number | null,
  settings: PadSettings,
): number[][] {
  const target = length ?? sequences.reduce((longest, sequence) => Math.max(longest, sequence.length), 0);
  return sequences.map((sequence) => {
    const { from, count, to } = padPlan(sequence.length, target, settings);
    const row = new Array<number>(target).fill(settings.value);
    for (let i = 0; i < count; i++) row[to + i] = sequence[from + i] ?? settings.value;
    return row;
  });
}
