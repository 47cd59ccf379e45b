/** Whether another type takes what arrives at a node, as far as that is known. */
import { applyType } from '../../shared/graph/apply-layer.ts';
import { keptParams } from '../../shared/graph/change-type.ts';
import type { GraphDoc, GraphNode } from '../../shared/graph/graph-doc.ts';
import { createLookup } from '../../shared/graph/infer-shapes.ts';
import { layerType } from '../../shared/layers/index.ts';
import { parseParams } from '../../shared/layers/param-values.ts';
import type { ShownFacts } from '../state/derived.ts';

export function fitsInPlace(
  node: GraphNode,
  typeId: string,
  facts: ShownFacts,
  definitions: GraphDoc['definitions'],
): boolean {
  const type = layerType(typeId);
  if (!type) return false;
  const arriving = Object.values(facts.nodes.get(node.id)?.inputs ?? {})[0] ?? [];
  const [input] = type.inputs;
  // An Input stands where nothing arrives, an Output where nothing leaves.
  if (!input) return arriving.length === 0 && node.type !== 'output';
  if (type.outputs.length === 0) return node.type === 'output';
  if (arriving.length === 0) return node.type !== 'input';
  if (arriving.length > 1 && !input.many) return false;
  const params = parseParams(type, keptParams(node, typeId));
  if (!params.ok) return false;
  const needed = type.inputs.filter((port) => !port.optional).length;
  if (needed > 1 || (input.many && arriving.length < 2)) return false;
  const inputs = Object.fromEntries(type.inputs.map((port) => [port.name, port === input ? arriving : []]));
  return applyType(
    type,
    params.value,
    inputs,
    arriving.map(() => false),
    createLookup(definitions, []),
  ).ok;
}
