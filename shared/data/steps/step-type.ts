/** The record that declares a step of the data recipe, once: schema (with its documentation), place in the order, sources. */
import type { z } from 'zod';

export interface StepType<Id extends string = string, S extends z.ZodType = z.ZodType> {
  /** Written into project files: never renamed, never reused. */
  readonly id: Id;
  /** Steps are written, and applied, in ascending order; statistics are always those of the training part. */
  readonly order: number;
  readonly sources: readonly ('table' | 'text')[];
  /** May occur several times (for different columns). */
  readonly repeatable?: boolean;
  readonly schema: S;
  /** A first value for the step when a person adds it. */
  readonly defaults: z.infer<S>;
}

export const defineStep = <const Id extends string, S extends z.ZodType>(step: StepType<Id, S>): StepType<Id, S> =>
  step;
