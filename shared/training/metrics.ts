/** What can be counted beside the loss, as records; ids are Keras' names. */
export interface MetricType {
  /** Text under `metric.<id>`. */
  readonly id: string;
  /** Whether more or less of it is better: what "best" means when it is monitored. */
  readonly better: 'max' | 'min';
  readonly target: 'class' | 'number' | 'any';
}
const of = (id: string, better: 'max' | 'min', target: MetricType['target']): MetricType => ({ id, better, target });

const metricTypes = {
  accuracy: of('accuracy', 'max', 'class'),
  binary_accuracy: of('binary_accuracy', 'max', 'class'),
  categorical_accuracy: of('categorical_accuracy', 'max', 'class'),
  sparse_categorical_accuracy: of('sparse_categorical_accuracy', 'max', 'class'),
  top_k_categorical_accuracy: of('top_k_categorical_accuracy', 'max', 'class'),
  sparse_top_k_categorical_accuracy: of('sparse_top_k_categorical_accuracy', 'max', 'class'),
  mean_absolute_error: of('mean_absolute_error', 'min', 'any'),
  mean_squared_error: of('mean_squared_error', 'min', 'any'),
  root_mean_squared_error: of('root_mean_squared_error', 'min', 'number'),
  mean_absolute_percentage_error: of('mean_absolute_percentage_error', 'min', 'number'),
  mean_squared_logarithmic_error: of('mean_squared_logarithmic_error', 'min', 'number'),
  binary_crossentropy: of('binary_crossentropy', 'min', 'class'),
  categorical_crossentropy: of('categorical_crossentropy', 'min', 'class'),
  sparse_categorical_crossentropy: of('sparse_categorical_crossentropy', 'min', 'class'),
} as const satisfies Record<string, MetricType>;
export type MetricId = keyof typeof metricTypes;

export const allMetricTypes: readonly MetricType[] = Object.values(metricTypes);
export const metricType = (id: string): MetricType | undefined => allMetricTypes.find((type) => type.id === id);

/** Whether more of a monitored figure (`val_loss`, `accuracy` …) is better; losses and unknown figures: less. */
export function betterWhen(monitor: string): 'max' | 'min' {
  const bare = monitor.replace(/^val_/, '');
  return (metricType(bare) ?? allMetricTypes.find((type) => bare.endsWith(`_${type.id}`)))?.better ?? 'min';
}
