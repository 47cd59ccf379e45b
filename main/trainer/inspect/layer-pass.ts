/** A layer's part of a training step, forward and backward, as something that can be done again and again. */
import { createTracer, type Tracer } from '../../engine/traced/tracer.ts';
import { createContext } from '../model/build-model.ts';
import type { CallContext, Tensor, Tf } from '../model/layer.ts';
import type { Stepper } from '../probe/time-steps.ts';
import { arrayFeed, type Feed, feedTensor, tensorFeed } from '../training/batch.ts';
import type { LeafCall } from './leaf-calls.ts';

export interface PassStepper extends Stepper {
  dispose(): void;
}

/** Op by op. */
export function eagerPass(tf: Tf, call: LeafCall): PassStepper {
  let last: Tensor | undefined;
  const dispose = (): void => {
    last?.dispose();
    last = undefined;
  };
  return {
    step() {
      dispose();
      last = tf.tidy(() => {
        const ends = pass(tf, call, createContext({ training: true }), (tensor) => tensor);
        const end = ends.at(-1);
        if (end === undefined) throw new RangeError('a layer computed nothing');
        return firstNumber(tf, end);
      });
    },
    // One number is read to know that all of it was computed: on a card ops stand in a queue.
    settle: async () => void (await last?.data()),
    dispose,
  };
}

/** Recorded once and replayed, and beside it what feeding and reading alone take; null where it cannot be replayed. */
interface ReplayedPass {
  readonly whole: PassStepper;
  readonly feeding: PassStepper;
}

function replayedPass(tf: Tf, tracer: Tracer, call: LeafCall): ReplayedPass | null {
  const given = [...new Set([...call.input.inputs, ...call.input.masks.filter((mask) => mask !== null)])];
  const feeds: readonly Feed[] = [...given.map(tensorFeed), arrayFeed(Int32Array.of(0), [1])];
  const record = (body: (inputs: readonly Tensor[]) => readonly Tensor[]): PassStepper | null => {
    let stepper: PassStepper | null = null;
    tf.tidy(() => {
      const inputs = feeds.map((feed) => feedTensor(tf, feed));
      const { recording } = tracer.record(() => body(inputs), inputs);
      if (recording === null) return;
      const replay = tracer.add(recording);
      const values = feeds.map((feed) => feed.values);
      stepper = { step: () => void replay.run(values), settle: () => Promise.resolve(), dispose: () => undefined };
    });
    return stepper;
  };
  let ends = 1;
  const whole = record((inputs) => {
    const step = inputs.at(-1);
    const fed = new Map(given.map((tensor, index) => [tensor, inputs[index] ?? tensor]));
    const context = createContext({ training: true, ...(step ? { step } : {}) });
    const found = pass(tf, call, context, (tensor) => fed.get(tensor) ?? tensor);
    ends = found.length;
    return found.map((end) => firstNumber(tf, end));
  });
  const feeding = record((inputs) =>
    Array.from({ length: Math.max(ends, inputs.length) }, (_, index) =>
      firstNumber(tf, inputs[index % inputs.length] ?? tf.scalar(0)),
    ),
  );
  return whole && feeding ? { whole, feeding } : null;
}

/** Passes of these calls as steps are replayed; null where one of them, or the engine, cannot. */
export function replayedPasses(
  tf: Tf,
  calls: readonly LeafCall[],
  threads: number,
): { readonly passes: readonly ReplayedPass[]; dispose(): void } | null {
  const tracer = createTracer(tf, { threads });
  if (tracer === null) return null;
  try {
    const passes: ReplayedPass[] = [];
    for (const call of calls) {
      const made = replayedPass(tf, tracer, call);
      if (made === null) {
        tracer.dispose();
        return null;
      }
      passes.push(made);
    }
    return { passes, dispose: () => tracer.dispose() };
  } catch (error) {
    tracer.dispose();
    throw error;
  }
}

/** What leaves the layer, and the gradients that a step computes of it, from gradients of ones. */
function pass(
  tf: Tf,
  { layer, input, constants, followed }: LeafCall,
  context: CallContext,
  given: (tensor: Tensor) => Tensor,
): readonly Tensor[] {
  const inputs = input.inputs.map(given);
  const masks = input.masks.map((mask) => (mask === null ? null : given(mask)));
  for (const tensor of constants) context.constants.add(given(tensor));
  const forward = (): Tensor => {
    const { outputs } = layer.call({ ...input, inputs, masks }, context);
    const [only, ...others] = outputs.filter(({ dtype }) => dtype === 'float32');
    if (only !== undefined && others.length === 0) return only;
    return tf.addN([tf.scalar(0), ...(only ? [only, ...others] : []).map((output) => tf.sum(output))]);
  };
  if (followed.length === 0) return [forward()];
  // As the optimizer's steps ask for them: where there is no gradient for one, there is none.
  const { value, grads } = tf.engine().gradients(forward, followed.map(given), undefined, true);
  for (const noted of [context.gradientSquares, context.gradientSizes])
    for (const tensor of noted?.values() ?? []) tensor.dispose();
  return [value, ...grads.filter((gradient) => gradient !== null && gradient !== undefined)];
}

const firstNumber = (tf: Tf, tensor: Tensor): Tensor =>
  tf.cast(tf.slice(tf.reshape(tensor, [-1]), [0], [1]), 'float32');
