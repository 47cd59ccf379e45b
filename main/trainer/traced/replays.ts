/**
 * Steps, evaluations and predictions that are recorded once for each shape of a batch and then replayed in one call. A
 * shape is recorded when it comes for the second time, so that a rare last batch costs no recording. Before it is used a
 * replay must agree with the same step done op by op; where anything is in doubt, the run stays op by op and says why.
 */
import { createTracer, type TracedFunction, type Tracer, type TypedArray } from '../../engine/traced/tracer.ts';
import { detach } from '../model/gradients.ts';
import type { Newest } from '../model/newest.ts';
import type { Tensor, Tf, Variable } from '../model/tf.ts';
import { type Feed, feedTensor } from '../training/batch.ts';
import { changeDisagreement, disagreement, type SavedVariables, saveVariables } from './agreement.ts';
import { createSessionValues } from './session-values.ts';
import type { StepModeReport } from './step-mode.ts';

/** More shapes than this stay op by op: each costs memory and a tenth of a second. */
const mostShapes = 16;

export type ReplayKind = 'train' | 'evaluate' | 'predict';

export interface ReplayCall {
  readonly kind: ReplayKind;
  /** Tells apart, beside the shapes of the feeds, what is recorded as a constant (the seed of a run). */
  readonly key: string;
  readonly feeds: readonly Feed[];
  /** Feeds as of another step; what is computed from the step in JavaScript shows as a difference of two recordings. */
  decoys(): readonly Feed[];
  /** The pass, of tensors in the order of the feeds alone. `isDecoy`: for the other step. */
  body(inputs: readonly Tensor[], isDecoy: boolean): readonly Tensor[];
  /** Whether the replay is held against the same pass op by op once more. */
  readonly isChecked?: boolean;
}

export interface ReplayResult {
  readonly values: readonly TypedArray[];
  readonly shapes: readonly (readonly number[])[];
}

export interface Replays {
  /** What the call gives; null: it is to be run op by op. */
  run(call: ReplayCall): ReplayResult | null;
  mode(): StepModeReport;
  dispose(): void;
}

export interface ReplaySettings {
  readonly tf: Tf;
  readonly newest: Newest;
  /** All that passes read and change; asked when something is recorded, as some are made at their first use. */
  readonly variables: () => readonly { readonly name: string; readonly variable: Variable }[];
  /** Recorded when a shape comes for the first time instead of the second. */
  readonly atOnce: boolean;
  readonly threads?: number;
}

interface Known {
  seen: number;
  replay: TracedFunction | null;
  changesStates: boolean;
}

