/** The order in which Keras lists the layers of a functional model, from how they are wired. */

/** One call of a layer. A layer that is called several times is one layer with several calls. */
export interface SummaryCall {
  readonly layer: string;
  /** The calls whose outputs it reads, one for each tensor, in the order of Keras' arguments. */
  readonly sources: readonly number[];
}

export interface SummaryOrder {
  /** Layers from the inputs to the outputs. */
  readonly layers: readonly string[];
  /** Keras shows no connections of a model that is one chain without a shared layer. */
  readonly isSequence: boolean;
}

/**
 * Keras 3's `map_graph`: layers by falling distance from the outputs, those of one distance as a depth-first walk from the
 * outputs meets them. Calls from which no output is reached are left out. `outputs` are indices of calls.
 */
export function summaryOrder(calls: readonly SummaryCall[], outputs: readonly number[]): SummaryOrder {
  const met = new Map<string, number>();
  const finished = walk(calls, outputs, met);
  const depths = new Map<number, number>();
  const layerDepths = new Map<string, number>();
  for (const index of finished.toReversed()) {
    const call = calls[index];
    if (!call) continue;
    const depth = Math.max(depths.get(index) ?? 0, layerDepths.get(call.layer) ?? 0);
    layerDepths.set(call.layer, depth);
    depths.set(index, depth);
    for (const source of call.sources) depths.set(source, Math.max(depth + 1, depths.get(source) ?? 0));
  }
  const layers = [...layerDepths]
    .sort(([a, depthA], [b, depthB]) => depthB - depthA || (met.get(a) ?? 0) - (met.get(b) ?? 0))
    .map(([layer]) => layer);
  const alone = new Set(depths.values()).size === finished.length;
  const isSequence =
    alone && layers.length === finished.length && finished.every((index) => (calls[index]?.sources.length ?? 0) <= 1);
  return { layers, isSequence };
}

/** Depth first from the outputs; calls in the order in which they are left. `met` numbers layers as they are entered. */
function walk(calls: readonly SummaryCall[], outputs: readonly number[], met: Map<string, number>): readonly number[] {
  const finished: number[] = [];
  const entered = new Set<number>();
  // A stack of our own: a drawing may be thousands of layers deep.
  for (const output of outputs) {
    const path: { readonly index: number; next: number }[] = [];
    const enter = (index: number): void => {
      const call = calls[index];
      if (!call || entered.has(index)) return;
      entered.add(index);
      if (!met.has(call.layer)) met.set(call.layer, met.size);
      path.push({ index, next: 0 });
    };
    enter(output);
    for (let top = path.at(-1); top !== undefined; top = path.at(-1)) {
      const source = calls[top.index]?.sources[top.next];
      if (source === undefined) {
        finished.push(top.index);
        path.pop();
      } else {
        top.next += 1;
        enter(source);
      }
    }
  }
  return finished;
}
