import type { EngineChoice } from '../../../shared/contract/engine-choice.ts';
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, open, readFile, rename, rm, stat, statfs, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import {
  builtPath,
  compileAddon,
  findCompiler,
  findNodeHeaders,
  isBuilt,
  planBinding,
  planKernels,
  type AddonPlan,
  type AddonTarget,
} from './compile.ts';
import { engineHome, findInstalled, flavourFolder, hasNvidiaDriver, tensorflowVersion } from './installed.ts';
import type { Flavour, InstalledRecord } from './installed.ts';
import { withLock } from './lock.ts';
import { fetchWheel, findPip } from './pip.ts';
import { findPrebuilt, isPrebuilt, takePrebuilt } from './prebuilt.ts';
import { megabytes, SetupProblem, type ReportProgress } from './progress.ts';
import { isNeeded, wheelPins } from './wheels.ts';
import { extractZip, listZip } from './zip.ts';

/** What the user wants set up, and where the library is to come from. */
export interface SetupOptions {
  readonly choice: EngineChoice;
  /** Wheel files to take instead of fetching any; the TensorFlow wheel must be among them. */
  readonly wheels?: readonly string[] | undefined;
  /** Address of a package index for pip, instead of the one that pip is set to. */
  readonly indexUrl?: string | undefined;
  /** Fetch and build again even when everything seems to be there. */
  readonly again?: boolean | undefined;
}

export type SetupResult =
  | {
      readonly outcome: 'ready';
      readonly flavour: Flavour;
      readonly changed: boolean;
      readonly notes: readonly string[];
    }
  /** The native engine could not be had; `sentence` says why, and the portable engine does the job. */
  | { readonly outcome: 'portable'; readonly sentence: string; readonly isCostly: boolean };

/**
 * Makes the native engine ready: fetches the library, checks and unpacks it, builds the addon and our kernels.
 * What is there already is kept; an interrupted setup goes on where it was. Expected failures are the `portable`
 * outcome, so that the program runs in any case.
 */
export async function setUpEngine(options: SetupOptions, report: ReportProgress): Promise<SetupResult> {
  if (options.choice === 'portable')
    return { outcome: 'portable', sentence: 'The portable engine was asked for.', isCostly: false };
  if (options.choice === 'webgpu') return { outcome: 'portable', sentence: 'WebGPU needs no setup.', isCostly: false };
  const unsupported = unsupportedPlatform();
  if (unsupported !== undefined) return { outcome: 'portable', sentence: unsupported, isCostly: false };
  const flavour: Flavour = options.choice === 'gpu' || (options.choice === 'auto' && hasNvidiaDriver()) ? 'gpu' : 'cpu';
  try {
    await mkdir(engineHome(), { recursive: true });
    return await withLock(join(engineHome(), 'setup.lock'), report, () => setUpFlavour(flavour, options, report));
  } catch (error) {
    if (error instanceof SetupProblem)
      return { outcome: 'portable', sentence: error.message, isCostly: error.isCostly };
    throw error;
  }
}

/** Why this machine cannot have the native engine, or undefined. */
function unsupportedPlatform(): string | undefined {
  if (process.platform !== 'linux' || process.arch !== 'x64') {
    return `The native engine is made for Linux on x64 so far; this is ${process.platform} on ${process.arch}.`;
  }
  // Node documents the report, but types it as an object.
  const { header } = process.report.getReport() as { header: { glibcVersionRuntime?: string } };
  const [major = 0, minor = 0] = (header.glibcVersionRuntime ?? '0.0').split('.').map(Number);
  return major > 2 || minor >= 27
    ? undefined
    : `TensorFlow needs glibc 2.27 or newer; this system has ${header.glibcVersionRuntime ?? 'another C library'}.`;
}

