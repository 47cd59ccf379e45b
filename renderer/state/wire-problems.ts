import type { Wire } from '../../shared/graph/graph-doc.ts';
import type { Problem } from '../../shared/problem.ts';
import type { ShownFacts } from './derived.ts';

/** What is said about a wire: the problems that name it, else those of the layer that does not take what it brings. */
export function wireProblems(facts: ShownFacts, wire: Wire): readonly Problem[] {
  const near = [...(facts.problemsOf.get(wire.to.node) ?? []), ...(facts.problemsOf.get(wire.from.node) ?? [])];
  const named = near.filter((problem) => problem.wireId === wire.id);
  if (named.length > 0 || !facts.wrongWires.has(wire.id)) return named;
  return (facts.problemsOf.get(wire.to.node) ?? []).filter(
    ({ severity, param }) => severity === 'error' && param === undefined,
  );
}
