/** The calls of a functional model: which are needed, and in which order Keras makes them. */
import { StudioError } from '../../../shared/problem.ts';

/** Where a tensor comes from: layer, number of the layer's call, output of that call. */
export interface Source {
  readonly layer: string;
  readonly call: number;
  readonly output: number;
}
export interface Call {
  readonly layer: string;
  readonly call: number;
  readonly sources: readonly Source[];
  /** Keras' call argument `use_causal_mask`. */
  readonly causal?: boolean;
}

/** Only calls that an output depends on: the operations of derived masks stand in the list too. */
export function neededCalls(calls: readonly Call[], outputs: readonly Source[]): Call[] {
  const byName = new Map(calls.map((call) => [`${call.layer}:${call.call}`, call]));
  const needed = new Set<Call>();
  const visit = (source: Source): void => {
    const call = byName.get(`${source.layer}:${source.call}`);
    if (call === undefined || needed.has(call)) return;
    needed.add(call);
    call.sources.forEach(visit);
  };
  outputs.forEach(visit);
  return calls.filter((call) => needed.has(call));
}

/** Keras lists layers by depth; a layer that is called twice may be listed before the source of its second call. */
export function inCallOrder(pending: readonly Call[], inputs: readonly Source[]): Call[] {
  const ready = new Set(inputs.map((source) => `${source.layer}:${source.call}`));
  const ordered: Call[] = [];
  let rest = pending;
  while (rest.length > 0) {
    const later: Call[] = [];
    for (const call of rest) {
      if (call.sources.every((source) => ready.has(`${source.layer}:${source.call}`))) {
        ordered.push(call);
        ready.add(`${call.layer}:${call.call}`);
      } else {
        later.push(call);
      }
    }
    if (later.length === rest.length) {
      const names = later.map((call) => call.layer).join(', ');
      throw new StudioError('model/unreadable', {
        expected: 'layers in an order that can be computed',
        received: names,
      });
    }
    rest = later;
  }
  return ordered;
}

/**
 * Keras runs a graph by depth: first what is furthest from the outputs, and at one depth in the order in which its
 * `map_graph` meets the calls. Which comes first decides which layer still finds a mask, and in which order a shared
 * BatchNormalization sees its batches. `calls` are in an order that can be computed; `outputs` are the model's, in order.
 */
export function inKerasOrder(calls: readonly Call[], outputs: readonly Source[]): Call[] {
  const key = ({ layer, call }: Pick<Source, 'layer' | 'call'>): string => `${layer}:${call}`;
  const byKey = new Map(calls.map((call) => [key(call), call]));
  const found = new Set<Call>();
  const visit = (source: Source): void => {
    const call = byKey.get(key(source));
    if (call === undefined || found.has(call)) return;
    call.sources.forEach(visit);
    found.add(call);
  };
  outputs.forEach(visit);

  // A map keeps the order of first insertion, as the dict that Keras sorts by depth.
  const depths = new Map<string, number>();
  const layerDepths = new Map<string, number>();
  for (const call of [...found].reverse()) {
    // A shared layer's later calls are taken at least as deep as those met before.
    const depth = Math.max(depths.get(key(call)) ?? 0, layerDepths.get(call.layer) ?? 0);
    layerDepths.set(call.layer, depth);
    depths.set(key(call), depth);
    for (const source of call.sources) depths.set(key(source), Math.max(depths.get(key(source)) ?? 0, depth + 1));
  }
  return [...depths].sort(([, one], [, other]) => other - one).flatMap(([name]) => byKey.get(name) ?? []);
}
