/** What is written by hand about a layer, in one language. */
import type { LayerTypeId } from '../layers/index.ts';

export interface LayerProse {
  /** When to take it, as a case that one can picture. */
  readonly example: string;
  /** What goes wrong with it, and what to do then. */
  readonly pitfalls: readonly string[];
}
export type LayerProseBook = Readonly<Record<LayerTypeId, LayerProse>>;
