/** Where the time of an eager step goes: every call of the native library is timed by the kind of its operation. */
import type { KernelBackend } from '@tensorflow/tfjs';
import type { Tfjs } from '../../../main/engine/backend.ts';
import type { Profile } from '../requests.ts';
import { timeSteps, type Prepared } from './training.ts';

type Kind = 'recurrent' | 'products' | 'update' | 'others';

/** Our own recurrent ops and TensorFlow's; the ops that update weights; matrix products and convolutions. */
export function kindOf(operation: string): Kind {
  if (/^Weft(Lstm|Gru|SimpleRnn)|^BlockLSTM/.test(operation)) return 'recurrent';
  if (/^Weft(Adam|Rmsprop|Sgd)|^ResourceApply/.test(operation)) return 'update';
  if (/MatMul|Conv2D|Einsum/.test(operation)) return 'products';
  return 'others';
}

interface Binding {
  executeOp(name: string, ...rest: readonly unknown[]): unknown;
}

/** Of tfjs' backends only the native one has a binding. */
interface NativeBackend extends KernelBackend {
  binding: Binding;
}

/** Milliseconds a step. The step must run eagerly: a recorded one is a single call. */
export async function profileSteps(tf: Tfjs, one: Prepared, steps: number): Promise<Profile> {
  const backend: Partial<NativeBackend> = tf.backend();
  const { binding } = backend;
  if (binding === undefined) throw new Error('only the native engine can be profiled');
  await timeSteps(one, 3);
  const spent: Record<Kind, number> = { recurrent: 0, products: 0, update: 0, others: 0 };
  let operations = 0;
  // The addon's own functions cannot be replaced: the backend gets an object in front of them.
  backend.binding = Object.create(binding, {
    executeOp: {
      value: (name: string, ...rest: readonly unknown[]): unknown => {
        const begin = performance.now();
        const result = binding.executeOp(name, ...rest);
        spent[kindOf(name)] += performance.now() - begin;
        operations += 1;
        return result;
      },
    },
  }) as Binding; // the one it stands in front of gives the rest
  try {
    const { seconds } = await timeSteps(one, steps);
    const perStep = (milliseconds: number): number => milliseconds / steps;
    return {
      step: perStep(seconds * 1000),
      recurrent: perStep(spent.recurrent),
      products: perStep(spent.products),
      update: perStep(spent.update),
      others: perStep(spent.others),
      operations: operations / steps,
    };
  } finally {
    backend.binding = binding;
  }
}
