/** What a repair is. */
import type { InputSpec, TargetSpec } from '../data/spec-types.ts';
import type { Problem, ProblemCode } from '../problem.ts';
import type { TrainingSettings } from '../training/training-settings.ts';
import type { Graph, GraphDoc } from './graph-doc.ts';
import type { GraphInference } from './inference.ts';

/** What a repair may change; a whole project fits. */
export interface Repairable {
  readonly graph: GraphDoc;
  readonly training: TrainingSettings;
}
export interface RepairContext {
  readonly inference: GraphInference;
  readonly inputSpecs: readonly InputSpec[];
  readonly targetSpecs: readonly TargetSpec[];
  /** What the model is trained by; a target of class numbers is another one for some losses. */
  readonly settings?: TrainingSettings;
}

export interface Repair {
  readonly id: string;
  readonly code: ProblemCode;
  /** Whether it would mend this problem. Cheap: asked for every problem on every edit. */
  fits(graph: Graph, problem: Problem, context: RepairContext, doc: GraphDoc): boolean;
  /** Edits the graph in which the problem lies. */
  edit?(graph: Graph, problem: Problem, context: RepairContext, doc: GraphDoc): Graph;
  retrain?(settings: TrainingSettings, problem: Problem, context: RepairContext): TrainingSettings;
}
