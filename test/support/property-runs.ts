/**
 * How often a property is tried: the same cases on every machine, so that a change is to blame when one fails.
 * `WEFT_SEED=7 WEFT_RUNS=20000` looks further, for other cases and more of them.
 */
export function propertyRuns(usual: number): { readonly numRuns: number; readonly seed: number } {
  return { numRuns: Number(process.env['WEFT_RUNS'] ?? usual), seed: Number(process.env['WEFT_SEED'] ?? 1) };
}
