/** LSTM, GRU and SimpleRNN over whole sequences on the graphics card, with the face of the native ops. */
import type { Rank, Tensor, Tensor2D, Tensor3D, TensorInfo } from '@tensorflow/tfjs';
import type { Tfjs } from '../engine.ts';
import type { RecurrentInputs, RecurrentOp, RecurrentResult, RecurrentWish } from '../native/recurrent-op.ts';
import { onTape } from '../native/several-outputs.ts';
import type { WebgpuBackend, WebgpuProgram } from './backend-types.ts';
import { backwardProgram } from './recurrent-backward.ts';
import { forwardProgram } from './recurrent-forward.ts';
import { gatesOf, slotsOf, type Cell, type RecurrentVariant } from './recurrent-program.ts';

/** Whether the backend in use is ours on WebGPU: it runs the recurrent ops. */
export const isWebgpu = (tf: Tfjs): boolean => tf.getBackend() === 'webgpu';

/** Whether the card's group memory holds what the programs share of a layer's states. */
export function fitsWebgpu(tf: Tfjs, wish: RecurrentWish | undefined): boolean {
  const { maxComputeWorkgroupStorageSize } = (tf.backend() as WebgpuBackend).device.limits;
  return wish === undefined || 4 * 4 * wish.units <= maxComputeWorkgroupStorageSize;
}

/**
 * As the native recurrentOp(): a cell over a whole batch, differentiable in every float input but the dropout masks. The
 * products with the input, and all gradients of weights, are single matrix products; one program runs the sequence
 * forwards and one backwards. Throws StudioError `engine/gpu-error` when the units exceed the card's group memory.
 */
export function webgpuRecurrentOp(
  tf: Tfjs,
  op: RecurrentOp,
  inputs: RecurrentInputs,
  bias: Tensor,
  states: readonly (Tensor | undefined)[],
): RecurrentResult {
  const cell = cellOf(op);
  const { mask, recurrentMask } = inputs;
  const [batch, time] = inputs.x.shape;
  const units = inputs.recurrentKernel.shape[0];
  const [inputBias, recurrentBias] = cell === 'gru after' ? tf.unstack(bias as Tensor2D, 0) : [bias];
  const xz = projected(tf, inputs, gatesOf[cell], inputBias ?? bias);
  const variant: RecurrentVariant = {
    cell,
    units,
    hasMask: mask !== undefined,
    hasInitial: states.some((state) => state !== undefined),
    dropouts: recurrentMask?.shape[0] ?? 0,
  };
  const given = variant.hasInitial ? states.map((state) => state ?? tf.zeros([batch, units])) : [];
  const run = (program: WebgpuProgram, from: readonly Tensor[]): Tensor3D => runProgram(tf, program, from) as Tensor3D;
  const backend = tf.backend() as WebgpuBackend;
  const isTraining = tf.engine().state.gradientDepth > 0;
  const forward = forwardProgram(backend, variant, [batch, time], isTraining);
  const initial = variant.hasInitial ? [tf.concat([...given], 1)] : [];
  const shared = [mask, recurrentMask].filter((tensor) => tensor !== undefined);
  const recurrent = recurrentBias === undefined ? [inputs.recurrentKernel] : [inputs.recurrentKernel, recurrentBias];
  const kept = run(forward, [xz, ...recurrent, ...shared, ...initial]);

  const slot = (of: Tensor, name: string, start: number, size: number): Tensor3D => {
    const first = isTraining ? slotsOf[cell].indexOf(name) * units : 0;
    return tf.slice(of as Tensor3D, [0, start, first], [batch, size, units]);
  };
  const row = (name: string, at: number): Tensor2D => tf.reshape(slot(kept, name, at, 1), [batch, units]);
  const sequence = slot(kept, 'h', 0, time);
  const last = [row('h', time - 1), ...(cell === 'lstm' ? [row('c', isTraining ? time - 1 : time)] : [])];
  if (!isTraining) return { sequence, states: last };

  const gradientsOf = (incoming: readonly (Tensor | undefined)[], saved: readonly Tensor[]): Tensor[] => {
    const [steps, recurrentKernel, ...others] = saved as [Tensor3D, Tensor2D, ...Tensor[]];
    const [dsequence, ...dlast] = incoming;
    const isLast = dlast.some((gradient) => gradient !== undefined);
    const program = backwardProgram(backend, variant, [batch, time], {
      sequence: dsequence !== undefined,
      last: isLast,
    });
    const start = variant.hasInitial ? (others.at(-1) as Tensor2D) : tf.zeros<Rank.R2>([batch, units]);
    const gradients = run(program, [
      steps,
      tf.transpose(recurrentKernel),
      ...(dsequence === undefined ? [] : [dsequence]),
      ...(isLast
        ? [
            tf.concat(
              last.map((_, index) => dlast[index] ?? tf.zeros([batch, units])),
              1,
            ),
          ]
        : []),
      ...others.slice(0, shared.length),
      ...(program.variableNames.includes('initial') ? [start] : []),
    ]);
    const first = tf.reshape(tf.slice(start, [0, 0], [batch, units]), [batch, 1, units]);
    const before = time === 1 ? first : tf.concat([first, slot(steps, 'h', 0, time - 1)], 1);
    return weightGradients(tf, variant, gradients, {
      before: before as Tensor3D,
      reset: cell === 'gru before' ? tf.mul(slot(steps, 'r', 0, time), before) : null,
      drop: recurrentMask === undefined ? undefined : (others[shared.length - 1] as Tensor3D),
    });
  };
  const [onSequence, ...onStates] = onTape<Tensor>(tf, {
    outputs: [sequence, ...last],
    inputs: [xz, ...recurrent, ...given],
    saved: [kept, inputs.recurrentKernel, ...shared, ...initial],
    gradients: gradientsOf,
  });
  return { sequence: onSequence as Tensor3D, states: onStates as Tensor2D[] };
}

