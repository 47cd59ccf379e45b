/** What a recipe makes of its data, for the Data place: each step's counts, shapes, a few samples, and what stops it. */
import type { PreparedPreview } from '../../shared/contract/data-types.ts';
import type { Recipe } from '../../shared/data/recipe.ts';
import { inputSpec, type SampleSpec } from '../../shared/data/sample-spec.ts';
import type { Source } from '../../shared/data/source.ts';
import { countLengths } from '../../shared/data/parts/buckets.ts';
import { type Problem, StudioError } from '../../shared/problem.ts';
import type { DatasetStore } from './dataset-store.ts';
import { type Prepared, prepareData } from './prepare.ts';
import type { Samples } from './prepare/samples.ts';
import { createTrace, orderedSteps, type StepReport } from './prepare/trace.ts';

const shownSamples = 3;
/** Numbers of one sample that a page is sent; larger ones (frames) are shown by their shape alone. */
const largestShown = 20_000;

export interface PreviewOptions {
  readonly store: DatasetStore;
  readonly source: Source;
  readonly recipe: Recipe;
  readonly samples?: number;
}

/** Never throws for bad data: the problem is in `problems` and with its step, beside everything that was found before. */
export async function previewRecipe({
  store,
  source,
  recipe,
  samples = shownSamples,
}: PreviewOptions): Promise<PreparedPreview> {
  const trace = createTrace(
    source.kind === 'generator' ? source.generator : source.kind === 'inline' ? source.name : source.file.name,
  );
  try {
    return previewOf(await prepareData({ store, source, recipe, trace }), samples);
  } catch (error) {
    if (!(error instanceof StudioError)) throw error;
    const wanted = recipe.steps.map((step) => step.step);
    const steps = orderedSteps(trace, trace.current ? [...wanted, trace.current] : wanted).map((report) => ({
      ...report,
      problems: report.step === trace.current ? [...report.problems, error.problem] : report.problems,
    }));
    return {
      ...shapesOf(specOrNone(recipe, source)),
      samples: { train: 0, validation: 0, test: 0 },
      steps,
      examples: [],
      fitted: {},
      problems: [error.problem],
    };
  }
}

const specOrNone = (recipe: Recipe, source: Source): SampleSpec => {
  try {
    return inputSpec(recipe, source);
  } catch {
    return { inputs: [], targets: [], proposal: null };
  }
};

function previewOf(prepared: Prepared, samples = shownSamples): PreparedPreview {
  const { perSplit } = prepared.counts;
  return {
    ...shapesOf(prepared.spec),
    samples: { ...perSplit },
    ...(prepared.train.lengths ? { lengths: countLengths(prepared.train.lengths) } : {}),
    steps: prepared.steps.map((report: StepReport) => ({ ...report, problems: [...report.problems] })),
    examples: firstSamples(prepared.train, samples),
    fitted: { ...prepared.fitted, split: null, counts: prepared.counts, proposal: prepared.spec.proposal },
    problems: prepared.problems.filter((entry: Problem) => entry.severity !== 'note'),
  };
}

function shapesOf(spec: SampleSpec): Pick<PreparedPreview, 'inputs' | 'targets'> {
  return {
    inputs: spec.inputs.map(({ name, shape, dtype }) => ({ name, dtype, shape: shape.map((axis) => ({ ...axis })) })),
    targets: spec.targets.map(({ name, shape, kind, classes }) => ({
      name,
      kind,
      shape: shape.map((axis) => ({ ...axis })),
      classes: classes ? [...classes] : null,
    })),
  };
}

/** The first samples as nested numbers, as the model gets them. */
export function firstSamples(
  samples: Samples,
  count: number,
): { x: unknown; second?: unknown; y: unknown; from: string }[] {
  return Array.from({ length: Math.min(count, samples.count) }, (_, index) => {
    const batch = samples.batch([index]);
    const show = (values: ArrayLike<number> | undefined, shape: readonly number[] | undefined): unknown => {
      if (!values || !shape) return null;
      return values.length > largestShown ? null : nested(values, shape.slice(1), 0).value;
    };
    const { group, firstLine, lastLine } = samples.origin(index);
    return {
      x: show(batch.x[0], batch.xShapes[0]),
      ...(batch.x.length > 1 ? { second: show(batch.x[1], batch.xShapes[1]) } : {}),
      y: show(batch.y[0], batch.yShapes[0]),
      // A pair is named by the rows of both.
      from:
        batch.x.length > 1 && group !== null
          ? group
          : `${group === null ? '' : `${group}: `}${firstLine}${lastLine === firstLine ? '' : `–${lastLine}`}`,
    };
  });
}

function nested(
  values: ArrayLike<number>,
  shape: readonly number[],
  at: number,
): { readonly value: unknown; readonly next: number } {
  const [size, ...rest] = shape;
  if (size === undefined) {
    const value = values[at] ?? 0;
    return { value: Number.isNaN(value) ? null : value, next: at + 1 };
  }
  const list: unknown[] = [];
  for (let i = 0; i < size; i++) {
    const item = nested(values, rest, at);
    list.push(item.value);
    at = item.next;
  }
  return { value: list, next: at };
}
