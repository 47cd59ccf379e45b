/**
 * The optimizer's state of a file as the studio keeps it. Keras 3 numbers its variables; older files name them, and what
 * a slot is called differs by version, while its weights always stand in the model's order.
 */
import type { StoredArray } from '../keras-file/h5.ts';
import type { NamedArray } from '../keras-file/read-h5.ts';
import { readConfig, type KerasConfig } from '../trainer/model/config.ts';
import type { Weight } from '../trainer/model/layer.ts';
import type { OptimizerState, SlotValues } from '../trainer/training/optimizer.ts';
import { readRule, slotOrder } from '../trainer/training/update-rules.ts';

/**
 * Of a `.keras` file: step, learning rate (of Keras 3, unless a schedule gives it), then the slots. null: not saved, or of
 * another model.
 */
export function stateByNumber(
  optimizer: KerasConfig,
  arrays: ReadonlyMap<string, StoredArray>,
  trainable: readonly Weight[],
  isOld: boolean,
): OptimizerState | null {
  const step = arrays.get('optimizer/vars/0')?.values[0];
  if (step === undefined) return null;
  const first = !isOld && typeof optimizer.config['learning_rate'] === 'number' ? 2 : 1;
  return withSlots(optimizer, trainable, step, (_, __, place) => arrays.get(`optimizer/vars/${first + place}`));
}

/** How files call our slots; the last words of a variable's name, or a folder in it. */
const otherNames: Readonly<Record<string, readonly string[]>> = {
  momentum: ['momentum', 'm'],
  velocity: ['velocity', 'v', 'rms'],
  velocity_hat: ['velocity_hat', 'vhat'],
  norm: ['norm', 'u', 'v'],
  average_gradient: ['average_gradient', 'mg'],
  accumulator: ['accumulator'],
  accumulated_grad: ['accumulated_grad', 'accum_grad'],
  accumulated_delta_var: ['accumulated_delta_var', 'accum_var'],
};

/** Of an `.h5` file: variables by name. */
export function stateByName(
  optimizer: KerasConfig,
  arrays: readonly NamedArray[],
  trainable: readonly Weight[],
): OptimizerState | null {
  const step = arrays.find(({ name }) => /(^|\/)iter(ation|ations)?(:0)?$/.test(name))?.values[0];
  if (step === undefined) return null;
  const slots = new Map<string, NamedArray[]>();
  return withSlots(optimizer, trainable, step, (slot, weight) => {
    const known = slots.get(slot) ?? arrays.filter(({ name }) => isSlot(name, slot));
    slots.set(slot, known);
    return known[trainable.indexOf(weight)];
  });
}

/** `adam/dense_kernel_momentum`, `Adam/m/dense/kernel:0`, `Adam/dense/kernel/m:0`. */
function isSlot(name: string, slot: string): boolean {
  const parts = name.replace(/:0$/, '').split('/');
  const last = parts.at(-1) ?? '';
  return (otherNames[slot] ?? [slot]).some(
    (word) =>
      last === word ||
      (parts.length > 2 && parts[1] === word) ||
      // A longer name that ends alike is another slot: velocity_hat is no hat.
      (parts.length === 2 && last.endsWith(`_${word}`) && word.length > 1),
  );
}

function withSlots(
  optimizer: KerasConfig,
  trainable: readonly Weight[],
  step: number,
  find: (slot: string, weight: Weight, place: number) => StoredArray | undefined,
): OptimizerState | null {
  const rule = readRule(optimizer.class_name, readConfig(optimizer.config, optimizer.class_name));
  const slots = slotOrder(rule, trainable).map(({ slot, weight }, place): SlotValues | null => {
    const stored = find(slot, weight, place);
    if (stored === undefined || stored.shape.join() !== weight.shape.join()) return null;
    return { slot, path: weight.path, shape: weight.shape, values: stored.values };
  });
  const present = slots.filter((slot) => slot !== null);
  return present.length === slots.length ? { step, slots: present } : null;
}
