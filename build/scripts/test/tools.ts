import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { runCommand } from '../../../main/engine/setup/command.ts';
import { findCompiler } from '../../../main/engine/setup/compile.ts';
import { environmentPython, pythonEnvironment } from '../../../main/engine/setup/pip.ts';
import { installDebian } from './debian.ts';
import { repository, say } from './report.ts';

/** A tool that was found, or why it is missing and what would help. */
export type Found = { readonly path: string } | { readonly missing: string };

/** Finds or installs a C++ compiler. */
export async function obtainCompiler(): Promise<Found> {
  const found = (await findCompiler()) ?? ((await installDebian(['g++'])) ? await findCompiler() : undefined);
  return found === undefined ? { missing: 'no C++ compiler: install g++, or name one in CXX' } : { path: found };
}

/** Installs what the kernels' build for ARM is tried with on another processor; without it that test is skipped. */
export async function installArmTools(): Promise<void> {
  if (process.arch === 'arm64') return;
  const tools = { 'g++-aarch64-linux-gnu': 'aarch64-linux-gnu-g++', 'qemu-user-static': 'qemu-aarch64-static' };
  const missing: string[] = [];
  for (const [name, program] of Object.entries(tools))
    if ((await runCommand(program, ['--version'], { timeoutMs: 20_000 })).status !== 0) missing.push(name);
  if (missing.length > 0) await installDebian(missing);
}

/** Finds or installs Chromium: `WEFT_CHROMIUM`, usual places, Playwright's own, Debian's package. */
export async function obtainChromium(): Promise<Found> {
  const chosen = process.env['WEFT_CHROMIUM'];
  if (chosen !== undefined && chosen !== '')
    return (await isBrowser(chosen))
      ? { path: chosen }
      : { missing: `WEFT_CHROMIUM names ${chosen}, which does not start` };
  const there = await findChromium();
  if (there !== undefined) return { path: there };
  say('Fetching Chromium (npx playwright install chromium)');
  await runCommand(
    process.execPath,
    [join(repository, 'node_modules', 'playwright', 'cli.js'), 'install', 'chromium'],
    { cwd: repository, timeoutMs: 10 * 60_000, onLine: (line) => /^Downloading|%/.test(line) && say(`  ${line}`) },
  );
  const fetched = await findChromium();
  if (fetched !== undefined) return { path: fetched };
  const installed = (await installDebian(['chromium'])) ? await findChromium() : undefined;
  return installed === undefined
    ? { missing: 'no Chromium: run "npx playwright install chromium", or name a browser in WEFT_CHROMIUM' }
    : { path: installed };
}

async function findChromium(): Promise<string | undefined> {
  const usual = [
    '/usr/bin/chromium',
    '/usr/bin/chromium-browser',
    '/usr/bin/google-chrome-stable',
    '/usr/bin/google-chrome',
    '/snap/bin/chromium',
    '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
    '/Applications/Chromium.app/Contents/MacOS/Chromium',
    'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
  ];
  for (const path of [...(await playwrightBrowsers()), ...usual])
    if (existsSync(path) && (await isBrowser(path))) return path;
  return undefined;
}

/** The Chromium that Playwright of the installed version would take, if it has been fetched. */
async function playwrightBrowsers(): Promise<readonly string[]> {
  const { chromium } = await import('@playwright/test');
  return [chromium.executablePath()];
}

async function isBrowser(path: string): Promise<boolean> {
  return (await runCommand(path, ['--version', '--no-sandbox'], { timeoutMs: 30_000 })).status === 0;
}

/** The releases that the golden values were made with, and TensorBoard, which reads our event files. */
const peers = ['keras==3.15.1', 'tensorflow-cpu==2.21.0', 'tensorboard==2.21.0'] as const;
/** Keras 2, whose files are imported; without what it asks for, which is the whole TensorFlow with CUDA again. */
const keras2 = 'tf_keras==2.21.0';

/** Finds or makes a Python with Keras: `WEFT_PYTHON`, our own environment, python3; else makes our own. */
export async function obtainKeras(): Promise<Found> {
  const own = pythonEnvironment();
  const ownPython = environmentPython(own);
  const chosen = process.env['WEFT_PYTHON'];
  for (const path of [...(chosen === undefined || chosen === '' ? [] : [chosen]), ownPython, 'python3']) {
    if (await hasKeras(path)) return { path };
  }
  const python =
    (await findVenvPython()) ??
    ((await installDebian(['python3', 'python3-venv'])) ? await findVenvPython() : undefined);
  if (python === undefined) {
    return { missing: 'no Python with venv: install python3-venv, or name a Python with Keras in WEFT_PYTHON' };
  }
  say(`Making a Python environment with ${peers.join(' and ')} in ${own}`);
  const made = await runCommand(python, ['-m', 'venv', own], { timeoutMs: 120_000 });
  if (made.status !== 0)
    return { missing: `a Python environment could not be made in ${own}: ${made.output.slice(-300)}` };
  const pip = (...words: readonly string[]): ReturnType<typeof runCommand> =>
    runCommand(ownPython, ['-m', 'pip', 'install', '--progress-bar', 'off', ...words], {
      timeoutMs: 15 * 60_000,
      // Only what takes long: files of ten megabytes and more, and the installation.
      onLine: (line) => /\(\d{2,}\.\d MB\)|^Installing/.test(line) && say(`  ${line.trim().slice(0, 100)}`),
    });
  const first = await pip(...peers);
  const installed = first.status === 0 ? await pip('--no-deps', keras2) : first;
  if (installed.status === 0 && (await hasKeras(ownPython))) return { path: ownPython };
  return {
    missing: `pip could not install Keras: ${installed.output.trim().split('\n').slice(-2).join(' | ').slice(0, 300)}`,
  };
}

/** Asks the packages' records: importing TensorFlow would take ten seconds. */
async function hasKeras(python: string): Promise<boolean> {
  const question =
    'import sys, importlib.util as u, importlib.metadata as m; sys.exit(0 if all(map(u.find_spec, ["tensorflow", "tf_keras", "tensorboard"])) and m.version("keras").startswith("3.") else 1)';
  return (await runCommand(python, ['-c', question], { timeoutMs: 60_000 })).status === 0;
}

/** A Python that can make an environment with pip in it; Debian packs that apart. */
async function findVenvPython(): Promise<string | undefined> {
  for (const python of ['python3', 'python']) {
    const { status } = await runCommand(python, ['-c', 'import venv, ensurepip'], { timeoutMs: 60_000 });
    if (status === 0) return python;
  }
  return undefined;
}

/** True when there is an Electron binary and a display to open its windows on. */
export async function findElectronBinary(): Promise<Found> {
  const names = await readdir(join(repository, 'node_modules', 'electron', 'dist')).catch(() => []);
  if (names.length === 0) return { missing: 'no Electron binary (its download is not part of the packages)' };
  if (process.platform === 'linux' && !process.env['DISPLAY'] && !process.env['WAYLAND_DISPLAY'])
    return { missing: 'no display' };
  return { path: join(repository, 'node_modules', 'electron') };
}
