import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, rename, rm } from 'node:fs/promises';
import { availableParallelism, homedir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { lastWords, runCommand } from './command.ts';
import { SetupProblem, type ReportProgress } from './progress.ts';

const repository = join(import.meta.dirname, '..', '..', '..');
const bindingSources = join(repository, 'node_modules', '@tensorflow', 'tfjs-node-gpu');
const kernelSources = join(repository, 'main', 'engine', 'native');

/** An addon by name and source. */
export interface AddonTarget {
  readonly name: string;
  /** Changes when any source, header or flag does; part of the built file's name. */
  readonly hash: string;
}

/** A C++ library to build: what goes in, and what the compiler is told. */
export interface AddonPlan extends AddonTarget {
  readonly sources: readonly string[];
  readonly includes: readonly string[];
  readonly flags: readonly string[];
  readonly libraries: readonly string[];
}

/** Finds a C++ compiler: `CXX`, then the usual names. */
export async function findCompiler(): Promise<string | undefined> {
  const chosen = process.env['CXX'];
  for (const name of [...(chosen === undefined || chosen === '' ? [] : [chosen]), 'g++', 'c++', 'clang++']) {
    if ((await runCommand(name, ['--version'], { timeoutMs: 20_000 })).status === 0) return name;
  }
  return undefined;
}

/** The folder with `node_api.h`: of the pinned Node package, of the running Node, or of node-gyp's cache. */
export async function findNodeHeaders(): Promise<string | undefined> {
  const packages = join(repository, 'node_modules', 'node', 'node_modules');
  const cached = join(homedir(), '.cache', 'node-gyp');
  const candidates = [
    process.env['WEFT_NODE_HEADERS'],
    join(packages, `node-${process.platform}-${process.arch}`, 'include', 'node'),
    join(dirname(process.execPath), '..', 'include', 'node'),
    '/usr/include/node',
    '/usr/local/include/node',
    ...(await readdir(cached).catch(() => [])).map((version) => join(cached, version, 'include', 'node')),
  ];
  return candidates.find((folder) => folder !== undefined && existsSync(join(folder, 'node_api.h')));
}

/** tfjs' own addon, from the sources that its package carries; undefined where they were left out. */
export async function planBinding(): Promise<AddonPlan | undefined> {
  const folder = join(bindingSources, 'binding');
  const names = await readdir(folder).catch(() => []);
  if (names.length === 0) return undefined;
  return plan(
    'tfjs_binding',
    folder,
    names.filter((name) => name.endsWith('.cc')),
    names,
    {
      includes: [bindingSources],
      flags: ['-O2', '-std=c++17', '-DNAPI_VERSION=8', '-fPIC', '-shared', '-w'],
      libraries: ['libtensorflow_cc.so.2', 'libtensorflow_framework.so.2'],
    },
  );
}

/** Our recurrent kernels, or undefined while there are no sources. Never `-ffast-math`: it gave results 0.1 off. */
export async function planKernels(folder = kernelSources): Promise<AddonPlan | undefined> {
  const names = await readdir(folder).catch(() => []);
  const sources = names.filter((name) => name.endsWith('.cpp'));
  if (sources.length === 0) return undefined;
  return plan(
    'weft_kernels',
    folder,
    sources,
    names.filter((name) => /\.(cpp|h|hpp|inc)$/.test(name)),
    {
      includes: [folder],
      flags: [
        '-O3',
        '-std=c++17',
        '-DNAPI_VERSION=8',
        '-fPIC',
        '-shared',
        '-fvisibility=hidden',
        '-ffp-contract=fast',
        '-pthread',
      ],
      libraries: ['libtensorflow_cc.so.2', 'libtensorflow_framework.so.2'],
    },
  );
}

type PlanDetails = Pick<AddonPlan, 'includes' | 'flags' | 'libraries'>;

async function plan(
  name: string,
  folder: string,
  sources: readonly string[],
  hashed: readonly string[],
  details: PlanDetails,
): Promise<AddonPlan> {
  const hash = createHash('sha256').update(JSON.stringify([details.flags, details.libraries]));
  for (const file of hashed.toSorted()) hash.update(file).update(await readFile(join(folder, file)));
  return {
    name,
    sources: sources.toSorted().map((file) => join(folder, file)),
    ...details,
    hash: hash.digest('hex').slice(0, 16),
  };
}

/** Where a plan's result lies inside a flavour's folder. */
export function builtPath(addon: AddonTarget): string {
  return join('built', `${addon.name}-${addon.hash}.node`);
}

export function isBuilt(addon: AddonTarget, folder: string): boolean {
  return existsSync(join(folder, builtPath(addon)));
}

/**
 * Compiles one addon against the unpacked library in `folder`/site, under a temporary name until it is complete.
 * Its run path is relative, so the whole folder can be moved. Throws a SetupProblem with the compiler's first errors.
 */
export async function compileAddon(
  addon: AddonPlan,
  compiler: string,
  nodeHeaders: string,
  folder: string,
  report: ReportProgress,
): Promise<string> {
  const relative = builtPath(addon);
  const target = join(folder, relative);
  if (existsSync(target)) return relative;
  await mkdir(dirname(target), { recursive: true });
  const library = join(folder, 'site', 'tensorflow');
  const objects = join(folder, 'built', `${addon.name}.part-${process.pid}`);
  await mkdir(objects, { recursive: true });
  try {
    const include = [...addon.includes, nodeHeaders, join(library, 'include')].map((path) => `-I${path}`);
    const compileFlags = addon.flags.filter((flag) => flag !== '-shared');
    let done = 0;
    const compileOne = async (source: string): Promise<string> => {
      const object = join(objects, `${basename(source)}.o`);
      await runCompiler(compiler, [...compileFlags, ...include, '-c', source, '-o', object], basename(source));
      done += 1;
      report({
        step: `Compiling ${addon.name}`,
        fraction: done / (addon.sources.length + 1),
        detail: basename(source),
      });
      return object;
    };
    report({ step: `Compiling ${addon.name}`, fraction: 0, detail: `${addon.sources.length} files` });
    const built = await inParallel(addon.sources, availableParallelism(), compileOne);
    const output = join(objects, 'linked.node');
    await runCompiler(
      compiler,
      [
        ...addon.flags,
        ...built,
        '-o',
        output,
        `-L${library}`,
        ...addon.libraries.map((name) => `-l:${name}`),
        '-Wl,-rpath,$ORIGIN/../site/tensorflow',
      ],
      addon.name,
    );
    await rename(output, target);
    report({ step: `Compiling ${addon.name}`, fraction: 1 });
    return relative;
  } finally {
    await rm(objects, { recursive: true, force: true });
  }
}

async function runCompiler(compiler: string, options: readonly string[], what: string): Promise<void> {
  const { status, output } = await runCommand(compiler, options);
  if (status === 0) return;
  const errors = output.split('\n').filter((line) => /error|undefined reference/i.test(line));
  throw new SetupProblem(`${compiler} could not build ${what}: ${errors.slice(0, 3).join(' | ') || lastWords(output)}`);
}

/** Runs `work` on every item, at most `limit` at a time: a compiler takes a few hundred megabytes. */
async function inParallel<Item, Result>(
  items: readonly Item[],
  limit: number,
  work: (item: Item) => Promise<Result>,
): Promise<readonly Result[]> {
  const results: Result[] = [];
  const queue = items.entries();
  const worker = async () => {
    for (const [index, item] of queue) results[index] = await work(item);
  };
  await Promise.all(Array.from({ length: limit }, worker));
  return results;
}
