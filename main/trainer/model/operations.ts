/**
 * `a + b` between layers: Keras saves it as an operation, which computes what the layer of its name computes, but takes
 * and gives no mask.
 */
import { StudioError } from '../../../shared/problem.ts';
import { isRecord } from '../../../shared/json.ts';
import { textOr, type KerasConfig } from './config.ts';
import type { LayerBody } from './layer.ts';

/** Operations that mean the same as the layer of their name. */
const likeLayers = new Set(['Add', 'Subtract', 'Multiply', 'Maximum', 'Minimum', 'Concatenate']);

export const isOperation = ({ module }: KerasConfig): boolean => module?.startsWith('keras.src.ops') === true;

/** Throws `model/unsupported-layer` for operations that have no layer of their meaning, and for those with numbers. */
export function checkOperation(config: KerasConfig): void {
  const name = config.class_name;
  const refuse = (what: string): StudioError =>
    new StudioError('model/unsupported-layer', { layer: what, name: textOr(config.config['name'], '') });
  if (!likeLayers.has(name)) throw refuse(`operation ${name}`);
  const calls: readonly unknown[] = Array.isArray(config.inbound_nodes) ? config.inbound_nodes : [];
  if (calls.some((call) => isRecord(call) && holdsNumber(call['args'])))
    throw refuse(`operation ${name} with a number`);
}

const holdsNumber = (args: unknown): boolean =>
  Array.isArray(args) ? args.some(holdsNumber) : typeof args === 'number' || (isRecord(args) && 'value' in args);

/** A layer's body that sees no masks and gives none. */
export const withoutMasks = (body: LayerBody): LayerBody => ({
  ...body,
  call(input, context) {
    const { outputs } = body.call({ ...input, masks: input.masks.map(() => null) }, context);
    return { outputs, masks: outputs.map(() => null) };
  },
});
