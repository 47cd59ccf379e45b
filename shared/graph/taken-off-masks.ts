/** Wires whose mask is gone when it is looked for: MultiHeadAttention takes it off the very tensors that it is called with. */
import type { NodeId } from '../ids.ts';
import { layerType } from '../layers/index.ts';
import { type Problem, problem } from '../problem.ts';
import type { Graph } from './graph-doc.ts';
import type { WireInference } from './inference.ts';
import type { Topology } from './topology.ts';

/** Layers that look for masks on their tensors while the model runs; others have theirs recorded (recorded-masks.ts). */
const looksWhileRunning = new Set([
  'add',
  'additiveAttention',
  'attention',
  'average',
  'concatenate',
  'maximum',
  'minimum',
  'multiHeadAttention',
  'multiply',
  'subtract',
]);

/**
 * A note at every masked wire that starts where an input of MultiHeadAttention starts, and leads to an Output or to a
 * layer that runs after it and looks for the mask then: the residual sum of a transformer. As in Keras 3, its padding
 * counts in the loss.
 */
export function takenOffNotes(
  graph: Graph,
  { outgoing, incoming }: Topology,
  wires: ReadonlyMap<string, Pick<WireInference, 'masked'>>,
): readonly Problem[] {
  return graph.nodes.flatMap((attention) => {
    if (attention.type !== 'multiHeadAttention') return [];
    const after = behind(attention.id, outgoing);
    const starts = (incoming.get(attention.id) ?? []).filter((wire) => wires.get(wire.id)?.masked === true);
    const ends = starts.flatMap(({ from }) =>
      (outgoing.get(from.node) ?? []).filter((wire) => wire.from.port === from.port),
    );
    return [...new Set(ends)].flatMap((wire) => {
      const reader = graph.nodes.find(({ id }) => id === wire.to.node);
      const isLate = reader && after.has(reader.id) && looksWhileRunning.has(reader.type);
      if (!reader || (!isLate && reader.type !== 'output')) return [];
      const layer = layerType(reader.type)?.keras?.class ?? 'Output';
      const where = { nodeId: reader.id, wireId: wire.id };
      return [{ ...problem('mask/taken-off', { layer }, where), severity: 'note' as const }];
    });
  });
}

/** Every node that a node's outputs lead to. */
function behind(start: NodeId, outgoing: Topology['outgoing']): ReadonlySet<NodeId> {
  const found = new Set<NodeId>();
  const waiting: NodeId[] = [start];
  for (let id = waiting.pop(); id !== undefined; id = waiting.pop()) {
    for (const { to } of outgoing.get(id) ?? []) {
      if (found.has(to.node)) continue;
      found.add(to.node);
      waiting.push(to.node);
    }
  }
  return found;
}
