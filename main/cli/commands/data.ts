/** `weft data FILE --recipe RECIPE.json`: what a recipe makes of a file, as JSON. */
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import type { Command } from 'commander';
import { z } from 'zod';
import { type ColumnType, columnTypeSchema, type DatasetInfo } from '../../../shared/contract/data-types.ts';
import { readOptionsSchema } from '../../../shared/data/source.ts';
import { failed, ok, type Result } from '../../../shared/result.ts';
import { recipeSchema } from '../../../shared/data/recipe.ts';
import { suggestRecipe } from '../../../shared/data/suggest.ts';
import { problemText, translator } from '../../../shared/i18n/translate.ts';
import { systemReason } from '../../process/system-reason.ts';
import { type Problem, problem, StudioError } from '../../../shared/problem.ts';
import { createDatasetStore, type DatasetStore } from '../../data/dataset-store.ts';
import { type Prepared, prepareData } from '../../data/prepare.ts';
import { firstSamples } from '../../data/preview.ts';

interface DataOptions {
  readonly recipe?: string;
  readonly schema?: boolean;
  readonly first?: string;
  readonly split?: boolean;
  readonly suggest?: boolean;
  readonly encoding?: string;
  readonly delimiter?: string;
  readonly header?: boolean;
  readonly type?: readonly string[];
  readonly language: string;
}

const collect = (value: string, before: readonly string[]): string[] => [...before, value];

export function register(program: Command): void {
  program
    .command('data')
    .description('print the shapes, counts and fitted values that a recipe gives for a CSV or text file')
    .argument('[file]', 'CSV, TSV or text file')
    .option('--recipe <file>', 'recipe as JSON (its form: --schema)')
    .option('--first <n>', 'also print the first n prepared training samples')
    .option('--split', 'also print which samples are in which part')
    .option('--encoding <name>', 'utf-8, utf-16le, utf-16be or gb18030 (default: detected)')
    .option('--delimiter <character>', 'character between fields (default: detected)')
    .option('--no-header', 'the first row holds data; columns are column1, column2 …')
    .option('--type <column=type>', 'read a column as number, integer, text, boolean, date or timestamp', collect, [])
    .option('--suggest', 'print a recipe that fits the table, to start from')
    .option('--schema', 'print the JSON Schema of a recipe')
    .option('--language <tag>', 'en or zh-Hans', 'en')
    .action(async (file: string | undefined, options: DataOptions) => {
      process.exitCode = await runData(file, options, {
        out: (text) => process.stdout.write(`${text}\n`),
        error: (text) => process.stderr.write(`${text}\n`),
      });
    });
}

export interface Output {
  readonly out: (text: string) => void;
  readonly error: (text: string) => void;
}

/** Exit code 0, or 1 with one line per problem on `error`. */
export async function runData(file: string | undefined, options: DataOptions, output: Output): Promise<number> {
  if (options.schema) {
    output.out(JSON.stringify(z.toJSONSchema(recipeSchema, { io: 'input' }), null, 2));
    return 0;
  }
  const t = translator(options.language === 'zh-Hans' ? 'zh-Hans' : 'en');
  const folder = await mkdtemp(join(tmpdir(), 'weft-data-'));
  const store = createDatasetStore({ folder });
  try {
    if (file === undefined || !existsSync(file))
      throw new StudioError('file/read-failed', {
        file: file === undefined ? 'FILE' : basename(file),
        reason: 'ENOENT',
      });
    const result = await describe(store, file, options);
    if (!Array.isArray(result)) {
      output.out(JSON.stringify(result, null, 2));
      return 0;
    }
    for (const entry of result) output.error(problemText(entry, t));
    return 1;
  } catch (error) {
    if (!(error instanceof StudioError)) throw error;
    output.error(problemText(error.problem, t));
    return 1;
  } finally {
    await store.close();
    await rm(folder, { recursive: true, force: true });
  }
}

