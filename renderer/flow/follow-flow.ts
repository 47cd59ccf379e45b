/**
 * Asks for the flow whenever something changes that it follows from, the weights of a run that goes on among it. Editing never waits: a request begins when the hands
 * rest for a moment, one that is overtaken is left, and until the new answer is there the old one stays.
 */
import type { Flow, FlowRequest } from '../../shared/contract/flow.ts';
import type { GraphInference } from '../../shared/graph/infer-shapes.ts';
import { client, onReconnected } from '../connection/client.ts';
import { problemOf } from '../connection/errors.ts';
import { inferenceOf } from '../state/derived.ts';
import { shownScope } from '../state/shown-graph.ts';
import { type Studio, useStudio } from '../state/store.ts';
import { isAlive } from '../training/run-metrics.ts';
import { useRunStore } from '../training/run-store.ts';
import { forgetFlow, takeFlow, useFlowStore } from './flow-store.ts';

/** After an edit; a change of row, weights or layer is asked for at once. */
const editRestMs = 180;
/** Between two looks at the weights of a run that goes on: it is the training that the machine is for. */
const progressRestMs = 2_000;

/** Everything that an answer follows from, compared by identity. */
interface Wish {
  readonly request: FlowRequest;
  readonly inference: GraphInference;
  readonly data: unknown;
  readonly seed: number;
  readonly asked: string;
  /** How far the run is whose weights are shown, while it goes on. */
  readonly progress: number | null;
}

type Ask = (request: FlowRequest, options: { readonly signal: AbortSignal }) => Promise<Flow>;

/** Returns the way to stop. `ask` is the core's call. */
export function followFlow(ask: Ask = client.inspect.flow): () => void {
  let last: Wish | null = null;
  let project: string | undefined;
  let leaving: AbortController | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;

  function leave(): void {
    clearTimeout(timer);
    timer = undefined;
    leaving?.abort();
    leaving = undefined;
  }

  function consider(): void {
    const state = useStudio.getState();
    if (state.doc?.id !== project) {
      project = state.doc?.id;
      useFlowStore.setState({ row: 0, weights: { kind: 'initial' } });
    }
    const wish = wishOf(state);
    if (typeof wish === 'string') {
      if (last !== null || useFlowStore.getState().status !== wish) {
        last = null;
        leave();
        forgetFlow(wish);
      }
      return;
    }
    if (last && sameWish(last, wish)) {
      const isUnderWay = timer !== undefined || leaving !== undefined;
      if (last.progress === wish.progress || isUnderWay) return;
      // What is shown is older than the run, not wrong: it stays until the new answer is there.
      last = wish;
      timer = setTimeout(() => void begin(wish), progressRestMs);
      return;
    }
    const isEdit = last !== null && (last.inference !== wish.inference || last.data !== wish.data);
    last = wish;
    leave();
    useFlowStore.setState({ status: 'asking' });
    timer = setTimeout(() => void begin(wish), isEdit ? editRestMs : 0);
  }

  async function begin(wish: Wish): Promise<void> {
    const mine = new AbortController();
    timer = undefined;
    leaving = mine;
    try {
      const flow = await ask(wish.request, { signal: mine.signal });
      if (last !== wish) return;
      // The row may have been beyond the last one: the answer tells which it is, and is not asked for again.
      last = { ...wish, asked: askedOf(wish.request, flow.row) };
      leaving = undefined;
      takeFlow(flow);
    } catch (error) {
      if (mine.signal.aborted || last !== wish) return;
      leaving = undefined;
      useFlowStore.setState({ status: 'failed', problem: problemOf(error) });
    }
  }

  const again = (): void => {
    last = null;
    consider();
  };
  const stops = [
    useStudio.subscribe(consider),
    useFlowStore.subscribe(consider),
    useRunStore.subscribe(consider),
    onReconnected(again),
  ];
  consider();
  return () => {
    leave();
    for (const stop of stops) stop();
  };
}

function wishOf(state: Studio): Wish | 'off' | 'no-data' {
  const { isShown, row, weights } = useFlowStore.getState();
  const { doc } = state;
  if (!doc || !isShown || state.place !== 'model') return 'off';
  const { source, recipe } = doc.data;
  if (!source) return 'no-data';
  const { seed } = doc.training;
  const request: FlowRequest = {
    graph: doc.graph,
    source,
    recipe,
    engine: 'auto',
    row,
    weights: weights.kind === 'run' ? { ...weights, seed } : { kind: 'initial', seed },
    chosen: chosenLayer(state),
  };
  return {
    request,
    inference: inferenceOf(doc),
    data: doc.data,
    seed,
    asked: askedOf(request, row),
    progress: progressOf(request),
  };
}

const runOf = ({ weights }: FlowRequest) =>
  weights.kind === 'run' ? useRunStore.getState().runs?.find(({ id }) => id === weights.runId) : undefined;

/** What a run has when it ends is asked for again. */
const askedOf = (request: FlowRequest, row: number): string =>
  JSON.stringify([row, request.weights, request.chosen, runOf(request)?.status]);

/** The epoch of the weights to be seen, as far as the page knows: the best is shown where it is kept. */
function progressOf(request: FlowRequest): number | null {
  const run = runOf(request);
  return run && isAlive(run.status) ? (run.best?.epoch ?? run.epoch) : null;
}

const sameWish = (a: Wish, b: Wish): boolean =>
  a.inference === b.inference && a.data === b.data && a.seed === b.seed && a.asked === b.asked;

/** The one selected layer, while somebody looks at its steps. */
function chosenLayer(state: Studio): FlowRequest['chosen'] {
  const [node, ...others] = state.selection.nodes;
  if (!node || others.length > 0 || !state.panels.bottom || state.drawerTab !== 'flow') return null;
  return { scope: shownScope(state) ?? null, node };
}
