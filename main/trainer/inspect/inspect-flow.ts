/** What flows through a drawn graph for one row: prepares the row, builds what can be built, and watches it pass. */
import { setImmediate } from 'node:timers/promises';
import type { Flow, FlowEntry, FlowRequest } from '../../../shared/contract/flow.ts';
import { flowPlan, type FlowPlan, type PlannedNode } from '../../../shared/flow/flow-plan.ts';
import { type HostValues, reduceValue } from '../../../shared/flow/reduce.ts';
import type { SampleSpec } from '../../../shared/data/spec-types.ts';
import { StudioError } from '../../../shared/problem.ts';
import type { Batch } from '../../data/prepare.ts';
import { stopIfLeft } from '../../inspect/left.ts';
import { type Engine, loadEngine } from '../../engine/backend.ts';
import { createContext, type Model } from '../model/build-model.ts';
import type { Mask, SeenCall, Tensor } from '../model/layer.ts';
import { arrayFeed, feedTensor } from '../training/batch.ts';
import { watchDetail } from './flow-detail.ts';
import { openFlowData } from './flow-data.ts';
import { openFlowModel } from './flow-model.ts';
import { createReading, ofSample, readAll } from './observed.ts';

export interface InspectInput {
  readonly dataFolder: string;
  readonly request: FlowRequest;
  /** Of the run whose weights are asked for. */
  readonly runFolder: string | null;
}

/** Numbers of all pictures together, and of one. */
const allNumbers = 120_000;
const mostNumbers = 1_024;
const leastNumbers = 96;

/** Throws what is wrong with the data, and `call/invalid` once `signal` has aborted. What is wrong with a node is said of that node. */
export async function inspectFlow(
  { dataFolder, request, runFolder }: InspectInput,
  signal?: AbortSignal,
): Promise<Flow> {
  const engine = await loadEngine(request.engine);
  await stillWanted(signal);
  const prepared = await openFlowData(dataFolder, request, runFolder);
  await stillWanted(signal);
  const { all, spec } = prepared;
  if (all.count === 0) throw new StudioError('data/no-samples', {});
  const row = request.row % all.count;
  const plan = flowPlan(request.graph, spec.inputs);
  const opened = await openFlowModel(engine, plan, request, runFolder, spec.inputs);
  await stillWanted(signal);
  const batch = all.batch([row]);
  const { entries, detail } = await watchRow({ engine, model: opened.model, plan, batch, request, spec });
  const { group, firstLine, lastLine } = all.origin(row);
  return {
    row,
    rows: all.count,
    origin: { group, firstLine, lastLine },
    weights: opened.weights,
    nodes: [...entries],
    detail,
  };
}

/** Lets the message that ends a request come in before the next piece of work. */
async function stillWanted(signal: AbortSignal | undefined): Promise<void> {
  await setImmediate();
  stopIfLeft(signal);
}

interface Row {
  readonly engine: Engine;
  readonly model: Model | null;
  readonly plan: FlowPlan;
  readonly batch: Batch;
  readonly request: FlowRequest;
  readonly spec: SampleSpec;
}

/** Numbers of the tensors that one node shows, and its mask's, among those that were read. */
interface Found {
  readonly planned: PlannedNode;
  readonly value: number | null;
  readonly mask: number | null;
}

async function watchRow({ engine, model, plan, batch, request, spec }: Row): Promise<{
  readonly entries: readonly FlowEntry[];
  readonly detail: Flow['detail'];
}> {
  const { tf } = engine;
  const { chosen } = request;
  const reading = createReading();
  let found: readonly Found[] = [];
  let makeDetail: ((values: readonly HostValues[]) => Flow['detail']) | null = null;
  model?.resetStates();
  tf.tidy(() => {
    const calls = new Map<string, SeenCall>();
    const feeds = plan.feeds.map((index) =>
      feedTensor(tf, arrayFeed(batch.x[index] ?? new Float32Array(), batch.xShapes[index])),
    );
    if (model) {
      const watch = (seen: SeenCall): void => {
        const path = seen.path.join('/');
        if (!calls.has(path)) calls.set(path, seen);
      };
      model.call(feeds, createContext({ training: false, watch }));
    }
    const add = (tensor: Tensor): number => reading.add(tf.clone(tensor));
    const addMask = (mask: Mask | undefined): number | null =>
      mask?.rank === 2 ? reading.add(tf.cast(mask, 'int32')) : null;
    found = plan.nodes.map((planned): Found => {
      const { address } = planned;
      if (address === null || address.kind === 'data') return { planned, value: null, mask: null };
      const call = calls.get(address.path);
      const tensor =
        address.kind === 'output' ? call?.result.outputs[address.index] : call?.input.inputs[address.index];
      const mask = address.kind === 'output' ? call?.result.masks[address.index] : call?.input.masks[address.index];
      return { planned, value: tensor ? add(tensor) : null, mask: addMask(mask) };
    });
    const node = chosen && plan.nodes.find((one) => one.node === chosen.node && one.scope === chosen.scope);
    const seen = node?.call ? calls.get(node.call) : undefined;
    if (chosen && seen) makeDetail = watchDetail(tf, chosen, node?.axes ?? [], seen, reading);
    return reading.tensors;
  });
  model?.resetStates();
  const values = await readAll(reading.tensors);
  const budget = Math.max(leastNumbers, Math.min(mostNumbers, Math.floor(allNumbers / Math.max(1, found.length))));
  const entries = found.map((one) => entryOf(one, { values, batch, spec, budget }));
  // The compiler does not see that the pass may have set it.
  const make = makeDetail as ((values: readonly HostValues[]) => Flow['detail']) | null;
  return { entries, detail: make?.(values) ?? null };
}

interface Shown {
  readonly values: readonly HostValues[];
  readonly batch: Batch;
  readonly spec: SampleSpec;
  readonly budget: number;
}

function entryOf({ planned, value, mask }: Found, { values, batch, spec, budget }: Shown): FlowEntry {
  const { scope, node, address, axes, target } = planned;
  const empty = { scope, node, value: null, gap: planned.gap ?? ({ why: 'unused' } as const) };
  if (address === null) return empty;
  const labels = target === null ? undefined : spec.targets[target]?.classes;
  if (address.kind === 'data') {
    const x = batch.x[address.index];
    const [, ...shape] = batch.xShapes[address.index] ?? [1];
    if (!x) return empty;
    const dtype = x instanceof Int32Array ? 'int32' : 'float32';
    const tokens = spec.inputs[address.index]?.classes;
    return {
      scope,
      node,
      gap: null,
      value: reduceValue({ values: x, shape, dtype }, { axes, tokens, labels, budget }),
    };
  }
  const found = value === null ? undefined : values[value];
  if (!found) return empty;
  const sample = ofSample(found);
  // Inside TimeDistributed the steps stand where the batch was.
  const named = sample.shape.length > axes.length ? (['time', ...axes] as const) : axes;
  const inTime = sample.shape.length === 2;
  const stepMask = mask === null ? undefined : values[mask];
  return {
    scope,
    node,
    gap: null,
    // A class a step is told by its name: that of the largest value.
    value: reduceValue(sample, {
      axes: named,
      mask: stepMask?.values ?? null,
      labels,
      tokens: inTime ? labels : undefined,
      budget,
    }),
  };
}