function cellOf({ name, choice }: RecurrentOp): Cell {
  switch (name) {
    case 'WeftLstmV2':
      return 'lstm';
    case 'WeftGru':
      return choice?.value === true ? 'gru after' : 'gru before';
    case 'WeftSimpleRnn':
      return choice?.value === true ? 'rnn relu' : 'rnn tanh';
  }
}

/** x·kernel + bias for all steps, [batch, time, gates·units], with the input's dropout. */
function projected(tf: Tfjs, { x, kernel, inputMask }: RecurrentInputs, gates: number, bias: Tensor): Tensor3D {
  const [batch, time, features] = x.shape;
  const masks = inputMask === undefined ? [] : tf.unstack(inputMask, 0);
  const product = (mask: Tensor | undefined, weights: Tensor2D): Tensor2D => {
    const seen = mask === undefined ? x : tf.mul(x, tf.reshape(mask, [batch, 1, features]));
    return tf.matMul(tf.reshape(seen, [batch * time, features]) as Tensor2D, weights);
  };
  const sums =
    masks.length > 1
      ? tf.concat(
          tf.split(kernel, gates, 1).map((part, gate) => product(masks[gate], part as Tensor2D)),
          1,
        )
      : product(masks[0], kernel);
  return tf.reshape(tf.add(sums, bias), [batch, time, kernel.shape[1]]);
}

interface Kept {
  /** h before each step, [batch, time, units]. */
  readonly before: Tensor3D;
  /** For the GRU with reset before: r·h. */
  readonly reset: Tensor3D | null;
  readonly drop: Tensor3D | undefined;
}

/** Gradients of xz, recurrent kernel, recurrent bias (where there is one) and initial states, from backwardProgram()'s. */
function weightGradients(
  tf: Tfjs,
  { cell, units, hasInitial, dropouts }: RecurrentVariant,
  gradients: Tensor3D,
  { before, reset, drop }: Kept,
): Tensor[] {
  const [batch, rows] = gradients.shape;
  const time = rows - 1;
  const gates = gatesOf[cell];
  const part = (first: number, count: number): Tensor3D =>
    tf.slice(gradients, [0, 0, first * units], [batch, time, count * units]);
  const flat = (tensor: Tensor): Tensor2D => tf.reshape(tensor, [batch * time, -1]);
  const dxz = part(0, gates);
  /** Gradients of the sums that h meets. */
  const sums = cell === 'gru after' ? tf.concat([part(0, 2), part(3, 1)], 2) : dxz;
  const masks = drop === undefined ? [] : tf.unstack(drop, 0);
  const state = (gate: number): Tensor2D => {
    const whole = gate === 2 && reset !== null ? reset : before;
    const mask = masks[dropouts === 1 ? 0 : gate];
    return flat(mask === undefined ? whole : tf.mul(whole, tf.reshape(mask, [batch, 1, units])));
  };
  const product = (gate: number, columns: Tensor): Tensor2D => tf.matMul(state(gate), flat(columns), true, false);
  const isAlike = dropouts <= 1 && reset === null;
  const kernel = isAlike
    ? product(0, sums)
    : tf.concat(
        tf.split(sums, gates, 2).map((columns, gate) => product(gate, columns)),
        1,
      );
  const states = cell === 'lstm' ? 2 : 1;
  const initial = hasInitial
    ? Array.from({ length: states }, (_, index) =>
        tf.reshape(tf.slice(gradients, [0, time, index * units], [batch, 1, units]), [batch, units]),
      )
    : [];
  return [dxz, kernel, ...(cell === 'gru after' ? [tf.sum(flat(sums), 0)] : []), ...initial];
}

function runProgram(tf: Tfjs, program: WebgpuProgram, inputs: readonly Tensor[]): Tensor {
  const backend = tf.backend() as WebgpuBackend;
  const output: TensorInfo = backend.runWebGPUProgram(program, [...inputs], 'float32');
  return tf.engine().makeTensorFromTensorInfo(output);
}