async function describe(store: DatasetStore, file: string, options: DataOptions): Promise<Problem[] | object> {
  const read = readOptionsSchema.safeParse({
    ...(options.encoding === undefined ? {} : { encoding: options.encoding }),
    ...(options.delimiter === undefined ? {} : { delimiter: options.delimiter === '\\t' ? '\t' : options.delimiter }),
    ...(options.header === false ? { header: false } : {}),
  });
  if (!read.success) return read.error.issues.map((issue) => invalid(issue.path.join('.'), issue.message));
  const imported = await store.import(file, { name: basename(file), options: read.data });
  if (!imported.ok) return [...imported.problem];
  const typed = await withTypes(store, imported.value, options.type ?? []);
  if (!typed.ok) return typed.problem;
  const dataset = typed.value;
  if (options.suggest) return suggestRecipe(dataset.columns, dataset.rows).recipe;
  const table = {
    name: dataset.name,
    rows: dataset.rows,
    encoding: dataset.encoding,
    columns: dataset.columns,
    problems: dataset.problems,
  };
  if (options.recipe === undefined) return { file: table };
  const parsed = recipeSchema.safeParse(await readJson(options.recipe));
  if (!parsed.success) {
    return parsed.error.issues.map((issue) =>
      problem(
        'recipe/invalid',
        { step: issue.path.join('.'), reason: issue.message },
        { file: basename(options.recipe ?? '') },
      ),
    );
  }
  const prepared = await prepareData({ store, source: await store.sourceOf(dataset.sha256), recipe: parsed.data });
  return {
    ...reportOf(prepared, options),
    file: { name: dataset.name, rows: dataset.rows, encoding: dataset.encoding },
  };
}

const invalid = (step: string, reason: string): Problem => problem('recipe/invalid', { step, reason });

/** Types chosen on the command line; values that do not fit them are problems. */
async function withTypes(
  store: DatasetStore,
  dataset: DatasetInfo,
  types: readonly string[],
): Promise<Result<DatasetInfo, Problem[]>> {
  if (types.length === 0) return ok(dataset);
  const wanted: Record<string, ColumnType> = {};
  for (const entry of types) {
    const at = entry.lastIndexOf('=');
    const type = columnTypeSchema.safeParse(entry.slice(at + 1));
    if (at < 1 || !type.success) return failed([invalid('--type', entry)]);
    wanted[entry.slice(0, at)] = type.data;
  }
  const { dataset: changed, problems } = await store.setTypes(dataset.sha256, wanted);
  return problems.length > 0 ? failed([...problems]) : ok(changed);
}

function reportOf(prepared: Prepared, options: DataOptions): object {
  const { split, ...fitted } = prepared.fitted;
  const named = (part: 'train' | 'validation' | 'test') => {
    const samples = prepared[part];
    if (!samples) return null;
    return {
      samples: samples.count,
      x: [samples.count, ...(samples.inputs[0]?.shape ?? [])],
      y: samples.targets[0] ? [samples.count, ...samples.targets[0].shape] : null,
    };
  };
  const first = options.first === undefined ? 0 : Math.max(0, Number.parseInt(options.first, 10) || 0);
  return {
    inputs: prepared.spec.inputs,
    targets: prepared.spec.targets,
    proposal: prepared.spec.proposal,
    parts: { train: named('train'), validation: named('validation'), test: named('test') },
    counts: prepared.counts,
    steps: prepared.steps,
    fitted,
    ...(options.split ? { split } : {}),
    ...(first > 0 ? { first: firstSamples(prepared.train, first) } : {}),
    problems: prepared.problems,
  };
}

async function readJson(path: string): Promise<unknown> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    throw new StudioError('file/read-failed', { file: basename(path), reason: systemReason(error) });
  }
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new StudioError(
      'recipe/invalid',
      { step: 'JSON', reason: error instanceof Error ? error.message : '' },
      { file: basename(path) },
    );
  }
}
