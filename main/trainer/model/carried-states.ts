/** What stateful layers carry from batch to batch, of a whole model: set aside, put back, read for a checkpoint. */
import type { Model, WeightValues } from './build-model.ts';
import type { BuiltLayer, CarriedStates, Tensor } from './layer.ts';

/** States that were taken out of a model; they are put back with `putStates` or freed with `dropStates`. */
export interface HeldStates {
  readonly model: StatefulModel;
  readonly tensors: ReadonlyMap<CarriedStates, readonly Tensor[] | null>;
}
type StatefulModel = Pick<Model, 'root' | 'newest'>;

export const isStateful = (model: Pick<Model, 'root'>): boolean => statesOf(model.root).length > 0;

/** Layers that carry states, each once, with a path that is unique in the model. */
export function statesOf(root: BuiltLayer): readonly { readonly path: string; readonly states: CarriedStates }[] {
  const found = new Map<CarriedStates, string>();
  const visit = (layer: BuiltLayer, path: string): void => {
    if (layer.states && !found.has(layer.states)) found.set(layer.states, path);
    for (const child of layer.children) visit(child.layer, `${path}/${child.attribute}.${child.layer.name}`);
  };
  visit(root, '');
  return [...found].map(([states, path]) => ({ path, states }));
}

/** Takes the states out: the model begins anew until they are put back. */
export function takeStates(model: StatefulModel): HeldStates {
  const found = statesOf(model.root);
  if (found.length > 0) model.newest.beforeChange();
  return { model, tensors: new Map(found.map(({ states }) => [states, states.take()])) };
}

export function putStates({ model, tensors }: HeldStates): void {
  if (tensors.size > 0) model.newest.beforeChange();
  for (const [states, values] of tensors) states.put(values);
}

export function dropStates(held: HeldStates): void {
  for (const tensors of held.tensors.values()) for (const tensor of tensors ?? []) tensor.dispose();
}

/** Copies the carried states to the host; `path` names layer and number of the state. */
export async function readStates(model: StatefulModel): Promise<WeightValues[]> {
  model.newest.beforeRead();
  const found: WeightValues[] = [];
  for (const { path, states } of statesOf(model.root))
    for (const [index, tensor] of (states.variables ?? []).entries())
      found.push({ path: `${path}#${index}`, shape: tensor.shape, values: Float32Array.from(await tensor.data()) });
  return found;
}

/** Carries on with states that `readStates` gave for a model of the same shape; layers without any begin anew. */
export function writeStates(model: StatefulModel & Pick<Model, 'tf'>, values: readonly WeightValues[]): void {
  model.newest.beforeChange();
  for (const { path, states } of statesOf(model.root)) {
    const own = values.filter((one) => one.path.slice(0, one.path.lastIndexOf('#')) === path);
    states.put(
      own.length === 0
        ? null
        : own.map((one) => model.tf.keep(model.tf.tensor(one.values.slice(), [...one.shape], 'float32'))),
    );
  }
}
