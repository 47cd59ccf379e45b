/**
 * Brings graphs of older project files to today's form. A version is the project file's (`projectVersion`); each rung of
 * the ladder turns version n into n + 1. Raising a layer's `version` (its parameters change meaning) adds a rung here.
 */
import { type Problem, problem } from '../problem.ts';
import { failed, ok, type Result } from '../result.ts';
import { type GraphDoc, graphDocSchema } from './graph-doc.ts';

export const graphVersion = 2;

type Rung = (graph: unknown) => unknown;
/** Rung n leads from version n to n + 1. */
export type Ladder = Readonly<Record<number, Rung>>;
/**
 * 2: nodes may be bypassed, graphs may hold notes and frames. All of it may be absent, so that nothing has to be changed;
 * the version tells an older app that it would lose them.
 */
export const graphLadder: Ladder = { 1: (graph) => graph };

/** Reads a graph written by `version`. `project/newer-version` and `project/unreadable` are its failures. */
export function migrateGraph(
  raw: unknown,
  version: number,
  { rungs = graphLadder, latest = graphVersion }: { readonly rungs?: Ladder; readonly latest?: number } = {},
): Result<GraphDoc, Problem> {
  if (version > latest) return failed(problem('project/newer-version', { version, known: latest }));
  let graph = raw;
  for (let from = version; from < latest; from++) {
    const rung = rungs[from];
    if (!rung) return failed(problem('project/unreadable', { reason: `version ${from}` }));
    graph = rung(graph);
  }
  const parsed = graphDocSchema.safeParse(graph);
  if (parsed.success) return ok(parsed.data);
  const [issue] = parsed.error.issues;
  return failed(problem('project/unreadable', { reason: `${issue?.path.join('.') ?? ''}: ${issue?.message ?? ''}` }));
}
