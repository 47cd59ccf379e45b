import { afterAll, describe, test } from 'vitest';
import type { Tensor } from '@tensorflow/tfjs';
import { loadEngine, type Tfjs } from '../../main/engine/backend.ts';
import {
  createTracer,
  type Recording,
  type TracedFunction,
  type Tracer,
  type TypedArray,
} from '../../main/engine/traced/tracer.ts';

/** What tests of traced functions start from. */
export interface Tracing {
  readonly tf: Tfjs;
  readonly tracer: Tracer;
  /** The recording of a body that must be traceable. */
  record(body: () => readonly Tensor[], inputs: readonly Tensor[]): Recording;
  trace(body: () => readonly Tensor[], inputs: readonly Tensor[]): TracedFunction;
}

/** A suite on the native engine, skipped where it cannot trace. */
export async function describeTraced(name: string, suite: (tracing: Tracing) => void): Promise<void> {
  const { tf } = await loadEngine('cpu');
  const tracer = createTracer(tf);
  if (tracer === null) {
    test.skip(`${name} SKIPPED: the native engine or its addon is not set up`, () => undefined);
    return;
  }
  afterAll(() => {
    tracer.dispose();
  });
  const record: Tracing['record'] = (body, inputs) => {
    const { recording, problem, outputs } = tracer.record(body, inputs);
    tf.dispose([...outputs]);
    if (problem) throw problem;
    return recording;
  };
  describe(name, () => {
    suite({ tf, tracer, record, trace: (body, inputs) => tracer.add(record(body, inputs)) });
  });
}

export function valuesOf(tensor: Tensor): TypedArray {
  return tensor.dataSync().slice();
}

/** The largest difference of two results, relative to the largest value; infinite where they do not fit. */
export function relativeDifference(actual: readonly TypedArray[], expected: readonly TypedArray[]): number {
  if (actual.length !== expected.length) return Infinity;
  let worst = 0;
  for (const [index, list] of expected.entries()) {
    const other = actual[index];
    if (other?.length !== list.length) return Infinity;
    const scale = Array.from(list).reduce((most, value) => Math.max(most, Math.abs(value)), 1e-6);
    list.forEach((value, at) => {
      const difference = Math.abs((other[at] ?? NaN) - value) / scale;
      const isSame = Object.is(other[at], value) || (Number.isNaN(value) && Number.isNaN(other[at]));
      worst = Math.max(worst, isSame ? 0 : Number.isNaN(difference) ? Infinity : difference);
    });
  }
  return worst;
}
