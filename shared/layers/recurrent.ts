/** What LSTM, GRU and SimpleRNN share: parameters, ports, shapes, masks. */
import { axis, type Shape, shapeText } from '../graph/shape.ts';
import { ok, type Result } from '../result.ts';
import { problem } from '../problem.ts';
import { failed } from '../result.ts';
import type { InputShapes, MaskRule, OutputShapes, Port } from './layer-type.ts';
import {
  activationParam,
  constraintParam,
  flag,
  initializerParam,
  rareFlag,
  regularizerParam,
  trainableParam,
} from './params.ts';
import { at, mismatch, unknownAxis, wrongRank } from './shape-checks.ts';
import { unfitPart } from './weight-parts.ts';

const rate = { kind: 'float', default: 0, min: 0, max: 1, step: 0.05 } as const;

/** Declared in Keras' order, the common ones first. */
export const recurrentParams = {
  units: { kind: 'int', default: 32, min: 1, max: 100_000, unit: 'units' },
  returnSequences: flag(false),
  zeroOutputForMask: flag(false),
  activation: activationParam('tanh'),
  dropout: rate,
  recurrentDropout: rate,
  returnState: rareFlag(false),
  goBackwards: rareFlag(false),
  stateful: rareFlag(false),
  unroll: rareFlag(false),
  useBias: rareFlag(true),
  kernelInitializer: initializerParam('glorotUniform'),
  recurrentInitializer: initializerParam('orthogonal'),
  biasInitializer: initializerParam('zeros'),
  kernelRegularizer: regularizerParam,
  recurrentRegularizer: regularizerParam,
  biasRegularizer: regularizerParam,
  activityRegularizer: regularizerParam,
  kernelConstraint: constraintParam,
  recurrentConstraint: constraintParam,
  biasConstraint: constraintParam,
  trainable: trainableParam,
} as const;

/** `x` and the initial states; `y` and, with `returnState`, the last states. */
export function recurrentPorts(states: readonly string[]): { inputs: readonly Port[]; outputs: readonly Port[] } {
  return {
    inputs: [{ name: 'x' }, ...states.map((state) => ({ name: `${state}0`, optional: true }))],
    outputs: [
      { name: 'y' },
      ...states.map((state) => ({ name: state, visibleIf: { param: 'returnState', is: [true] } })),
    ],
  };
}

/**
 * (batch, time, features) → (batch, units), or (batch, time, units) with `returnSequences`; each state (batch, units).
 * Initial states are all given or none.
 */
export function inferRecurrent(
  layer: string,
  states: readonly string[],
  inputs: InputShapes,
  params: {
    readonly units: number;
    readonly returnSequences: boolean;
    readonly returnState: boolean;
    readonly stateful: boolean;
    readonly unroll: boolean;
  },
): Result<OutputShapes> {
  const { units, returnSequences, returnState, stateful, unroll } = params;
  const x = at(inputs, 'x');
  const [batch, time, features] = x;
  if (x.length !== 3 || !batch || !time || !features) return wrongRank(layer, '(batch, time, features)', x);
  if (features.size === null) return unknownAxis(layer, 2, x);
  // The state is kept for each sample of the batch, so their number must be known.
  if (stateful && batch.size === null) return unknownAxis(layer, 0, x);
  // Keras writes an unrolled loop out step by step.
  if (unroll && time.size === null) return unknownAxis(layer, 1, x);
  const unfit = unfitPart(layer, { ...params }, 2);
  if (unfit) return unfit;
  const given = states.filter((state) => (inputs[`${state}0`]?.length ?? 0) > 0);
  const missing = states.find((state) => given.length > 0 && !given.includes(state));
  if (missing) return failed(problem('wire/missing', { layer, port: `${missing}0` }));
  const state: Shape = [batch, axis('units', units)];
  for (const name of given) {
    const received = at(inputs, `${name}0`);
    if (received.length !== 2 || (received[1]?.size ?? units) !== units)
      return mismatch(layer, `${name}0: ${shapeText(state)}`, shapeText(received));
  }
  const y: Shape = returnSequences ? [batch, time, axis('units', units)] : state;
  return ok({ y, ...(returnState ? Object.fromEntries(states.map((name) => [name, state])) : {}) });
}

/** A masked step leaves the state as it was; only a sequence has steps left to mask. */
export const recurrentMask = (
  _: readonly boolean[],
  { returnSequences }: { readonly returnSequences: boolean },
): MaskRule => (returnSequences ? 'passes' : 'uses');
