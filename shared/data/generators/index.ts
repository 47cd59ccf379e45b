/** The registry of generators. Adding one: one file, one line here, catalogue entries `generator.<id>` in both languages. */
import { problem, type Problem, StudioError } from '../../problem.ts';
import { seededRandom } from '../random.ts';
import type { GeneratorSource } from '../source.ts';
import type { SampleSpec } from '../spec-types.ts';
import { addition } from './addition.ts';
import { dampedSine } from './damped-sine.ts';
import { decayingCosine } from './decaying-cosine.ts';
import { demoSeries } from './demo-series.ts';
import { echo } from './echo.ts';
import { lastBackwards, majority, pictureWords, rising, wavePoint } from './five-shapes.ts';
import type { GeneratorParams, GeneratorType } from './generator-type.ts';
import { movingSquare } from './moving-square.ts';
import { runningMean } from './running-mean.ts';

export const generatorTypes: Readonly<Record<string, GeneratorType>> = {
  echo,
  dampedSine,
  movingSquare,
  addition,
  demoSeries,
  decayingCosine,
  wavePoint,
  pictureWords,
  majority,
  rising,
  lastBackwards,
  runningMean,
};

/** The generator of a source; throws `recipe/unknown-generator`. */
export function generatorOf(source: GeneratorSource): GeneratorType {
  const type = Object.hasOwn(generatorTypes, source.generator) ? generatorTypes[source.generator] : undefined;
  if (!type)
    throw new StudioError('recipe/unknown-generator', {
      name: source.generator,
      known: Object.keys(generatorTypes).join(', '),
    });
  return type;
}

/** The source's parameters, with defaults for those that it leaves out. */
export function generatorParams(source: GeneratorSource): GeneratorParams {
  const type = generatorOf(source);
  return Object.fromEntries(
    Object.entries(type.params).map(([name, param]) => {
      const value = source.params[name];
      return [name, typeof value === 'number' ? value : param.default];
    }),
  );
}

/** Unknown generators and parameters, values outside their limits. */
export function generatorProblems(source: GeneratorSource): Problem[] {
  const type = Object.hasOwn(generatorTypes, source.generator) ? generatorTypes[source.generator] : undefined;
  if (!type)
    return [
      problem('recipe/unknown-generator', { name: source.generator, known: Object.keys(generatorTypes).join(', ') }),
    ];
  return Object.entries(source.params).flatMap(([name, value]) => {
    const param = Object.hasOwn(type.params, name) ? type.params[name] : undefined;
    const fits =
      param &&
      typeof value === 'number' &&
      value >= param.min &&
      value <= param.max &&
      (!param.integer || Number.isInteger(value));
    const expected = param ? `${param.min} … ${param.max}` : Object.keys(type.params).join(', ');
    return fits
      ? []
      : [problem('recipe/invalid', { step: source.generator, reason: `${name} = ${value}; ${expected}` })];
  });
}

export function generatorSpec(source: GeneratorSource): SampleSpec {
  return generatorOf(source).spec(generatorParams(source));
}

/**
 * Writes sample `index` of `epoch` into `x` and `y`. The same (seed, epoch, index) always gives the same sample, so that a
 * batch does not depend on which samples were made before. Epoch −1 is the validation set, other negative ones are free.
 */
export function writeSample(
  type: GeneratorType,
  params: GeneratorParams,
  seed: number,
  epoch: number,
  index: number,
  x: Float32Array,
  y: Float32Array,
): void {
  type.write(params, { random: seededRandom(seed, epoch, index), shared: () => seededRandom(seed), index }, x, y);
}

const sizeOf = (shape: readonly { readonly size: number | null }[]): number =>
  shape.reduce((product, { size }) => product * (size ?? 0), 1);

/** `count` samples from number `from` on: x (count × input sizes) and y (count × target sizes), row by row. */
export function generate(
  source: GeneratorSource,
  count: number,
  from = 0,
  epoch = 0,
): { readonly x: Float32Array; readonly y: Float32Array } {
  const type = generatorOf(source);
  const params = generatorParams(source);
  const spec = type.spec(params);
  const xSize = sizeOf(spec.inputs[0]?.shape ?? []);
  const ySize = sizeOf(spec.targets[0]?.shape ?? []);
  const x = new Float32Array(count * xSize);
  const y = new Float32Array(count * ySize);
  for (let i = 0; i < count; i++) {
    writeSample(
      type,
      params,
      source.seed,
      epoch,
      from + i,
      x.subarray(i * xSize, (i + 1) * xSize),
      y.subarray(i * ySize, (i + 1) * ySize),
    );
  }
  return { x, y };
}
