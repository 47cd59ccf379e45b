/** `model.summary()` of a serialised model: of a file as Keras wrote it, mask operations included. */
import { withFreeNames } from '../../../shared/keras/free-names.ts';
import { withMaskOperations } from '../../../shared/keras/mask-operations.ts';
import { optimizerSize } from '../../../shared/graph/summary-optimizer.ts';
import { readWiring } from '../../../shared/graph/summary-wiring.ts';
import type { Summary, SummaryRow } from '../../../shared/graph/summary.ts';
import { isKerasConfig, type KerasConfig } from './config.ts';
import { describeModel } from './describe-model.ts';
import { allWeights, type BuiltLayer, type Shape } from './layer.ts';
import { isModelClass, layerName, planModel } from './model-plan.ts';
import type { JsonRecord } from '../../../shared/json.ts';

/**
 * `compile`: the file's compile config; with it the optimizer's numbers are counted, as Keras does once it is built.
 * Throws like `buildModel`.
 */
export function summarizeConfig(config: KerasConfig, compile: JsonRecord | null = null): Summary {
  const named = withFreeNames(config);
  const root = describeModel(named);
  const { rows, isSequence } = modelRows(root, withMaskOperations(named), undefined, true, 0);
  const weights = allWeights(root);
  const count = (trainable: boolean): number =>
    weights.filter((weight) => weight.trainable === trainable).reduce((sum, { shape }) => sum + product(shape), 0);
  const optimizer = compile?.['optimizer'];
  return {
    name: root.name,
    isSequence,
    rows,
    total: { trainable: count(true), other: count(false) },
    optimizer: isKerasConfig(optimizer) ? optimizerSize(optimizer.class_name, optimizer.config, count(true)) : null,
  };
}

const product = (shape: readonly number[]): number => shape.reduce((all, size) => all * size, 1);

interface Rows {
  readonly rows: readonly SummaryRow[];
  readonly isSequence: boolean;
}

function modelRows(
  root: BuiltLayer,
  config: KerasConfig,
  inputShape: Shape | undefined,
  isTrained: boolean,
  depth: number,
): Rows {
  const plan = planModel(config, inputShape);
  const built = new Map(root.children.map((child) => [child.layer.name, child.layer]));
  const shapes = new Map<string, readonly Shape[]>();
  const firstInput = new Map<string, Shape | undefined>();
  const lastOutput = new Map<string, readonly Shape[]>();
  plan.inputs.forEach((input) => {
    shapes.set(`${input.name}:0`, [input.shape]);
    lastOutput.set(input.name, [input.shape]);
  });
  for (const { layer, call, sources } of plan.calls) {
    const inputs = sources.map((source) => shapes.get(`${source.layer}:${source.call}`)?.[source.output] ?? []);
    const outputs = built.get(layer)?.outputShapes(inputs) ?? [];
    shapes.set(`${layer}:${call}`, outputs);
    if (!firstInput.has(layer)) firstInput.set(layer, inputs[0]);
    lastOutput.set(layer, outputs);
  }

  const wiring = plan.kind === 'Functional' ? readWiring(config) : null;
  const names = wiring ? wiring.order.layers : plan.layers.map(layerName);
  const configs = new Map(layersOf(config).map((layer) => [layerName(layer), layer]));
  const rows = names.flatMap((name): readonly SummaryRow[] => {
    const one = configs.get(name);
    if (!one) return [];
    const layer = built.get(name);
    const isLayer = layer !== undefined || one.class_name === 'InputLayer';
    if (!isLayer && depth > 0) return []; // inside of a nested model Keras lists layers alone
    const trained = isTrained && one.config['trainable'] !== false;
    const weights = layer ? allWeights(layer) : [];
    const row: SummaryRow = {
      nodeId: null,
      depth,
      name,
      className: one.class_name,
      outputShapes: lastOutput.get(name) ?? wiring?.shapes.get(name) ?? [],
      params: weights.reduce((sum, weight) => sum + product(weight.shape), 0),
      trainable: weights.length === 0 ? null : trained,
      connectedTo: depth > 0 ? [] : (wiring?.connections.get(name) ?? []),
    };
    return layer && isModelClass(one.class_name)
      ? [row, ...modelRows(layer, one, firstInput.get(name), trained, depth + 1).rows]
      : [row];
  });
  return { rows, isSequence: wiring?.order.isSequence ?? true };
}

const layersOf = ({ config }: KerasConfig): readonly KerasConfig[] => {
  const layers = config['layers'];
  return Array.isArray(layers) ? layers.filter(isKerasConfig) : [];
};
