/**
 * What Keras' RNN class does around every cell: direction, initial and carried state, which output, which mask.
 * Keras' masked semantics: a masked step keeps the state; its output repeats the last output (zeros before the first
 * valid step, even with a carried state), or is zero with `zero_output_for_mask`.
 */
import { StudioError } from '../../../../shared/problem.ts';
import { detach } from '../gradients.ts';
import {
  only,
  type CallContext,
  type CarriedStates,
  type LayerBody,
  type LayerSetup,
  type Mask,
  type Shape,
  type Tensor,
  type Tf,
  type Variable,
} from '../layer.ts';

export interface SequenceRun {
  /** [batch, time, features], already in the direction of the run. */
  readonly x: Tensor;
  /** Boolean [batch, time], in the same direction. */
  readonly mask: Mask;
  /** One tensor a state, or null for zeros. */
  readonly initial: readonly Tensor[] | null;
  readonly context: CallContext;
  /** Whether the output of every step is wanted. */
  readonly needsSequence: boolean;
}
export interface SequenceResult {
  /** Output of every step [batch, time, units]: the first state, frozen where masked. Null unless it was asked for. */
  readonly sequence: Tensor | null;
  /** States after the last step; the first is the output of the last step. */
  readonly states: readonly Tensor[];
}
export type RunSequence = (run: SequenceRun) => SequenceResult;

export interface RecurrentKind {
  /** Shapes of the states without the batch axis; the first is the output's. */
  readonly stateShapes: readonly (readonly number[])[];
  readonly run: RunSequence;
}

export function recurrentLayer(setup: LayerSetup, kind: RecurrentKind): LayerBody {
  const { tf, config } = setup;
  const returnSequences = config.boolean('return_sequences', false);
  const returnState = config.boolean('return_state', false);
  const goBackwards = config.boolean('go_backwards', false);
  const stateful = config.boolean('stateful', false);
  const zeroOutput = config.boolean('zero_output_for_mask', false);
  const batchSize = stateful ? setup.inputShapes[0]?.[0] : undefined;
  if (batchSize === null) {
    throw new StudioError('model/refused', {
      layer: setup.name,
      expected: 'a fixed batch size, because the layer is stateful',
      received: 'any',
    });
  }
  const states = batchSize === undefined ? null : carriedStates(tf, batchSize, kind.stateShapes);

  return {
    ...(batchSize !== undefined ? { batchSize } : {}),
    outputShapes([input]) {
      const [batch = null, time = null] = input ?? [];
      const [outputShape = []] = kind.stateShapes;
      const output: Shape = returnSequences ? [batch, time, ...outputShape] : [batch, ...outputShape];
      return returnState ? [output, ...kind.stateShapes.map((shape) => [batch, ...shape])] : [output];
    },
    call(input, context) {
      const x = only(input);
      const given = input.inputs.length > 1 ? input.inputs.slice(1) : null;
      // A mask of another rank comes out of TimeDistributed and speaks of whole samples: nothing to skip in here.
      const stepMask = input.masks[0]?.rank === 2 ? input.masks[0] : null;
      // Keras 3 finds a layer's mask only when the layer is called with one tensor: with an initial state it skips nothing.
      const mask = given === null ? stepMask : null;
      if (batchSize !== undefined && x.shape[0] !== batchSize) {
        throw new StudioError('model/refused', {
          layer: setup.name,
          expected: `batches of ${batchSize}, because the layer is stateful`,
          received: x.shape[0] ?? 0,
        });
      }
      states?.prepare();
      const initial = given ?? states?.variables?.map((state) => detach(tf, state)) ?? null;
      const directed = goBackwards ? tf.reverse(x, 1) : x;
      if (context.constants.has(x)) context.constants.add(directed);
      const directedMask = mask !== null && goBackwards ? reverseMask(tf, mask) : mask;
      const result = kind.run({ x: directed, mask: directedMask, initial, context, needsSequence: returnSequences });
      states?.variables?.forEach((variable, index) => {
        const next = result.states[index];
        if (next !== undefined) variable.assign(detach(tf, next));
      });
      // Unrolled and backwards, Keras 3.15 makes outputs zero by the mask in its first direction.
      const zeroesForwards = zeroOutput && returnSequences && goBackwards && config.boolean('unroll', false);
      const output = chooseOutput(tf, result, zeroesForwards ? mask : directedMask, {
        returnSequences,
        zeroOutput,
        hasInitial: initial !== null,
      });
      const outputMask = returnSequences ? stepMask : null;
      return returnState
        ? { outputs: [output, ...result.states], masks: [outputMask, ...result.states.map(() => null)] }
        : { outputs: [output], masks: [outputMask] };
    },
    resetStates: () => states?.put(null),
    ...(states === null ? {} : { states }),
  };
}

/** Variables, so that a recorded step carries them on by itself. */
function carriedStates(tf: Tf, batchSize: number, shapes: readonly (readonly number[])[]): CarriedStates {
  let variables: readonly Variable[] | null = null;
  const zeros = (shape: readonly number[]): Tensor => tf.zeros([batchSize, ...shape]);
  const made = (): readonly Variable[] => {
    variables ??= shapes.map((shape) => {
      const start = zeros(shape);
      const variable = tf.variable(start, false);
      start.dispose();
      return variable;
    });
    return variables;
  };
  return {
    get variables() {
      return variables;
    },
    prepare: made,
    take() {
      const held = variables?.map((variable) => tf.keep(detach(tf, variable))) ?? null;
      this.put(null);
      return held;
    },
    put(next) {
      if (next === null && variables === null) return;
      made().forEach((variable, index) => {
        const value = next?.[index] ?? zeros(shapes[index] ?? []);
        variable.assign(value);
        value.dispose();
      });
    },
    dispose() {
      for (const variable of variables ?? []) variable.dispose();
      variables = null;
    },
  };
}

interface OutputChoice {
  readonly returnSequences: boolean;
  readonly zeroOutput: boolean;
  readonly hasInitial: boolean;
}

function chooseOutput(
  tf: Tf,
  result: SequenceResult,
  mask: Mask,
  { returnSequences, zeroOutput, hasInitial }: OutputChoice,
): Tensor {
  const output = returnSequences ? result.sequence : result.states[0];
  if (output === null || output === undefined) throw new RangeError('a recurrent run gave no output');
  if (mask === null) return output;
  const counted = tf.cast(mask, 'float32');
  if (zeroOutput) return whereStep(tf, returnSequences ? counted : lastStep(tf, counted), output);
  // Without an initial state the frozen state before the first valid step is zero anyway.
  if (!hasInitial) return output;
  const seen = tf.cast(tf.greater(tf.cumsum(counted, 1), 0), 'float32');
  return whereStep(tf, returnSequences ? seen : lastStep(tf, seen), output);
}

function lastStep(tf: Tf, mask: Tensor): Tensor {
  return tf.gather(mask, (mask.shape[1] ?? 1) - 1, 1);
}

/** tfjs' WebAssembly backend writes beyond the end when it reverses booleans. */
function reverseMask(tf: Tf, mask: Tensor): Tensor {
  return tf.cast(tf.reverse(tf.cast(mask, 'int32'), 1), 'bool');
}

/** `values` where `condition` is 1, zeros where it is 0; the condition lacks the trailing axes. */
function whereStep(tf: Tf, condition: Tensor, values: Tensor): Tensor {
  const shape = [...condition.shape, ...Array.from({ length: values.rank - condition.rank }, () => 1)];
  return tf.mul(values, tf.reshape(condition, shape));
}
