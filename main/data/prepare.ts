/**
 * Source and recipe become samples. Preview, training and prediction all come through here, so what a person sees is what
 * the model gets.
 */
import { join } from 'node:path';
import type { TablePage } from '../../shared/contract/data-types.ts';
import { type Fitted, fittedSchema } from '../../shared/data/fitted.ts';
import type { Recipe } from '../../shared/data/recipe.ts';
import type { Source } from '../../shared/data/source.ts';
import { StudioError } from '../../shared/problem.ts';
import type { DatasetStore } from './dataset-store.ts';
import type { MatrixPlace } from './prepare/build-matrix.ts';
import { memoryBudget } from './prepare/memory-budget.ts';
import { prepareGenerator } from './prepare/prepare-generator.ts';
import { prepareTable } from './prepare/prepare-table.ts';
import { prepareText } from './prepare/prepare-text.ts';
import type { Prepared } from './prepare/prepared.ts';
import { cellTable, storedTable, type TableData } from './prepare/table-data.ts';
import type { Trace } from './prepare/trace.ts';

export { inverseTarget, type InverseTarget } from '../../shared/data/inverse-target.ts';
export { freshEpoch, generatorSamples } from './prepare/prepare-generator.ts';
export type { Counts, Prepared } from './prepare/prepared.ts';
export type { Batch, Origin, Samples } from './prepare/samples.ts';

export interface PrepareOptions {
  readonly store: DatasetStore;
  readonly source: Source;
  readonly recipe: Recipe;
  /** Overrides the seed of the split (and of a generator). */
  readonly seed?: number;
  /** Values and split of a run, to be used instead of fitting anew. */
  readonly fitted?: Fitted;
  readonly trace?: Trace;
}

/** Samples for training. Throws StudioError with code, file, row, column and value; `problems` are warnings. */
export async function prepareData(options: PrepareOptions): Promise<Prepared> {
  const { store, source, recipe, seed, fitted, trace } = options;
  if (source.kind === 'generator') return prepareGenerator(source, seed);
  const opened = await openSource(store, source);
  if (opened.kind === 'text')
    return prepareText({ text: opened.text, file: opened.file, source, recipe, seed, fitted, trace });
  return prepareTable({ data: opened.data, source, recipe, seed, fitted, trace, place: placeOf(store) });
}

/**
 * Samples of another file of the same kind, to predict, with a run's fitted values. Targets are optional there: without
 * them, and for forecasts beyond the end of the file, `y` is empty or NaN.
 */
export async function applyRecipe(options: {
  readonly store: DatasetStore;
  readonly source: Source;
  readonly recipe: Recipe;
  readonly fitted: Fitted;
}): Promise<Prepared> {
  const { store, source, recipe, fitted } = options;
  if (source.kind === 'generator') return prepareGenerator(source);
  const opened = await openSource(store, source);
  const withoutSplit: Recipe = { ...recipe, steps: recipe.steps.filter((step) => step.step !== 'split') };
  if (opened.kind === 'text')
    return prepareText({
      text: opened.text,
      file: opened.file,
      source,
      recipe: withoutSplit,
      fitted: { ...fitted, split: null },
    });
  return prepareTable({
    data: opened.data,
    source,
    recipe,
    fitted: { ...fitted, split: null },
    apply: true,
    place: placeOf(store),
  });
}

/** Prepared data that are too many for memory lie beside the data sets. */
const placeOf = ({ folder }: DatasetStore): MatrixPlace => ({
  folder: join(folder, 'prepared'),
  budget: memoryBudget(),
});

type Cell = TablePage['rows'][number][number];

/** The same for rows typed in by a person, in the file's own units. Without the group column they are one sequence. */
export async function applyToRows(options: {
  readonly source: Source;
  readonly recipe: Recipe;
  readonly fitted: Fitted;
  readonly columns: readonly string[];
  readonly rows: readonly (readonly Cell[])[];
}): Promise<Prepared> {
  const { source, recipe, fitted } = options;
  const like = source.kind === 'table' ? source.file.columns : typesFromFitted(fitted);
  const group = recipe.steps.find((step) => step.step === 'group');
  const withGroup = group?.step === 'group' && !options.columns.includes(group.by);
  const columns = withGroup ? [...options.columns, group.by] : options.columns;
  const rows = withGroup ? options.rows.map((row) => [...row, '1']) : options.rows;
  // Rows typed in stand in their order already.
  const steps = recipe.steps.filter((step) => step.step !== 'order' || columns.includes(step.by));
  const data = cellTable(columns, rows, like);
  return prepareTable({ data, source, recipe: { ...recipe, steps }, fitted: { ...fitted, split: null }, apply: true });
}

const typesFromFitted = (fitted: Fitted) =>
  [...fitted.features, ...fitted.targets].map(({ column, encoding }) => ({
    name: column,
    type: encoding === 'number' ? ('number' as const) : ('text' as const),
  }));

/** Fitted values as read from a run's folder; throws `recipe/invalid` where they are not. */
export function parseFitted(value: unknown): Fitted {
  const parsed = fittedSchema.safeParse(value);
  if (!parsed.success)
    throw new StudioError('recipe/invalid', { step: 'fitted', reason: parsed.error.issues[0]?.message ?? '' });
  return parsed.data;
}

type Opened =
  | { readonly kind: 'table'; readonly data: TableData }
  | { readonly kind: 'text'; readonly text: string; readonly file: string };

/** The data of a source; throws `data/file-missing` with its name where this computer does not have the file. */
async function openSource(store: DatasetStore, source: Exclude<Source, { kind: 'generator' }>): Promise<Opened> {
  if (source.kind === 'inline') return openInline(store, source);
  const meta = await store.meta(source.file.sha256);
  if (!meta)
    throw new StudioError('data/file-missing', { sha256: source.file.sha256.slice(0, 12) }, { file: source.file.name });
  if (source.kind === 'text')
    return { kind: 'text', text: await store.text(source.file.sha256), file: source.file.name };
  for (const { name } of source.file.columns) {
    if (!meta.info.columns.some((column) => column.name === name)) {
      throw new StudioError(
        'data/file-changed',
        {
          expected: name,
          received: meta.info.columns
            .slice(0, 10)
            .map((column) => column.name)
            .join(', '),
        },
        { file: source.file.name, column: name },
      );
    }
  }
  return { kind: 'table', data: storedTable(await store.database(), store.folder, meta, source.file.columns) };
}

/** A table or text inside the project goes through the same reader as a file, and is kept like one. */
async function openInline(store: DatasetStore, source: Extract<Source, { kind: 'inline' }>): Promise<Opened> {
  if (source.format === 'text') return { kind: 'text', text: source.content, file: source.name };
  const bytes = new TextEncoder().encode(source.content);
  const imported = await store.import(
    (async function* () {
      yield bytes;
    })(),
    { name: source.name, kind: 'table', bytes: bytes.length },
  );
  if (!imported.ok) {
    const [first] = imported.problem;
    throw new StudioError(first?.code ?? 'data/unreadable', first?.details ?? {}, first ?? {});
  }
  const meta = await store.meta(imported.value.sha256);
  if (!meta)
    throw new StudioError('data/file-missing', { sha256: imported.value.sha256.slice(0, 12) }, { file: source.name });
  return { kind: 'table', data: storedTable(await store.database(), store.folder, meta, undefined) };
}