/** Null where the engine cannot replay. */
export function createReplays(settings: ReplaySettings): Replays | null {
  const { tf, newest, variables, atOnce, threads } = settings;
  const tracer = createTracer(tf, threads === undefined ? {} : { threads });
  if (tracer === null) return null;
  const values = createSessionValues(tracer, newest);
  const known = new Map<string, Known>();
  const refused = new Map<ReplayKind, string>();
  let recorded = 0;
  let hasStates = false;
  let calls = 0;
  let replayed = 0;

  const save = (): SavedVariables =>
    saveVariables(
      variables().map((one) => one.variable),
      (variable) => tf.keep(detach(tf, variable)),
    );
  const refuse = (kind: ReplayKind, why: string): void => {
    refused.set(kind, why);
  };

  /** The pass op by op, on the host. */
  const eager = (call: ReplayCall): ReplayResult => {
    const outputs = withFeeds(tf, call.feeds, (inputs) => call.body(inputs, false));
    return hostResult(outputs);
  };

  const record = (call: ReplayCall, feeds: readonly Feed[], isDecoy: boolean) => {
    let result: ReturnType<Tracer['record']> | undefined;
    withFeeds(tf, feeds, (inputs) => {
      result = tracer.record(() => call.body(inputs, isDecoy), inputs);
      return result.outputs;
    }).forEach((output) => {
      if (isDecoy) output.dispose();
    });
    if (result === undefined) throw new RangeError('nothing was recorded');
    return result;
  };

  /** The variables are as before the replay, whose states are the newest now if it changes any. */
  const replayStands = (changesStates: boolean): void => {
    values.agree();
    if (changesStates) values.afterChange();
  };

  /** Replays from the variables as they are, and what of it differs from `wanted` and the variables `after` it. */
  const held = (
    call: ReplayCall,
    replay: TracedFunction,
    wanted: ReplayResult,
    before: SavedVariables,
    after: SavedVariables,
  ): { readonly result: ReplayResult; readonly problem: string | null } => {
    const result = resultOf(replay, call.feeds);
    const outputs = disagreement(named(wanted), named(result));
    const changed = variables().map(({ name, variable }, index) => {
      const [from, eagerly] = [before.tensors[index], after.tensors[index]];
      if (from === undefined || eagerly === undefined || from.dataId === eagerly.dataId) return null;
      const values = from.dataSync();
      // What is no state of the session stays as it was.
      return changeDisagreement(values, { name, values: eagerly.dataSync() }, tracer.read(variable) ?? values);
    });
    return { result, problem: outputs ?? changed.find((one) => one !== null) ?? null };
  };

  /** Runs the call op by op while recording it; the replay's result where it can be trusted from now on. */
  const firstReplay = (call: ReplayCall, place: Known): ReplayResult | null => {
    newest.beforeChange();
    if (place.seen === 1) {
      // Variables and constants that are made at their first use must be there before something is recorded.
      const fresh = save();
      for (const output of withFeeds(tf, call.decoys(), (inputs) => call.body(inputs, true))) output.dispose();
      fresh.restore();
      fresh.dispose();
    }
    const before = save();
    try {
      const decoy = record(call, call.decoys(), true);
      before.restore();
      if (decoy.problem !== null) {
        refuse(call.kind, decoy.problem.message);
        return null;
      }
      const real = record(call, call.feeds, false);
      const wanted = hostResult(real.outputs);
      const after = save();
      try {
        const difference =
          real.recording === null ? real.problem.message : tracer.compare(decoy.recording, real.recording);
        before.restore();
        tracer.releaseMemory();
        const added = difference ?? (real.recording === null ? '' : tryAdd(tracer, real.recording));
        if (typeof added === 'string') {
          after.restore();
          refuse(call.kind, added);
          return wanted;
        }
        // States that came with it have the variables' values already.
        if (hasStates) tracer.push();
        hasStates = true;
        const changesStates = (real.recording?.assignments.length ?? 0) > 0;
        const { result, problem } = held(call, added, wanted, before, after);
        if (problem !== null) {
          refuse(call.kind, problem);
          after.restore();
          newest.beforeChange();
          return wanted;
        }
        replayed += 1;
        place.replay = added;
        place.changesStates = changesStates;
        recorded += 1;
        replayStands(changesStates);
        return result;
      } finally {
        after.dispose();
      }
    } catch (error) {
      before.restore();
      throw error;
    } finally {
      before.dispose();
      tracer.releaseMemory();
    }
  };

  /** A replay and the same pass op by op, from the same variables. What the replay did stands where both agree. */
  const checked = (call: ReplayCall, replay: TracedFunction, changesStates: boolean): ReplayResult => {
    values.beforeReplay();
    values.beforeRead();
    const before = save();
    const wanted = eager(call);
    const after = save();
    before.restore();
    values.agree();
    const { result, problem } = held(call, replay, wanted, before, after);
    if (problem === null) {
      replayed += 1;
      replayStands(changesStates);
    } else {
      refuse(call.kind, problem);
      after.restore();
      newest.beforeChange();
    }
    before.dispose();
    after.dispose();
    tracer.releaseMemory();
    return problem === null ? result : wanted;
  };

  return {
    run(call) {
      calls += 1;
      if (refused.has('train') || refused.has(call.kind)) return null;
      const name = `${call.kind} ${call.key} ${call.feeds.map(({ dtype, shape }) => `${dtype}${shape.join()}`).join(' ')}`;
      const place = known.get(name) ?? { seen: 0, replay: null, changesStates: false };
      known.set(name, place);
      place.seen += 1;
      const { replay, changesStates } = place;
      if (replay === null) {
        if (place.seen < (atOnce ? 1 : 2) || recorded >= mostShapes) return null;
        return firstReplay(call, place);
      }
      if (call.isChecked === true) return checked(call, replay, changesStates);
      values.beforeReplay();
      const result = resultOf(replay, call.feeds);
      if (changesStates) values.afterChange();
      replayed += 1;
      return result;
    },
    mode() {
      const why = refused.get('train') ?? null;
      const notes = [...refused].filter(([kind]) => kind !== 'train').map(([kind, text]) => `${kind}: ${text}`);
      const counts = { replayed, opByOp: calls - replayed };
      return { mode: why === null ? 'traced' : 'eager', reason: why, notes, ...counts };
    },
    dispose() {
      values.dispose();
      tracer.dispose();
    },
  };
}

/** Outputs of `work`, kept; everything else is freed. */
function withFeeds(
  tf: Tf,
  feeds: readonly Feed[],
  work: (inputs: readonly Tensor[]) => readonly Tensor[],
): readonly Tensor[] {
  let outputs: readonly Tensor[] = [];
  tf.tidy(() => {
    outputs = work(feeds.map((feed) => feedTensor(tf, feed)));
    for (const output of outputs) tf.keep(output);
  });
  return outputs;
}

function hostResult(outputs: readonly Tensor[]): ReplayResult {
  const values = outputs.map((output): TypedArray => output.dataSync().slice());
  const shapes = outputs.map((output) => output.shape);
  for (const output of outputs) output.dispose();
  return { values, shapes };
}

function resultOf(replay: TracedFunction, feeds: readonly Feed[]): ReplayResult {
  return {
    values: replay.run(feeds.map((feed) => feed.values)),
    shapes: replay.outputs.map((output) => output.shape),
  };
}

const named = ({ values }: ReplayResult) => values.map((one, index) => ({ name: `output ${index}`, values: one }));

function tryAdd(tracer: Tracer, recording: Parameters<Tracer['add']>[0]): TracedFunction | string {
  try {
    return tracer.add(recording);
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
