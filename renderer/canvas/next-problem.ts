/** From problem to problem, wherever in the model or in a block they are. */
import type { Problem } from '../../shared/problem.ts';
import { showProblem } from '../shell/problem-actions.ts';
import { problemsOf } from '../state/derived.ts';
import { shownScope } from '../state/shown-graph.ts';
import { useStudio } from '../state/store.ts';
import { canvas } from './canvas-handle.ts';

/** Selects the next problem's layer, or the one before, brings it into the middle and moves the focus there. */
export function showNextProblem(step: 1 | -1): void {
  const state = useStudio.getState();
  if (!state.doc) return;
  const problems = onePerNode(problemsOf(state.doc));
  const [selected] = state.selection.nodes;
  const here = problems.findIndex(
    ({ nodeId, definitionId }) => nodeId === selected && definitionId === shownScope(state),
  );
  const next = here < 0 ? (step === 1 ? 0 : problems.length - 1) : (here + step + problems.length) % problems.length;
  const problem = problems[next];
  if (!problem) return;
  showProblem(problem);
  if (problem.nodeId !== undefined) canvas()?.focusNode(problem.nodeId);
}

function onePerNode(problems: readonly Problem[]): readonly Problem[] {
  const seen = new Set<string>();
  return problems.filter(({ nodeId, definitionId = '' }) => {
    const place = `${definitionId} ${nodeId}`;
    if (nodeId === undefined || seen.has(place)) return false;
    seen.add(place);
    return true;
  });
}
