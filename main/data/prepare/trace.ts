/** What each step of a recipe did: counts for the preview and for the run's record, and warnings by the way. */
import { type Problem, problem, type ProblemCode, StudioError } from '../../../shared/problem.ts';
import { type StepId, stepTypes } from '../../../shared/data/steps/index.ts';

export interface StepReport {
  readonly step: string;
  readonly summary: Record<string, unknown>;
  readonly problems: Problem[];
}

export interface DroppedRows {
  readonly reason: 'missing' | 'too-short';
  readonly column?: string;
  readonly count: number;
  /** First lines of the file that were left out. */
  readonly lines: readonly number[];
}

export interface Trace {
  readonly steps: StepReport[];
  readonly dropped: DroppedRows[];
  /** The step that runs now: an error belongs to it. */
  current: StepId | null;
  begin(step: StepId): StepReport;
  warn(code: ProblemCode, details: Problem['details'], where?: Partial<Problem>): void;
}

export function createTrace(file: string): Trace {
  const steps: StepReport[] = [];
  const trace: Trace = {
    steps,
    dropped: [],
    current: null,
    begin(step) {
      trace.current = step;
      const known = steps.find((report) => report.step === step);
      if (known) return known;
      const report = { step, summary: {}, problems: [] };
      steps.push(report);
      return report;
    },
    warn(code, details, where = {}) {
      const found = { ...problem(code, details, { file, ...where }), severity: 'warning' as const };
      const report = steps.find((entry) => entry.step === trace.current) ?? trace.begin(trace.current ?? 'select');
      report.problems.push(found);
    },
  };
  return trace;
}

/** Ends preparation with this problem. */
export function refuse(code: ProblemCode, details: Problem['details'], where: Partial<Problem>): never {
  throw new StudioError(code, details, where);
}

/** Reports in the recipe's order; those of steps that did nothing and were not asked for are left out. */
export const orderedSteps = (trace: Trace, wanted: readonly string[]): StepReport[] =>
  trace.steps
    .filter(
      (report) => wanted.includes(report.step) || report.problems.length > 0 || Object.keys(report.summary).length > 0,
    )
    .sort((a, b) => orderOf(a.step) - orderOf(b.step));

const orderOf = (step: string): number => (Object.hasOwn(stepTypes, step) ? stepTypes[step as StepId].order : 0);
