/** Whether a replayed step gave what the same step gives op by op. */
import type { Tensor, Variable } from '../model/tf.ts';

type Values = ArrayLike<number>;

/** Of values, relative to the largest of their tensor. */
const relative = 1e-5;
/** A loss near zero is what two nearly equal numbers leave of each other: below this its digits say nothing. */
const meaningless = 1e-9;
/** Of what a step changed, relative to the largest change: a wrong gradient is small beside the weight it moves. */
const ofChange = 1e-3;
/** What float32 rounds off, relative to the largest value. */
const rounding = 5e-7;

export interface NamedValues {
  readonly name: string;
  readonly values: Values;
}

/** The largest difference as text where it is too large, else null. */
export function disagreement(eager: readonly NamedValues[], replayed: readonly NamedValues[]): string | null {
  for (const [index, { name, values }] of eager.entries()) {
    const other = replayed[index]?.values ?? [];
    if (other.length !== values.length) return `${name} has ${other.length} values in place of ${values.length}`;
    const found = largestDifference(values, other);
    if (!(found <= relative * largest(values) + meaningless)) return `${name} differs by ${found.toExponential(1)}`;
  }
  return null;
}

/** The same for variables that a step changed, with their values before it. */
export function changeDisagreement(before: Values, eager: NamedValues, replayed: Values): string | null {
  const size = largest(eager.values);
  const difference = largestDifference(eager.values, replayed);
  const limit = Math.min(relative * size, ofChange * largestDifference(before, eager.values) + rounding * size);
  return difference <= limit ? null : `${eager.name} differs by ${difference.toExponential(1)}`;
}

function largest(values: Values): number {
  let found = 0;
  for (let index = 0; index < values.length; index += 1) {
    const size = Math.abs(values[index] ?? 0);
    if (size > found && size !== Number.POSITIVE_INFINITY) found = size;
  }
  return found;
}

/** Equal values differ by 0, those that are not finite too; infinity where one of them is and the other is not. */
function largestDifference(one: Values, other: Values): number {
  let found = 0;
  for (let index = 0; index < one.length; index += 1) {
    const [a = 0, b = 0] = [one[index], other[index]];
    if (Object.is(a, b) || a === b) continue;
    const difference = Math.abs(a - b);
    found = Math.max(found, Number.isNaN(difference) ? Number.POSITIVE_INFINITY : difference);
  }
  return found;
}

/** Variables as they are at one moment. Shares their data: costs no copy. */
export interface SavedVariables {
  /** Makes the variables what they were. */
  restore(): void;
  readonly tensors: readonly Tensor[];
  dispose(): void;
}

export function saveVariables(variables: readonly Variable[], share: (variable: Variable) => Tensor): SavedVariables {
  const tensors = variables.map(share);
  return {
    tensors,
    restore: () => {
      variables.forEach((variable, index) => {
        const tensor = tensors[index];
        if (tensor !== undefined && tensor.dataId !== variable.dataId) variable.assign(tensor);
      });
    },
    dispose: () => {
      for (const tensor of tensors) tensor.dispose();
    },
  };
}
