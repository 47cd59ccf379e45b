import type { JsonRecord } from '../json.ts';
import { inboundNodes, tensorsIn } from './inbound-nodes.ts';
import { textOf } from './saved-layer.ts';

/** Keras writes the arithmetic of masks as nodes of its own; the mask follows from the layers, so they are left out. */
export function withoutMaskOperations(layers: readonly JsonRecord[]): readonly JsonRecord[] {
  const onlyFeedsMasks = maskFeeders(layers);
  return layers.filter(
    (layer) =>
      !(
        textOf(layer.module).startsWith('keras.src.ops') &&
        [
          'NotEqual',
          'Any',
          'LogicalOr',
          'LogicalAnd',
          'ExpandDims',
          'ZerosLike',
          'OnesLike',
          'Concatenate',
          'BroadcastTo',
          'ConvertToTensor',
        ].includes(textOf(layer.class_name)) &&
        onlyFeedsMasks(layer)
      ),
  );
}

/** Whether every layer that reads an operation reads it as `mask`, directly or through other operations. */
function maskFeeders(layers: readonly JsonRecord[]): (operation: JsonRecord) => boolean {
  const readers = new Map<string, JsonRecord[]>();
  for (const layer of layers) {
    for (const { args, kwargs } of inboundNodes(layer)) {
      const { mask: _, ...others } = kwargs;
      for (const [from] of tensorsIn([args, others])) {
        const known = readers.get(from);
        if (known) known.push(layer);
        else readers.set(from, [layer]);
      }
    }
  }
  // Kept, because operations that meet again would else be followed once for each way that leads to them.
  const known = new Map<JsonRecord, boolean>();
  const onlyFeedsMasks = (operation: JsonRecord): boolean => {
    const found = known.get(operation);
    if (found !== undefined) return found;
    known.set(operation, true);
    const isOnly = (readers.get(textOf(operation.name)) ?? []).every(
      (reader) => textOf(reader.module).startsWith('keras.src.ops') && onlyFeedsMasks(reader),
    );
    known.set(operation, isOnly);
    return isOnly;
  };
  return onlyFeedsMasks;
}
