/**
 * `input_layers` and `output_layers` of a functional model. Keras counts the calls of a nested functional model from 1
 * there (its own graph is call 0), and from 0 everywhere else.
 */
import type { KerasHistory } from './keras-config.ts';
import { isRecord } from '../json.ts';

/** Names of the layers whose calls are counted from 1; a Sequential's are not. */
function countedFromOne(layers: readonly unknown[]): ReadonlySet<string> {
  return new Set(
    layers
      .filter(isRecord)
      .filter((layer) => layer.class_name === 'Functional' || layer.class_name === 'Model')
      .map((layer) => String(layer.name ?? (isRecord(layer.config) ? layer.config.name : ''))),
  );
}

/** Ends with calls counted from 0, out of a config. A layer with an end of call 0 was written before this was known. */
export function readEnds(value: unknown, layers: readonly unknown[]): readonly KerasHistory[] {
  const ends = histories(value);
  const models = countedFromOne(layers);
  const fromZero = new Set(ends.filter(([, call]) => call === 0).map(([layer]) => layer));
  return ends.map(([layer, call, output]) => [
    layer,
    models.has(layer) && !fromZero.has(layer) ? call - 1 : call,
    output,
  ]);
}

/** The other way round. */
export function writeEnds(ends: readonly KerasHistory[], layers: readonly unknown[]): readonly KerasHistory[] {
  const models = countedFromOne(layers);
  return ends.map(([layer, call, output]) => [layer, models.has(layer) ? call + 1 : call, output]);
}

/** `["lstm", 0, 0]` or a list of these. */
function histories(value: unknown): readonly KerasHistory[] {
  if (!Array.isArray(value)) return [];
  const [layer, call, output]: unknown[] = value;
  if (typeof layer === 'string' && typeof call === 'number' && typeof output === 'number')
    return [[layer, call, output]];
  return value.flatMap(histories);
}
