import type { Model } from '../model/build-model.ts';
import { statesOf } from '../model/carried-states.ts';
import type { Variable } from '../model/tf.ts';

export interface NamedVariable {
  readonly name: string;
  readonly variable: Variable;
}

/** All variables that a pass through a model reads or changes, and those of its optimizer. Carried states are made. */
export function modelVariables(model: Model, slots: readonly Variable[]): readonly NamedVariable[] {
  const states = statesOf(model.root).flatMap(({ path, states: carried }) => {
    carried.prepare();
    return (carried.variables ?? []).map((variable) => ({ name: `state of ${path}`, variable }));
  });
  const weights = model.weights.map(({ path, variable }) => ({ name: path, variable }));
  return [...weights, ...states, ...slots.map((variable, index) => ({ name: `slot ${index}`, variable }))];
}
