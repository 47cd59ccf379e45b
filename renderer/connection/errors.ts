/** What a failed call means, as a Problem whose sentence the catalogues have. */
import { ORPCError } from '@orpc/client';
import { type Problem, problem, problemSchema, StudioError } from '../../shared/problem.ts';

export function problemOf(error: unknown): Problem {
  if (error instanceof StudioError) return error.problem;
  if (error instanceof ORPCError) {
    const parsed = problemSchema.safeParse(error.data);
    if (parsed.success) return parsed.data;
  }
  return problem('internal/unexpected', { reason: error instanceof Error ? error.message : String(error) });
}
