import { allWeights, type BuiltLayer, type Shape } from './layer.ts';
import type { ModelPlan } from './model-graph.ts';

/** A row of Keras' `model.summary()`. */
export interface SummaryLine {
  readonly name: string;
  readonly className: string;
  readonly outputShape: Shape;
  readonly params: number;
  readonly trainable: boolean;
}

/** One row a layer in Keras' order; a nested model is one row. Shapes are those of the layer's first call. */
export function modelSummary(root: BuiltLayer, plan: ModelPlan): readonly SummaryLine[] {
  const layers = new Map(root.children.map((child) => [child.layer.name, child.layer]));
  const shapes = new Map<string, readonly Shape[]>();
  plan.inputSources.forEach((source, index) =>
    shapes.set(`${source.layer}:${source.call}`, [plan.inputs[index]?.shape ?? []]),
  );
  for (const call of plan.calls) {
    const inputs = call.sources.map((source) => shapes.get(`${source.layer}:${source.call}`)?.[source.output] ?? []);
    shapes.set(`${call.layer}:${call.call}`, layers.get(call.layer)?.outputShapes(inputs) ?? []);
  }
  const inputLines = plan.inputs.map((input) => ({
    name: input.name,
    className: 'InputLayer',
    outputShape: input.shape,
    params: 0,
    trainable: false,
  }));
  const lines = plan.layers.flatMap((config): SummaryLine[] => {
    const layer = layers.get(String(config.config['name']));
    if (layer === undefined) return [];
    const weights = allWeights(layer);
    const params = weights.reduce((sum, weight) => sum + weight.shape.reduce((product, size) => product * size, 1), 0);
    return [
      {
        name: layer.name,
        className: layer.className,
        outputShape: shapes.get(`${layer.name}:0`)?.[0] ?? [],
        params,
        trainable: weights.some((weight) => weight.trainable),
      },
    ];
  });
  return plan.kind === 'Functional' ? [...inputLines, ...lines] : lines;
}
