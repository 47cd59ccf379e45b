/** `weft bench WHAT`: the same training step on every engine of this computer, side by side. */
import { type Command, Option } from 'commander';
import type { ComparedWay } from '../../../shared/contract/probe.ts';
import { fromFigure } from '../../../shared/contract/figures.ts';
import { type Language, languages } from '../../../shared/i18n/index.ts';
import { problemText, translator } from '../../../shared/i18n/translate.ts';
import type { RunId } from '../../../shared/ids.ts';
import { comparisonTable } from '../../../shared/training/comparison-table.ts';
import { createDataHost } from '../../data/data-host.ts';
import { describeEngines } from '../../engine/describe.ts';
import type { EngineKind } from '../../engine/engine.ts';
import { compareEngines, type EngineComparison } from '../../probe/compare-engines.ts';
import { comparedWays } from '../../probe/estimate.ts';
import { physicalCores } from '../../probe/processors.ts';
import { forkData, forkEngine } from '../../process/fork-engine.ts';
import { corePaths } from '../../projects/paths.ts';
import { compileRun } from '../../runs/compile-run.ts';
import { dataFactsOf } from '../../runs/input-specs.ts';
import { readDrawing, templateWords } from '../drawing-words.ts';
import { inWords } from '../run-words.ts';

const kinds = ['tensorflow-cpu', 'tensorflow-gpu', 'portable', 'webgpu'] as const;

interface BenchWords {
  readonly engine?: readonly EngineKind[];
  readonly json?: boolean;
  readonly language: Language;
}

export function register(program: Command): void {
  program
    .command('bench [what]')
    .description(
      'time the training step of a project or template on every engine of this computer (default: dampedSine)',
    )
    .addOption(new Option('--engine <kinds...>', 'only these; webgpu is timed when it is named').choices(kinds))
    .addOption(new Option('--language <which>', 'language of the table').choices(languages).default('en'))
    .option('--json', 'print the rows as JSON')
    .action(bench);
}

async function bench(what: string | undefined, { engine, json, language }: BenchWords): Promise<void> {
  const rows: ComparedWay[] = [];
  const leaving = new AbortController();
  process.once('SIGINT', () => leaving.abort(new Error('Stopped.')));
  for await (const one of await comparisons(what ?? 'dampedSine', engine, language, leaving.signal)) {
    rows.push(...comparedWays(one.ways, undefined));
    if (one.problem) console.error(`${one.engine}: ${problemText(one.problem, translator(language))}`);
    else if (one.untraced !== null)
      console.error(`${one.engine}: ${translator(language)('estimate.eagerBecause', { reason: one.untraced })}`);
  }
  const sorted = rows.toSorted((a, b) => a.stepSeconds - b.stepSeconds);
  if (json === true)
    console.log(
      JSON.stringify(
        sorted.map((row) => ({
          ...row,
          isChosen: undefined,
          loss: row.loss === null ? null : fromFigure(row.loss),
        })),
      ),
    );
  else console.log(comparisonTable(sorted, translator(language)));
}

async function comparisons(
  what: string,
  asked: readonly EngineKind[] | undefined,
  language: Language,
  signal: AbortSignal,
): Promise<AsyncGenerator<EngineComparison>> {
  const doc = await readDrawing(what, language);
  if (!doc)
    throw new Error(`There is no project "${what}": expected a project file (.json) or a template (${templateWords}).`);
  const { engines } = await describeEngines();
  const ready = engines.filter((one) => one.ready).map(({ kind }) => kind);
  const wanted = asked ?? ready.filter((kind) => kind !== 'webgpu');
  for (const kind of wanted)
    if (!ready.includes(kind))
      console.error(`${kind}: ${engines.find((one) => one.kind === kind)?.missing.join('; ') ?? ''}`);
  const paths = corePaths();
  const data = createDataHost(() => forkData(paths.data));
  try {
    const job = await compileRun('run-bench' as RunId, doc, 'auto', dataFactsOf(data)); // names no run: nothing is stored
    return compareEngines({
      startEngine: forkEngine(),
      dataFolder: paths.data,
      job,
      engines: wanted.filter((kind) => ready.includes(kind)),
      cores: physicalCores(),
      signal,
    });
  } catch (error) {
    throw inWords(error, language);
  } finally {
    await data.close();
  }
}