async function setUpFlavour(flavour: Flavour, options: SetupOptions, report: ReportProgress): Promise<SetupResult> {
  const folder = flavourFolder(flavour);
  const before = findInstalled(flavour);
  const prebuilt = findPrebuilt();
  const [bindingPlan, kernelsPlan] = [await planBinding(), await planKernels()];
  // A package brings the addons, but not what they are made of.
  const target = (name: string, plan: AddonPlan | undefined): AddonTarget | undefined =>
    plan ?? prebuilt?.addons.find((addon) => addon.name === name);
  const binding = target('tfjs_binding', bindingPlan);
  const kernels = target('weft_kernels', kernelsPlan);
  if (binding === undefined) throw new SetupProblem('There is neither an addon for this system nor its source.');
  const upToDate =
    before !== undefined && before.record.bindingHash === binding.hash && isCurrent(before.record, kernels);
  if (upToDate && options.again !== true && options.wheels === undefined)
    return { outcome: 'ready', flavour, changed: false, notes: kernelNotes(before.record) };
  const isAtHand = (addon: AddonTarget | undefined): boolean =>
    addon !== undefined && (isPrebuilt(prebuilt, addon) || (options.again !== true && isBuilt(addon, folder)));
  const tools = isAtHand(binding) && isAtHand(kernels) ? noTools : await findTools();
  if ('missing' in tools && !isAtHand(binding)) throw new SetupProblem(tools.missing);
  const wheels = await obtainLibrary(flavour, folder, options, report);
  if (options.again === true) await rm(join(folder, 'built'), { recursive: true, force: true });
  const make = async (addon: AddonTarget, plan: AddonPlan | undefined): Promise<string> => {
    if (await takePrebuilt(prebuilt, addon, folder)) return builtPath(addon);
    if ('missing' in tools) throw new SetupProblem(tools.missing);
    if (plan === undefined) throw new SetupProblem(`The source of ${addon.name} is not here.`);
    return compileAddon(plan, tools.compiler, tools.headers, folder, report);
  };
  const bindingFile = await make(binding, bindingPlan);
  const built = await buildKernels(kernels, (addon) => make(addon, kernelsPlan));
  const record: InstalledRecord = {
    flavour,
    tensorflow: tensorflowVersion,
    wheels: wheels.list,
    binding: bindingFile,
    bindingHash: binding.hash,
    kernels: built.file,
    kernelsHash: kernels?.hash ?? '',
    kernelsMissing: built.missing,
  };
  await writeWhole(join(folder, 'engine.json'), JSON.stringify(record, null, 2));
  return { outcome: 'ready', flavour, changed: true, notes: [...wheels.notes, ...kernelNotes(record)] };
}

function isCurrent(record: InstalledRecord, kernels: AddonTarget | undefined): boolean {
  return (
    record.kernelsHash === (kernels?.hash ?? '') &&
    (kernels === undefined || record.kernels === builtPath(kernels) || record.kernels === null)
  );
}

function kernelNotes(record: InstalledRecord): readonly string[] {
  return record.kernelsMissing === null ? [] : [`Our recurrent kernels are not in use: ${record.kernelsMissing}.`];
}

type Tools = { readonly compiler: string; readonly headers: string } | { readonly missing: string };
const noTools: Tools = { missing: 'nothing has to be compiled' };

/** What compiling takes, or the sentence that says what is missing. */
async function findTools(): Promise<Tools> {
  const compiler = await findCompiler();
  if (compiler === undefined)
    return {
      missing:
        'No C++ compiler was found (g++, c++ or clang++; the variable CXX can name one), so the addon cannot be built.',
    };
  const headers = await findNodeHeaders();
  return headers === undefined
    ? {
        missing:
          'The headers of Node (node_api.h) were not found; run "npm rebuild --ignore-scripts=false node", which brings them.',
      }
    : { compiler, headers };
}

/** A kernel that does not compile costs speed, not the engine. */
async function buildKernels(kernels: AddonTarget | undefined, make: (addon: AddonTarget) => Promise<string>) {
  if (kernels === undefined) return { file: null, missing: 'there are no sources in main/engine/native' };
  try {
    return { file: await make(kernels), missing: null };
  } catch (error) {
    if (error instanceof SetupProblem) return { file: null, missing: error.message };
    throw error;
  }
}

interface Library {
  readonly list: InstalledRecord['wheels'];
  readonly notes: readonly string[];
}

