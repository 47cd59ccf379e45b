/** How the layers of a saved functional model are called: with which tensors, and with what beside them. */
import { isRecord, type JsonRecord } from '../json.ts';
import { unreadable } from './saved-layer.ts';

export interface Inbound {
  readonly args: readonly unknown[];
  readonly kwargs: JsonRecord;
}

/** The calls of a layer, in order. Throws `model/unreadable` for the dialects of older files. */
export function inboundNodes(layer: JsonRecord): readonly Inbound[] {
  if (!Array.isArray(layer.inbound_nodes)) return [];
  return layer.inbound_nodes.map((node: unknown) => {
    if (!isRecord(node) || !Array.isArray(node.args)) throw unreadable('inbound_nodes');
    return { args: node.args, kwargs: isRecord(node.kwargs) ? node.kwargs : {} };
  });
}

export type History = readonly [layer: string, application: number, output: number];

/** All tensors in a nested structure, in order. */
export function tensorsIn(value: unknown): readonly History[] {
  if (Array.isArray(value)) return value.flatMap(tensorsIn);
  if (!isRecord(value)) return [];
  if (value.class_name === '__keras_tensor__' && isRecord(value.config)) return histories(value.config.keras_history);
  return Object.values(value).flatMap(tensorsIn);
}

/** `["lstm", 0, 0]` or a list of these. */
export function histories(value: unknown): readonly History[] {
  if (!Array.isArray(value)) return [];
  const [layer, application, output]: unknown[] = value;
  if (typeof layer === 'string' && typeof application === 'number' && typeof output === 'number')
    return [[layer, application, output]];
  return value.flatMap(histories);
}
