import type { InputSpec } from '../data/spec-types.ts';
import type { GraphNode } from './graph-doc.ts';
import { inputNodes } from './ports.ts';

/** The recipe's input that an Input node shows: by name, else by its place among the Inputs that take data. */
export function boundSpec(
  node: GraphNode,
  graph: { readonly nodes: readonly GraphNode[] },
  specs: readonly InputSpec[],
): InputSpec | undefined {
  if (node.params.from === 'fixed') return undefined;
  const named =
    typeof node.params.name === 'string' && node.params.name !== ''
      ? specs.find((spec) => spec.name === node.params.name)
      : undefined;
  return (
    named ??
    specs[
      inputNodes(graph)
        .filter((other) => other.params.from !== 'fixed')
        .indexOf(node)
    ]
  );
}
