/** The walk of `keras.src.ops.function.map_graph`, which settles in which order Keras lists layers and runs their calls. */

/** One application of a layer, or of an operation that Keras derives a mask with. */
export interface Call {
  /** Calls of one layer share it; an operation of a mask has one of its own. */
  readonly owner: object;
  readonly parents: readonly Call[];
}

/**
 * How far each call, and each owner at its deepest, is from the outputs `ends`, and when the walk from them first met
 * each owner. `depths` are in the order in which Keras meets the calls, which decides between those of one depth.
 */
export function callDepths(ends: readonly Call[]): {
  readonly depths: ReadonlyMap<Call, number>;
  readonly ownerDepths: ReadonlyMap<object, number>;
  readonly firstMet: ReadonlyMap<object, number>;
} {
  const { order, firstMet } = walk(ends);
  // A map keeps the order of first insertion, as the dict that Keras sorts by depth.
  const depths = new Map<Call, number>();
  const ownerDepths = new Map<object, number>();
  for (const call of order.toReversed()) {
    // A shared layer's later calls are taken at least as deep as those met before.
    const depth = Math.max(depths.get(call) ?? 0, ownerDepths.get(call.owner) ?? 0);
    depths.set(call, depth);
    ownerDepths.set(call.owner, depth);
    for (const parent of call.parents) depths.set(parent, Math.max(depth + 1, depths.get(parent) ?? 0));
  }
  return { depths, ownerDepths, firstMet };
}

/** Calls from inputs to outputs, and when the walk that began at the outputs first met each owner. */
function walk(ends: readonly Call[]): {
  readonly order: readonly Call[];
  readonly firstMet: ReadonlyMap<object, number>;
} {
  const order: Call[] = [];
  const firstMet = new Map<object, number>();
  const met = new Set<Call>();
  // A stack of its own: a model may be deeper than the language's.
  const stack: { readonly call: Call; next: number }[] = [];
  const meet = (call: Call): void => {
    if (met.has(call)) return;
    met.add(call);
    if (!firstMet.has(call.owner)) firstMet.set(call.owner, firstMet.size);
    stack.push({ call, next: 0 });
  };
  for (const end of ends) {
    meet(end);
    for (let top = stack.at(-1); top !== undefined; top = stack.at(-1)) {
      const parent = top.call.parents[top.next];
      top.next += 1;
      if (parent) meet(parent);
      else {
        order.push(top.call);
        stack.pop();
      }
    }
  }
  return { order, firstMet };
}
