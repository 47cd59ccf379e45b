import { definitionIdSchema, nodeIdSchema, wireIdSchema } from '../../shared/ids.ts';
import type { Problem } from '../../shared/problem.ts';
import { applyRepair } from '../../shared/graph/repairs.ts';
import { canvas } from '../canvas/canvas-handle.ts';
import { problemsOf, repairContext, repairsOf } from '../state/derived.ts';
import type { Place } from '../state/session-slice.ts';
import { type Studio, updateDoc, useStudio } from '../state/store.ts';

/** Goes to the place a problem is about, and in a drawing brings its layer or wire into the middle. */
export function showProblem(problem: Problem): void {
  const { goTo, openBlock, select, blockPath } = useStudio.getState();
  const node = nodeIdSchema.safeParse(problem.nodeId);
  const wire = wireIdSchema.safeParse(problem.wireId);
  if (!node.success && !wire.success) {
    goTo(placeOf(problem));
    return;
  }
  goTo('model');
  const definition = definitionIdSchema.safeParse(problem.definitionId);
  const wanted = definition.success ? [definition.data] : [];
  if (blockPath.at(-1) !== wanted.at(-1)) openBlock(wanted);
  select({ nodes: node.success ? [node.data] : [], wires: wire.success ? [wire.data] : [] });
  whenDrawn(() => canvas()?.centreSelection());
}

/** Where one sets what is wrong without being wrong in the drawing. */
function placeOf({ code }: Problem): Place {
  if (code === 'training/no-data' || /^(data|recipe)\//.test(code)) return 'data';
  return code.startsWith('training/') ? 'train' : 'model';
}

/** The canvas may come with the place only. */
function whenDrawn(then: () => void, patience = 60): void {
  if (canvas() || patience === 0) then();
  else setTimeout(() => whenDrawn(then, patience - 1), 16);
}

/** Mends a problem, as one undo step; `repair` is the best one unless another is chosen. */
export function repairNow(problem: Problem, repair = problem.repair): void {
  if (repair !== undefined) updateDoc('command.repair', (doc) => applyRepair(doc, repair, problem, repairContext(doc)));
}

/** The gravest problem of what is selected that can be mended, or of the whole project when nothing is. */
function repairable({ doc, selection }: Studio): { readonly problem: Problem; readonly repair: string } | undefined {
  if (!doc) return undefined;
  const ids: readonly string[] = [...selection.nodes, ...selection.wires];
  const meant = (problem: Problem): boolean =>
    ids.length === 0 || ids.includes(problem.nodeId ?? '') || ids.includes(problem.wireId ?? '');
  for (const problem of problemsOf(doc).filter(meant)) {
    const [repair] = repairsOf(doc, problem);
    if (repair !== undefined) return { problem, repair };
  }
  return undefined;
}

export const canRepair = (state: Studio): boolean => repairable(state) !== undefined;

export function repairSelected(state: Studio): void {
  const found = repairable(state);
  if (found) repairNow(found.problem, found.repair);
}
