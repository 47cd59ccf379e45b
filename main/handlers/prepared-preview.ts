/** What a recipe makes of its source, for the Data place: exact shapes, what each step did, a few samples to look at. */
import type { PreparedPreview } from '../../shared/contract/data-types.ts';
import type { Recipe } from '../../shared/data/recipe.ts';
import { inputSpec, type SampleSpec } from '../../shared/data/sample-spec.ts';
import type { Source } from '../../shared/data/source.ts';
import { StudioError } from '../../shared/problem.ts';
import type { DatasetStore } from '../data/dataset-store.ts';
import { type Origin, prepareData, type Samples } from '../data/prepare.ts';
import { createTrace } from '../data/prepare/trace.ts';

const exampleCount = 6;
/** Numbers of one sample beyond which it is not shown: the page draws it, it does not read it. */
const exampleLimit = 50_000;

/** A recipe that cannot be applied is no error here: its problem stands in the answer, with the steps that did work. */
export async function preparedPreview(store: DatasetStore, source: Source, recipe: Recipe): Promise<PreparedPreview> {
  const trace = createTrace(source.kind === 'generator' ? source.generator : source.kind === 'inline' ? source.name : source.file.name);
  try {
    const { spec, train, validation, test, fitted, steps, problems } = await prepareData({ store, source, recipe, trace });
    return {
      ...shapesOf(spec),
      samples: { train: train.count, validation: validation?.count ?? 0, test: test?.count ?? 0 },
      steps: [...steps],
      examples: examplesOf(train),
      fitted: { ...fitted },
      problems: [...problems],
    };
  } catch (error) {
    if (!(error instanceof StudioError)) throw error;
    const report = trace.steps.find(({ step }) => step === trace.current);
    report?.problems.push(error.problem);
    return {
      ...shapesOf(inputSpec(recipe, source)),
      samples: { train: 0, validation: 0, test: 0 },
      steps: trace.steps,
      examples: [],
      fitted: {},
      problems: [error.problem],
    };
  }
}

function shapesOf(spec: SampleSpec): Pick<PreparedPreview, 'inputs' | 'targets'> {
  return {
    inputs: spec.inputs.map(({ name, shape, dtype }) => ({ name, shape: [...shape], dtype })),
    targets: spec.targets.map(({ name, shape, kind, classes }) => ({ name, shape: [...shape], kind, classes: classes ? [...classes] : null })),
  };
}

function examplesOf(samples: Samples): PreparedPreview['examples'] {
  const examples: PreparedPreview['examples'] = [];
  for (let index = 0; index < Math.min(exampleCount, samples.count); index++) {
    const { x, xShapes, y, yShapes } = samples.batch([index]);
    const [input] = x;
    if (!input || input.length > exampleLimit) break;
    const [target] = y;
    examples.push({
      x: nested(input, xShapes[0]?.slice(1) ?? []),
      y: target ? nested(target, yShapes[0]?.slice(1) ?? []) : null,
      from: placeOf(samples.origin(index)),
    });
  }
  return examples;
}

/** Language-free, because it is data: the group's value, or the lines. */
const placeOf = ({ group, firstLine, lastLine }: Origin): string =>
  group ?? (firstLine === lastLine ? String(firstLine) : `${firstLine}–${lastLine}`);

type Nested = number | null | readonly Nested[];

/** Row-major numbers as nested lists; what is not a number (no truth known) is null. */
function nested(values: Float32Array | Int32Array, shape: readonly number[]): Nested {
  const [size, ...rest] = shape;
  if (size === undefined) return Number.isFinite(values[0]) ? (values[0] ?? null) : null;
  const step = rest.reduce((product, each) => product * each, 1);
  return Array.from({ length: size }, (_, index) => nested(values.subarray(index * step, (index + 1) * step), rest));
}