/** Unpacks the wheels into `folder`/site, laid out as pip would, unless an earlier start has done so. */
async function obtainLibrary(
  flavour: Flavour,
  folder: string,
  options: SetupOptions,
  report: ReportProgress,
): Promise<Library> {
  const stamp = join(folder, 'library.json');
  if (options.again !== true && options.wheels === undefined) {
    const list = await readFile(stamp, 'utf8').then(
      (text) => JSON.parse(text) as InstalledRecord['wheels'], // written below
      () => undefined,
    );
    if (list !== undefined) return { list, notes: [] };
  }
  await demandSpace(flavour, options.wheels);
  const paths = options.wheels ?? (await fetchAll(flavour, options, report));
  const unfinished = join(folder, 'site.part');
  await rm(unfinished, { recursive: true, force: true });
  const list: { name: string; sha256: string }[] = [];
  const notes: string[] = [];
  for (const path of paths) {
    const name = basename(path);
    const sha256 = await hashFile(path, report);
    const known = wheelPins(flavour).some((pin) => pin.sha256.includes(sha256));
    if (options.wheels !== undefined)
      notes.push(
        `${name}: SHA-256 ${sha256}, ${known ? 'a file we know' : 'not a file we know; it is used because you named it'}.`,
      );
    else if (!known) {
      await rm(downloadFolder(flavour), { recursive: true, force: true });
      throw new SetupProblem(
        `${name} has the SHA-256 ${sha256}, which is not among the pinned ones; it was thrown away.`,
      );
    }
    const step = `Unpacking ${name}`;
    await extractZip(path, unfinished, isNeeded, (done, total) =>
      report({ step, fraction: total === 0 ? 1 : done / total, detail: `${megabytes(done)} of ${megabytes(total)}` }),
    );
    list.push({ name, sha256 });
  }
  const library = join(unfinished, 'tensorflow', 'libtensorflow_cc.so.2');
  if (!(await stat(library).catch(() => undefined))?.isFile())
    throw new SetupProblem(
      'The wheels hold no tensorflow/libtensorflow_cc.so.2; give the wheel of tensorflow-cpu or tensorflow for Linux.',
    );
  await rm(join(folder, 'site'), { recursive: true, force: true });
  await rename(unfinished, join(folder, 'site'));
  await writeWhole(stamp, JSON.stringify(list, null, 2));
  // Fetched wheels are of no more use, and large; files that the user gave are the user's.
  await rm(downloadFolder(flavour), { recursive: true, force: true });
  return { list, notes };
}

async function fetchAll(flavour: Flavour, options: SetupOptions, report: ReportProgress): Promise<readonly string[]> {
  const pip = await findPip();
  if (pip === undefined)
    throw new SetupProblem(
      'No Python with pip was found (python3 or python; the variable WEFT_PYTHON can name one), so TensorFlow cannot be fetched; a wheel file can be given with --wheel.',
    );
  const paths: string[] = [];
  for (const pin of wheelPins(flavour)) {
    paths.push(await fetchWheel(pip, pin, { indexUrl: options.indexUrl, folder: downloadFolder(flavour), report }));
  }
  return paths;
}

function downloadFolder(flavour: Flavour): string {
  return join(engineHome(), `downloads-${flavour}`);
}

/** What fetching and unpacking takes; files that are given need only be unpacked, and tell how large they get. */
async function demandSpace(flavour: Flavour, given: readonly string[] | undefined): Promise<void> {
  const sizes = await Promise.all((given ?? []).map(unpackedSize));
  const fetched = flavour === 'cpu' ? 1.5e9 : 12e9;
  const needed = given === undefined ? fetched : sizes.reduce((sum, size) => sum + size, 0);
  const { bavail, bsize } = await statfs(engineHome());
  if (bavail * bsize < needed) {
    throw new SetupProblem(
      `TensorFlow needs ${megabytes(needed)} of disk space in ${engineHome()}; ${megabytes(bavail * bsize)} are free. WEFT_ENGINE_DIR can name another folder.`,
    );
  }
}

/** Bytes of what is taken from a wheel; 0 where it cannot be read, which unpacking says better. */
async function unpackedSize(path: string): Promise<number> {
  const file = await open(path, 'r').catch(() => undefined);
  try {
    const entries = file === undefined ? [] : await listZip(file);
    return entries.filter(({ name }) => isNeeded(name)).reduce((sum, { size }) => sum + size, 0);
  } catch {
    return 0;
  } finally {
    await file?.close();
  }
}

/** SHA-256 of a file, in hexadecimal. Throws a SetupProblem when it cannot be read. */
async function hashFile(path: string, report: ReportProgress): Promise<string> {
  const found = await stat(path).catch(() => undefined);
  if (found === undefined) throw new SetupProblem(`There is no file ${path}.`);
  const hash = createHash('sha256');
  let done = 0;
  // Without an encoding a stream of a file gives buffers.
  for await (const chunk of createReadStream(path, { highWaterMark: 1 << 20 }) as AsyncIterable<Buffer>) {
    hash.update(chunk);
    done += chunk.length;
    report({
      step: `Checking ${basename(path)}`,
      fraction: done / Math.max(1, found.size),
      detail: megabytes(found.size),
    });
  }
  return hash.digest('hex');
}

/** Another process must never read half a file. */
async function writeWhole(path: string, text: string): Promise<void> {
  await writeFile(`${path}.part`, text);
  await rename(`${path}.part`, path);
}
