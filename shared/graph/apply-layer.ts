/** One layer's record applied to what arrives: shapes, mask, weights. */
import { type InputShapes, type LayerLookup, type LayerType, type MaskRule, noParams } from '../layers/layer-type.ts';
import type { ParamValues } from '../layers/param-values.ts';
import { weightAxesProblem } from '../layers/weight-axes.ts';
import { failed, ok, type Result } from '../result.ts';
import type { NodeInference } from './inference.ts';

export interface Outcome {
  readonly node: Omit<NodeInference, 'inputs'>;
  readonly rule: MaskRule;
}

/** One record applied to shapes and masks. */
export function applyType(
  type: LayerType,
  params: ParamValues,
  inputs: InputShapes,
  masks: readonly boolean[],
  lookup: LayerLookup,
): Result<Outcome> {
  const shapes = type.inferShape(inputs, params, lookup);
  if (!shapes.ok) return shapes;
  const refused = weightAxesProblem(type, params, inputs, shapes.value);
  if (refused) return failed(refused);
  const rule = typeof type.mask === 'function' ? type.mask(masks, params, lookup, inputs) : type.mask;
  const carries = rule === 'makes' || (rule === 'passes' && masks[0] === true);
  const first = type.outputs[0]?.name;
  const carrier = (port: string): boolean => port === first || type.maskedOutputs?.includes(port) === true;
  const masked = Object.fromEntries(Object.keys(shapes.value).map((port) => [port, carries && carrier(port)]));
  const counted = type.countParams?.(inputs, params, lookup) ?? noParams;
  const frozen = params.trainable === false;
  return ok({
    node: {
      outputs: shapes.value,
      masked,
      params: frozen ? { trainable: 0, other: counted.trainable + counted.other } : counted,
    },
    rule,
  });
}
