import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { withProgress } from './progress.mjs';
import { BootstrapProblem, repository, run } from './run.mjs';
import { hashOf, readStamp, writeStamp } from './stamp.mjs';

const folder = join(repository, 'node_modules', 'electron');
const failurePath = join(repository, 'node_modules', '.cache', 'weft', 'electron-failure.json');
// In this order: the first one empties their common folder.
const bundleConfigs = ['vite.electron.config.ts', 'vite.preload.config.ts'].map((name) =>
  join(repository, 'build', name),
);
const bundleSources = ['electron', 'main', 'shared', 'package-lock.json'].map((path) => join(repository, path));
const bundleStamp = join(repository, 'dist', 'electron.stamp');
const patienceMs = 24 * 60 * 60 * 1000;
const timeoutMs = 10 * 60 * 1000;

/** Gives `{ path }` of an Electron that can open a window here, or `{ why }` in words. Fetches it when it is not there. */
export async function findElectron(nodePath, { fetch = true } = {}) {
  const noWindow = whyNoWindow();
  if (noWindow !== undefined) return { why: noWindow };
  const there = binaryPath();
  if (there !== undefined) return { path: there };
  const remembered = JSON.parse(readStamp(failurePath) ?? '{}');
  if (!fetch || Date.now() - (remembered.time ?? 0) < patienceMs)
    return { why: remembered.why ?? 'its binary is not installed' };
  const { status, errors } = await withProgress('Fetching Electron', () =>
    run(nodePath, [join(folder, 'install.js')], { timeout: timeoutMs }),
  );
  const fetched = binaryPath();
  if (status === 0 && fetched !== undefined) return { path: fetched };
  const reason = /^.*Error.*$/m.exec(errors)?.[0]?.trim().slice(0, 160) ?? 'no answer';
  const why = `its binary could not be fetched (${reason})`;
  writeStamp(failurePath, JSON.stringify({ why, time: Date.now() }));
  return { why };
}

function whyNoWindow() {
  if (process.platform !== 'linux') return undefined;
  return process.env.DISPLAY || process.env.WAYLAND_DISPLAY
    ? undefined
    : 'there is no display (neither DISPLAY nor WAYLAND_DISPLAY is set)';
}

/** The binary as the electron package itself records it. */
function binaryPath() {
  if (process.env.ELECTRON_OVERRIDE_DIST_PATH)
    return existsSync(process.env.ELECTRON_OVERRIDE_DIST_PATH)
      ? join(process.env.ELECTRON_OVERRIDE_DIST_PATH, 'electron')
      : undefined;
  const recorded = join(folder, 'path.txt');
  if (!existsSync(recorded)) return undefined;
  const path = join(folder, 'dist', readFileSync(recorded, 'utf8').trim());
  return existsSync(path) ? path : undefined;
}

/** Bundles the desktop shell and the processes that it starts, when their sources have changed. */
export async function prepareElectronFiles(nodePath) {
  const wanted = hashOf([...bundleSources, ...bundleConfigs]);
  const entry = join(repository, 'dist', 'electron', 'main.js');
  if (readStamp(bundleStamp) === wanted && existsSync(entry)) return;
  // The files are replaced one by one, so a stop in between must not leave the old stamp valid.
  writeStamp(bundleStamp, 'unfinished');
  const vite = join(repository, 'node_modules', 'vite', 'bin', 'vite.js');
  for (const config of bundleConfigs) {
    const { status, output, errors } = await withProgress('Building the desktop shell (Vite)', () =>
      run(nodePath, [vite, 'build', '--config', config], { env: { ...process.env, NO_COLOR: '1' } }),
    );
    if (status !== 0)
      throw new BootstrapProblem(
        `The desktop shell could not be built:\n${`${output}\n${errors}`.trim().split('\n').slice(-12).join('\n')}`,
      );
  }
  writeStamp(bundleStamp, wanted);
}
