import { expect } from 'vitest';
import type { Problem } from '../../shared/problem.ts';
import { chinese, english } from './support.ts';

/** The English text of a problem, after a look at both: without holes, and in their languages. */
export function problemTexts(problem: Problem): string {
  for (const text of [english(problem), chinese(problem)]) {
    expect(text).not.toMatch(/\{\w+\}|undefined|problem\./);
    expect(text.length).toBeGreaterThan(8);
  }
  expect(chinese(problem)).toMatch(/[一-鿿]/);
  return english(problem);
}
