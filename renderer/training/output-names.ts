/** Outputs of a drawing in the order in which training settings list them, by the names that figures have. */
import type { GraphDoc } from '../../shared/graph/graph-doc.ts';
import type { TrainingSettings } from '../../shared/training/training-settings.ts';

export interface NamedOutput {
  /** Name of the Output node, for people. */
  readonly name: string;
  /** Name of the layer before it: Keras puts it before the figures of a model with several outputs. */
  readonly layer: string;
}

export function namedOutputs({ nodes, wires }: GraphDoc): readonly NamedOutput[] {
  return nodes
    .filter(({ type }) => type === 'output')
    .map(({ id, name }) => {
      const source = wires.find(({ to }) => to.node === id)?.from.node;
      const layer = nodes.find((node) => node.id === source)?.name ?? name;
      return { name: name || layer, layer };
    });
}

/** Metrics that each output counts. */
export const metricsOf = ({ metrics, outputMetrics }: TrainingSettings, output: number): readonly string[] =>
  outputMetrics?.[output] ?? metrics;

/** What can be watched: the loss and every metric, of the validation part first. */
export function monitors(training: TrainingSettings, outputs: readonly NamedOutput[]): readonly string[] {
  const own =
    outputs.length < 2
      ? ['loss', ...metricsOf(training, 0)]
      : [
          'loss',
          ...outputs.map(({ layer }) => `${layer}_loss`),
          ...outputs.flatMap(({ layer }, index) => metricsOf(training, index).map((metric) => `${layer}_${metric}`)),
        ];
  return [...own.map((name) => `val_${name}`), ...own];
}
