import { join } from 'node:path';
import { lastWords, runCommand } from '../../../main/engine/setup/command.ts';
import { engineHome, findInstalled, hasNvidiaDriver } from '../../../main/engine/setup/installed.ts';
import { checkLock } from './lock-check.ts';
import { finalLines, forbiddenSkips, repository, say, single, sum, type StageResult, type Tier } from './report.ts';
import { lint, playwright, typecheck, vitest } from './stages.ts';
import {
  findElectronBinary,
  installArmTools,
  obtainChromium,
  obtainCompiler,
  obtainKeras,
  type Found,
} from './tools.ts';

export interface TestOptions {
  /** `e2e` for those alone, `systems` for those and every long run; undefined for everything but the long runs. */
  readonly only: string | undefined;
  /** Passed on to the runner, to choose files. */
  readonly filters: readonly string[];
  readonly prepareEngine: (choice: 'cpu' | 'gpu') => Promise<'native' | 'portable'>;
  readonly prepareRenderer: () => Promise<void>;
}

/** Runs the tests and prints the tiers and figures; gives the exit status. */
export async function runTests(options: TestOptions): Promise<number> {
  const begun = Date.now();
  const isCi = process.env['CI'] === 'true' || process.env['CI'] === '1';
  const found = await prepare(options);
  const tiers = listTiers(found);
  const stages = stagesFor(options, environmentOf(found));
  const results: StageResult[] = [];
  for (const [name, stage] of stages) {
    say(`\n== ${name}`);
    const result = await stage();
    say(
      `== ${name}: ${result.passed} passed, ${result.failed} failed, ${result.skipped} skipped (${Math.round((Date.now() - begun) / 1000)} s since the start)`,
    );
    results.push(result);
  }
  const missing = forbiddenSkips(tiers, isCi).map(
    (tier) => `with CI=true the tier "${tier.name}" must run: ${tier.skipped ?? ''}`,
  );
  const total = sum([...results, { passed: 0, failed: missing.length, skipped: 0, failures: missing }]);
  console.log(finalLines(total, tiers).join('\n'));
  return total.failed === 0 ? 0 : 1;
}

interface Prepared {
  readonly native: Found;
  readonly keras: Found;
  readonly chromium: Found;
  readonly electron: Found;
  readonly gpu: Found;
}

async function prepare(options: TestOptions): Promise<Prepared> {
  const compiler = await obtainCompiler();
  if (options.only === undefined) await installArmTools();
  // Keras first: it brings Python and pip, which the engine's setup uses too.
  const keras = await obtainKeras();
  const outcome =
    'path' in compiler || findInstalled('cpu') !== undefined ? await options.prepareEngine('cpu') : 'portable';
  const native: Found =
    outcome === 'native'
      ? await loadNative()
      : { missing: 'missing' in compiler ? compiler.missing : 'the native engine could not be set up (see above)' };
  const chromium = options.only === 'systems' ? { missing: 'not needed for these tests' } : await obtainChromium();
  return { native, keras, chromium, electron: await findElectronBinary(), gpu: findGpu() };
}

/** That the files are there is not enough: the library must load and compute. */
async function loadNative(): Promise<Found> {
  const weft = join(repository, 'main', 'cli', 'weft.mjs');
  const { status, output, standardOutput } = await runCommand(process.execPath, [weft, 'engine', '--load', '--json']);
  const { loaded } = status === 0 ? (JSON.parse(standardOutput) as EngineProof) : {};
  if (loaded?.kind.startsWith('tensorflow') === true && loaded.isRight) return { path: engineHome() };
  return { missing: `the native engine does not load: ${loaded?.why ?? lastWords(output)}` };
}

interface EngineProof {
  readonly loaded?: { readonly kind: string; readonly why: string; readonly isRight: boolean };
}

function findGpu(): Found {
  if (!hasNvidiaDriver()) return { missing: 'no NVIDIA driver' };
  return findInstalled('gpu') === undefined
    ? { missing: 'TensorFlow with CUDA is not set up: npm run weft -- engine setup --engine gpu' }
    : { path: engineHome() };
}

function listTiers(found: Prepared): readonly Tier[] {
  const tier = (name: Tier['name'], tool: Found): Tier => ({
    name,
    skipped: 'missing' in tool ? tool.missing : undefined,
  });
  return [
    tier('native engine', found.native),
    tier('Keras', found.keras),
    tier('Chromium', found.chromium),
    tier('Electron', found.electron),
    tier('GPU', found.gpu),
  ];
}

/** What the tests read: an empty value means that the tool is not there. */
function environmentOf(found: Prepared): NodeJS.ProcessEnv {
  const path = (tool: Found) => ('path' in tool ? tool.path : '');
  return {
    WEFT_PYTHON: path(found.keras),
    WEFT_CHROMIUM: path(found.chromium),
    WEFT_ENGINE_DIR: engineHome(),
    WEFT_NATIVE_ENGINE: 'path' in found.native ? '1' : '',
    WEFT_ELECTRON: path(found.electron),
    WEFT_GPU: 'path' in found.gpu ? '1' : '',
    WEFT_SHARED: process.env['WEFT_SHARED'] ?? join(repository, '..', 'shared'),
  };
}

type Stage = readonly [name: string, run: () => Promise<StageResult>];

function stagesFor(options: TestOptions, environment: NodeJS.ProcessEnv): readonly Stage[] {
  const { only, filters } = options;
  const endToEndFilters = filters.filter((filter) => filter.includes('e2e'));
  const otherFilters = filters.filter((filter) => !filter.includes('e2e'));
  const page: Stage = ['page (Vite)', () => buildPage(options)];
  const endToEnd: Stage = [
    'end-to-end tests (Playwright)',
    () =>
      only === 'e2e'
        ? playwright(filters, { ...environment, WEFT_LONG: '1' })
        : playwright(endToEndFilters, environment),
  ];
  const hasBrowser = environment['WEFT_CHROMIUM'] !== '';
  if (only === 'e2e') return hasBrowser ? [page, endToEnd] : [];
  if (only === 'systems') {
    const longRuns = { ...environment, WEFT_LONG: '1' };
    const files = filters.length > 0 ? filters : ['test/systems', '.long.test.ts'];
    return [['system tests and all long ones (Vitest)', () => vitest(files, longRuns)]];
  }
  // The page is built before the tests, since some of them ask the server for it.
  const stages: Stage[] = [
    ['types (tsc)', typecheck],
    ['lint (oxlint)', lint],
    ['lock file', async () => checkLock()],
    page,
  ];
  if (filters.length === 0 || otherFilters.length > 0) {
    stages.push(['tests (Vitest)', () => vitest(otherFilters, environment)]);
  }
  if (hasBrowser && (filters.length === 0 || endToEndFilters.length > 0)) stages.push(endToEnd);
  return stages;
}

async function buildPage(options: TestOptions): Promise<StageResult> {
  try {
    await options.prepareRenderer();
    return single('page', []);
  } catch (error) {
    return single('page', [error instanceof Error ? error.message : String(error)]);
  }
}
