/**
 * What decides the bits of a run beside its seed: a run on the processor repeats bit for bit where all of these are the
 * same. Stored with the run; resuming reads it instead of choosing anew.
 */
import { z } from 'zod';
import { type Problem, problem } from '../problem.ts';
import type { EngineChoice } from './engine-choice.ts';

/** How steps are executed: op by op, or recorded once and replayed in one call. */
export const stepModeSchema = z.enum(['eager', 'traced']);
export type StepMode = z.infer<typeof stepModeSchema>;

export const machineSchema = z.object({
  engine: z.enum(['tensorflow-cpu', 'tensorflow-gpu', 'portable', 'webgpu']),
  /** Of the library that computes. */
  version: z.string(),
  mode: stepModeSchema,
  /** Why steps run op by op although they could be replayed as far as the engine goes; absent where there is no reason to tell. */
  eagerBecause: z.string().optional(),
  /** That our kernels (or the portable engine) were chosen for: `avx512`, `avx2`, `baseline`, `simd` …; with WebGPU the card's make. */
  instructionSet: z.string(),
  threads: z.number().int().min(1),
  /** Other ways that were timed before the start, and how many times as long their steps took; absent: nothing was timed. */
  slower: z
    .array(
      z.object({
        engine: z.string(),
        threads: z.number().int().min(1),
        mode: stepModeSchema,
        times: z.number(),
        atLeast: z.boolean(),
      }),
    )
    .optional(),
});
export type Machine = z.infer<typeof machineSchema>;

const choices = { 'tensorflow-cpu': 'cpu', 'tensorflow-gpu': 'gpu', portable: 'portable', webgpu: 'webgpu' } as const;
/** What to ask for to get the same engine again. */
export const choiceOf = ({ engine }: Pick<Machine, 'engine'>): EngineChoice => choices[engine];

/** A note `run/machine-differs` for everything that is not as it was. */
export function machineDifferences(before: Machine, now: Machine): readonly Problem[] {
  const facts = ['engine', 'version', 'mode', 'instructionSet', 'threads'] as const;
  return facts
    .filter((fact) => before[fact] !== now[fact])
    .map((fact) => ({
      ...problem('run/machine-differs', { context: fact, expected: before[fact], received: now[fact] }),
      severity: 'note' as const,
    }));
}
