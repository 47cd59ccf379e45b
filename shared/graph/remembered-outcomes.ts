/**
 * What a layer made of its parameters and of what arrived, kept for as long as its parameters live: after an edit only the
 * layers that are concerned are inferred anew, and the others keep their very objects, so that views can compare by identity.
 */
import type { LayerType } from '../layers/layer-type.ts';
import type { Result } from '../result.ts';
import type { Outcome } from './apply-layer.ts';
import type { Arriving } from './arriving.ts';
import type { GraphNode } from './graph-doc.ts';
import type { NodeInference } from './inference.ts';
import type { Shape } from './shape.ts';

export interface Inferred {
  readonly outcome: Outcome;
  readonly node: NodeInference;
}

interface Remembered {
  readonly type: LayerType;
  readonly inputs: Arriving['inputs'];
  readonly masks: readonly boolean[];
  readonly inferred: Inferred;
}

const outcomes = new WeakMap<GraphNode['params'], Remembered>();

/**
 * `infer`, or what it gave the last time for the same parameters, shapes and masks. Only for layers that look at nothing
 * else: Inputs see the data, and wrappers the definitions.
 */
export function rememberedOutcome(
  node: GraphNode,
  type: LayerType,
  inputs: Arriving['inputs'],
  masks: readonly boolean[],
  infer: () => Result<Outcome>,
): Result<Inferred> {
  const looksElsewhere = type.id === 'input' || Object.values(type.params).some(({ kind }) => kind === 'layer');
  const known = looksElsewhere ? undefined : outcomes.get(node.params);
  if (known && known.type === type && sameMasks(known.masks, masks) && sameInputs(known.inputs, inputs))
    return { ok: true, value: known.inferred };
  const outcome = infer();
  if (!outcome.ok) return outcome;
  const inferred = { outcome: outcome.value, node: { inputs, ...outcome.value.node } };
  if (!looksElsewhere) outcomes.set(node.params, { type, inputs, masks, inferred });
  return { ok: true, value: inferred };
}

const sameMasks = (a: readonly boolean[], b: readonly boolean[]): boolean =>
  a.length === b.length && a.every((masked, index) => masked === b[index]);

function sameInputs(a: Arriving['inputs'], b: Arriving['inputs']): boolean {
  const ports = Object.keys(a);
  return (
    ports.length === Object.keys(b).length &&
    ports.every((port) => {
      const [left, right] = [a[port], b[port]];
      return (
        left !== undefined &&
        right !== undefined &&
        left.length === right.length &&
        left.every((shape, index) => sameShape(shape, right[index]))
      );
    })
  );
}

const sameShape = (a: Shape, b: Shape | undefined): boolean =>
  a === b || (b !== undefined && a.length === b.length && JSON.stringify(a) === JSON.stringify(b));
