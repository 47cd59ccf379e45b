import type { Problem } from '../../shared/problem.ts';
import { problemsOf } from './derived.ts';
import { useStudio } from './store.ts';

const none: readonly Problem[] = [];

/** All problems of the open project, gravest first. */
export function useProblems(): readonly Problem[] {
  return useStudio(({ doc }) => (doc ? problemsOf(doc) : none));
}
