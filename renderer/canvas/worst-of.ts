import type { Problem } from '../../shared/problem.ts';

/** The look that a layer's problems give it. */
export const worstOf = (problems: readonly Problem[]): 'error' | 'warning' | 'none' =>
  problems.some(({ severity }) => severity === 'error') ? 'error' : problems.length > 0 ? 'warning' : 'none';
