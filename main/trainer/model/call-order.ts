/** The calls of a functional model: which are needed, and in which order Keras makes them. */
import { callDepths, type Call as GraphCall } from '../../../shared/keras/call-depths.ts';
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
  const owners = new Map(calls.map(({ layer }) => [layer, {}]));
  const nodes = new Map<string, GraphCall>();
  const callOf = new Map<GraphCall, Call>();
  for (const call of calls) {
    // Inputs are no calls, and nothing is deeper for them.
    const parents = call.sources.flatMap((source) => nodes.get(key(source)) ?? []);
    const node: GraphCall = { owner: owners.get(call.layer) ?? {}, parents };
    nodes.set(key(call), node);
    callOf.set(node, call);
  }
  const { depths } = callDepths(outputs.flatMap((source) => nodes.get(key(source)) ?? []));
  return [...depths].sort(([, one], [, other]) => other - one).flatMap(([node]) => callOf.get(node) ?? []);
}
