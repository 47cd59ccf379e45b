/** What `compile` says of losses and metrics, dealt to the outputs of a model by place or by name as Keras does. */
import { StudioError } from '../../../shared/problem.ts';
import type { Model } from '../model/build-model.ts';
import type { Tensor } from '../model/tf.ts';
import { alikeButLastOne } from './loss-function.ts';
import { truthShape, type Loss } from './losses.ts';
import { readMetric, type Metric } from './metrics.ts';
import { isRecord } from '../../../shared/json.ts';

/** One value an output, from a single value, a list, or a record by output name. */
export function perOutput(value: unknown, names: readonly string[], what: string): unknown[] {
  if (Array.isArray(value)) {
    if (value.length !== names.length)
      throw new StudioError('model/unreadable', { expected: `${names.length} × ${what}`, received: value.length });
    return value;
  }
  if (isRecord(value) && !('class_name' in value)) return names.map((name) => value[name] ?? null);
  return names.map(() => value);
}

export interface MetricOfOutput extends Metric {
  readonly isWeighted: boolean;
}

/** Each output's metrics, the plain ones first; a weighted one whose name is taken is called `weighted_…`, as in Keras. */
export function readMetrics(
  { plain, weighted }: { readonly plain: unknown; readonly weighted: unknown },
  names: readonly string[],
  model: Model,
): MetricOfOutput[][] {
  const lists = [metricsByOutput(plain, names), metricsByOutput(weighted, names)];
  return names.map((_, output) => {
    const features = model.outputs[output]?.shape.at(-1) ?? 1;
    const taken = new Set<string>();
    return lists.flatMap((list, index) =>
      (list[output] ?? []).map((identifier): MetricOfOutput => {
        const isWeighted = index === 1;
        const metric = readMetric(identifier, features);
        const name = isWeighted && taken.has(metric.name) ? `weighted_${metric.name}` : metric.name;
        taken.add(name);
        return { ...metric, name, isWeighted };
      }),
    );
  });
}

function metricsByOutput(value: unknown, names: readonly string[]): readonly (readonly unknown[])[] {
  if (value === null || value === undefined) return names.map(() => []);
  if (names.length === 1 && Array.isArray(value)) return [value.flat()];
  return perOutput(value, names, 'metrics').map((list) => (list === null ? [] : Array.isArray(list) ? list : [list]));
}

/** Output names, numbered where one stands twice. */
export function uniqueNames(names: readonly string[]): string[] {
  return names.map((name, index) =>
    names.indexOf(name) === index ? name : `${name}_${names.slice(0, index).filter((other) => other === name).length}`,
  );
}

/** Throws `target/shape`: shapes that do not fit would broadcast to a wrong loss silently. */
export function checkTarget(loss: Loss, truth: Tensor, prediction: Tensor, output: string): void {
  const wanted = truthShape(loss, prediction.shape);
  if (!alikeButLastOne(wanted, truth.shape)) {
    throw new StudioError('target/shape', {
      output,
      expected: `(${wanted.join(', ')})`,
      received: `(${truth.shape.join(', ')})`,
    });
  }
}
