/** The same model for batches of another size: weights do not depend on it, so they move over as they are. */
import type { KerasConfig } from './config.ts';
import { isRecord } from '../../../shared/json.ts';

/** True where a layer anywhere in the model carries states from batch to batch. */
export function hasStatefulLayers(config: unknown): boolean {
  if (Array.isArray(config)) return config.some(hasStatefulLayers);
  if (!isRecord(config)) return false;
  return config['stateful'] === true || Object.values(config).some(hasStatefulLayers);
}

/** `size`: samples of a batch, null for any number; stateful layers need one. */
export function withBatchSize(model: KerasConfig, size: number | null): KerasConfig {
  return { ...model, config: changed(model.config, size) };
}

function changed(record: Readonly<Record<string, unknown>>, size: number | null): Readonly<Record<string, unknown>> {
  return Object.fromEntries(
    Object.entries(record).map(([key, value]) => {
      const isShape = (key === 'batch_shape' || key === 'batch_input_shape') && Array.isArray(value);
      return [key, isShape ? [size, ...value.slice(1)] : changedValue(value, size)];
    }),
  );
}

function changedValue(value: unknown, size: number | null): unknown {
  if (Array.isArray(value)) return value.map((one) => changedValue(one, size));
  return isRecord(value) ? changed(value, size) : value;
}
