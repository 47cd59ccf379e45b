/** The plain loop over time that every cell can run, with masks; the way that works on every engine. */
import { slices } from '../gradients.ts';
import type { Mask, Tensor, Tf } from '../layer.ts';
import type { SequenceResult } from './recurrent-layer.ts';

/** One step of a cell: projected input and states to new states. The first state is the output. */
export type CellStep = (input: Tensor, states: readonly Tensor[]) => readonly Tensor[];

export interface StepLoop {
  /** [batch, time, ...]: what `step` gets slice by slice. */
  readonly inputs: Tensor;
  readonly mask: Mask;
  readonly initial: readonly Tensor[];
  readonly needsSequence: boolean;
  readonly step: CellStep;
}

export function runSteps(tf: Tf, { inputs, mask, initial, needsSequence, step }: StepLoop): SequenceResult {
  const steps = slices(tf, inputs, 1);
  const keep = mask === null ? null : maskSlices(tf, mask, initial);
  let states = initial;
  const outputs: Tensor[] = [];
  steps.forEach((slice, time) => {
    const next = step(slice, states);
    const conditions = keep?.[time];
    const before = states;
    states =
      conditions === undefined ? next : next.map((state, index) => choose(tf, conditions[index], state, before[index]));
    const [output] = states;
    if (needsSequence && output !== undefined) outputs.push(output);
  });
  return { sequence: needsSequence ? tf.stack(outputs, 1) : null, states };
}

/** For every step, the mask in the shape of every state, so that `where` broadcasts nothing inside the loop. */
function maskSlices(tf: Tf, mask: Tensor, states: readonly Tensor[]): readonly (readonly Tensor[])[] {
  const known = new Map<string, Tensor[]>();
  const byState = states.map((state) => {
    const key = state.shape.join();
    const found = known.get(key);
    if (found !== undefined) return found;
    const inner = state.shape.slice(1);
    const flat = tf.reshape(mask, [...mask.shape, ...inner.map(() => 1)]);
    const made = slices(tf, tf.cast(tf.tile(tf.cast(flat, 'int32'), [1, 1, ...inner]), 'bool'), 1);
    known.set(key, made);
    return made;
  });
  return Array.from({ length: mask.shape[1] ?? 0 }, (_, time) =>
    byState.map((steps) => {
      const slice = steps[time];
      if (slice === undefined) throw new RangeError('mask and input differ in length');
      return slice;
    }),
  );
}

function choose(tf: Tf, condition: Tensor | undefined, next: Tensor, before: Tensor | undefined): Tensor {
  if (condition === undefined || before === undefined) throw new RangeError('a cell gave more states than it took');
  return tf.where(condition, next, before);
}
