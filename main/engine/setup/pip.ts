import { mkdir, readdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { lastWords, runCommand } from './command.ts';
import { megabytes, SetupProblem, type ReportProgress } from './progress.ts';
import { knownPythons, type WheelPin } from './wheels.ts';

/** A Python that has pip. */
export interface Pip {
  readonly python: string;
  readonly pythonVersion: string;
}

/** The Python environment with Keras that the tests make for themselves; it has pip, where the system may not. */
export function pythonEnvironment(): string {
  return join(homedir(), '.cache', 'weft-studio', 'python');
}

/** The program inside a Python environment. */
export function environmentPython(folder: string): string {
  return process.platform === 'win32' ? join(folder, 'Scripts', 'python.exe') : join(folder, 'bin', 'python');
}

/** Finds a Python with pip: `WEFT_PYTHON`, then the usual names, then the tests' own environment. */
export async function findPip(): Promise<Pip | undefined> {
  const chosen = process.env['WEFT_PYTHON'];
  const names = [
    ...(chosen === undefined || chosen === '' ? [] : [chosen]),
    'python3',
    'python',
    environmentPython(pythonEnvironment()),
  ];
  for (const python of names) {
    const { status, output } = await runCommand(python, ['-m', 'pip', '--version'], { timeoutMs: 60_000 });
    const pythonVersion = /\(python (\d+\.\d+)\)/.exec(output)?.[1];
    if (status === 0 && pythonVersion !== undefined) return { python, pythonVersion };
  }
  return undefined;
}

export interface FetchOptions {
  readonly indexUrl?: string | undefined;
  readonly folder: string;
  readonly report: ReportProgress;
}

/**
 * Downloads one wheel with pip, so that the user's mirrors, proxies and certificates are honoured, and gives its path.
 * pip itself refuses a file whose SHA-256 is not among the pinned ones. A file fetched by an earlier start is reused.
 * Throws a SetupProblem with pip's last words.
 */
export async function fetchWheel(pip: Pip, pin: WheelPin, options: FetchOptions): Promise<string> {
  const name = pin.requirement.split('==')[0] ?? pin.requirement;
  const folder = join(options.folder, name);
  const unfinished = join(options.folder, `${name}.part`);
  const present = await wheelIn(folder);
  if (present !== undefined) return present;
  await rm(unfinished, { recursive: true, force: true });
  // pip copies the finished file to its destination, which can be cut short: only our rename makes it count.
  const destination = join(unfinished, 'fetched');
  await mkdir(destination, { recursive: true });
  const requirements = join(unfinished, 'requirements.txt');
  await writeFile(requirements, `${pin.requirement} ${pin.sha256.map((sum) => `--hash=sha256:${sum}`).join(' ')}\n`);
  let total: number | undefined;
  const step = `Fetching ${pin.requirement} with pip`;
  // pip tells nothing while it writes to a pipe, but its unfinished file is in the temporary folder that we give it.
  const watch = setInterval(() => {
    void largestFile(unfinished).then((size) => {
      const detail = total === undefined ? megabytes(size) : `${megabytes(size)} of ${megabytes(total)}`;
      options.report(total === undefined ? { step, detail } : { step, detail, fraction: Math.min(1, size / total) });
    });
  }, 500);
  options.report({ step });
  try {
    const { status, output } = await runCommand(
      pip.python,
      pipArguments(pip, requirements, destination, options.indexUrl),
      {
        env: {
          ...process.env,
          TMPDIR: unfinished,
          TMP: unfinished,
          TEMP: unfinished,
          PIP_DISABLE_PIP_VERSION_CHECK: '1',
          PIP_NO_INPUT: '1',
        },
        onLine: (line) => {
          total = sizeIn(line) ?? total;
        },
      },
    );
    if (status !== 0) throw new SetupProblem(whyPipFailed(pin.requirement, output), true);
    await rm(folder, { recursive: true, force: true });
    await rename(destination, folder);
  } finally {
    clearInterval(watch);
    await rm(unfinished, { recursive: true, force: true });
  }
  const fetched = await wheelIn(folder);
  if (fetched === undefined) throw new SetupProblem(`pip reported success but left no wheel of ${pin.requirement}`);
  return fetched;
}

/** pip's own errors in one sentence; it buries a lost network under five retries and a misleading last line. */
export function whyPipFailed(requirement: string, output: string): string {
  if (/connection broken by|NewConnectionError|ConnectTimeout|ReadTimeout|NameResolutionError/.test(output)) {
    return `pip could not reach its package index, so ${requirement} was not fetched; check the network, or give a wheel file with --wheel or another index with --index-url.`;
  }
  const errors = output.split('\n').filter((line) => line.startsWith('ERROR:'));
  const words = errors.length === 0 ? lastWords(output) : lastWords(errors.join('\n'), 2);
  return `pip could not fetch ${requirement}: ${words.replace(/\.?$/, '.')}`;
}

function pipArguments(
  pip: Pip,
  requirements: string,
  destination: string,
  indexUrl: string | undefined,
): readonly string[] {
  const version = knownPythons.find((known) => known === pip.pythonVersion) ?? '3.12';
  // Pip takes each by its very name; NVIDIA's wheels are of several.
  const platforms = [
    'manylinux_2_27',
    'manylinux_2_25',
    'manylinux_2_17',
    'manylinux2014',
    'manylinux_2_12',
    'manylinux2010',
  ];
  return [
    '-m',
    'pip',
    'download',
    '--no-deps',
    '--only-binary=:all:',
    '--require-hashes',
    '--progress-bar',
    'off',
    '--implementation',
    'cp',
    '--python-version',
    version,
    '--abi',
    `cp${version.replace('.', '')}`,
    '--abi',
    'none',
    ...platforms.flatMap((platform) => ['--platform', `${platform}_x86_64`]),
    ...(indexUrl === undefined ? [] : ['--index-url', indexUrl]),
    '--dest',
    destination,
    '--requirement',
    requirements,
  ];
}

async function wheelIn(folder: string): Promise<string | undefined> {
  const names = await readdir(folder).catch(() => []);
  const wheel = names.find((name) => name.endsWith('.whl'));
  return wheel === undefined ? undefined : join(folder, wheel);
}

async function largestFile(folder: string): Promise<number> {
  const names = await readdir(folder, { recursive: true }).catch(() => []);
  const sizes = await Promise.all(
    names.map(async (name) => (await stat(join(folder, name)).catch(() => undefined))?.size ?? 0),
  );
  return Math.max(0, ...sizes);
}

/** "Downloading x.whl (274.0 MB)" as bytes. */
export function sizeIn(line: string): number | undefined {
  const found = /^\s*Downloading .*\(([\d.]+) (kB|MB|GB)\)/.exec(line);
  if (found === null) return undefined;
  const unit = { kB: 1e3, MB: 1e6, GB: 1e9 }[found[2] ?? 'MB'] ?? 1e6;
  return Number(found[1]) * unit;
}
