/** Expected failure is a value: a half-built graph is normal, not an exception. */
import type { Problem } from './problem.ts';

export type Result<T, E = Problem> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly problem: E };

export const ok = <T>(value: T): { readonly ok: true; readonly value: T } => ({ ok: true, value });
export const failed = <E>(problem: E): { readonly ok: false; readonly problem: E } => ({ ok: false, problem });
