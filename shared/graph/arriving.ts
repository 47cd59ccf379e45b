/** What arrives at a node over its wires: shapes by port, masks, and where a mask ends. */
import type { NodeId, WireId } from '../ids.ts';
import type { InputShapes, LayerType, MaskRule } from '../layers/layer-type.ts';
import { type Problem, problem } from '../problem.ts';
import type { GraphNode, Wire } from './graph-doc.ts';
import { stoppedNote } from './mask-notes.ts';
import type { Arrival, NodeInference, WireInference } from './inference.ts';
import type { Shape } from './shape.ts';

export interface Arriving {
  readonly wired: readonly { readonly wire: Wire; readonly arrival: Arrival | undefined }[];
  readonly inputs: InputShapes;
  /** Every wire brings a shape. */
  readonly complete: boolean;
}

export function gather(
  node: GraphNode,
  wires: readonly Wire[],
  ports: readonly string[],
  nodes: ReadonlyMap<NodeId, NodeInference>,
): Arriving {
  const wired = wires
    .filter((wire) => ports.includes(wire.to.port))
    .map((wire) => {
      const from = nodes.get(wire.from.node);
      const shape = from?.outputs[wire.from.port];
      return { wire, arrival: shape && { shape, masked: from?.masked[wire.from.port] ?? false } };
    });
  const inputs: Record<string, Shape[]> = {};
  for (const port of ports) {
    inputs[port] = wired.flatMap(({ wire, arrival }) => (wire.to.port === port && arrival ? [arrival.shape] : []));
  }
  return { wired, inputs, complete: wired.every(({ arrival }) => arrival !== undefined) };
}

/** Masked wires in the order of the record's ports, so that the first input's wires come first. */
export function masksByPort(type: LayerType, { wired }: Arriving): readonly boolean[] {
  return type.inputs.flatMap((port) =>
    wired.filter(({ wire }) => wire.to.port === port.name).map(({ arrival }) => arrival?.masked ?? false),
  );
}

export function markMasks(
  rule: MaskRule,
  node: GraphNode,
  type: LayerType,
  wired: Arriving['wired'],
  wires: Map<WireId, WireInference>,
  problems: Problem[],
): void {
  noteUnusedMask(node, type, wired, problems);
  noteMaskedPixels(node, wired, problems);
  for (const { wire, arrival } of wired) {
    const ends = rule === 'stops' || rule === 'refuses' || type.unreadMasks?.includes(wire.to.port) === true;
    if (!arrival?.masked || !ends) continue;
    wires.set(wire.id, { ...arrival, maskStops: true });
    const where = { nodeId: node.id, wireId: wire.id };
    problems.push(
      rule === 'refuses'
        ? problem('mask/refused', { layer: type.keras?.class ?? type.id }, where)
        : stoppedNote(type, wire.to.port, where),
    );
  }
}

/** Keras' Masking compares along the last axis alone: a sequence of pictures gets a mask for every pixel. */
function noteMaskedPixels(node: GraphNode, wired: Arriving['wired'], problems: Problem[]): void {
  const pictures = node.type === 'masking' && wired.find(({ arrival }) => arrival && arrival.shape.length > 3);
  if (!pictures) return;
  const where = { nodeId: node.id, wireId: pictures.wire.id };
  problems.push({ ...problem('mask/of-pixels', {}, where), severity: 'note' });
}

/** Keras 3 finds a recurrent layer's mask only when it is called with one tensor: with an initial state it skips nothing. */
function noteUnusedMask(node: GraphNode, type: LayerType, wired: Arriving['wired'], problems: Problem[]): void {
  const keyword = type.keras?.keywordPorts;
  if (keyword?.argument !== 'initial_state') return;
  const masked = wired.find(({ wire, arrival }) => wire.to.port === type.inputs[0]?.name && arrival?.masked);
  const hasState = wired.some(({ wire }) => keyword.ports.includes(wire.to.port));
  if (!masked || !hasState) return;
  const where = { nodeId: node.id, wireId: masked.wire.id };
  problems.push({
    ...problem('mask/unused-with-state', { layer: type.keras?.class ?? type.id }, where),
    severity: 'note',
  });
}
