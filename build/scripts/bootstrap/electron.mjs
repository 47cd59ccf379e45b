import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { withProgress } from './progress.mjs';
import { repository, run } from './run.mjs';
import { hashOf, readStamp, writeStamp } from './stamp.mjs';

const folder = join(repository, 'node_modules', 'electron');
const failurePath = join(repository, 'node_modules', '.cache', 'weft', 'electron-failure.json');
const bundleConfig = join(repository, 'build', 'vite.electron.config.ts');
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
export function binaryPath() {
  if (process.env.ELECTRON_OVERRIDE_DIST_PATH)
    return existsSync(process.env.ELECTRON_OVERRIDE_DIST_PATH)
      ? join(process.env.ELECTRON_OVERRIDE_DIST_PATH, 'electron')
      : undefined;
  const recorded = join(folder, 'path.txt');
  if (!existsSync(recorded)) return undefined;
  const path = join(folder, 'dist', readFileSync(recorded, 'utf8').trim());
  return existsSync(path) ? path : undefined;
}

/** Bundles Electron's own two files when they have changed. */
export async function prepareElectronFiles(nodePath) {
  const wanted = hashOf([join(repository, 'electron'), bundleConfig]);
  if (!existsSync(bundleConfig) || readStamp(bundleStamp) === wanted) return;
  const { status, errors } = await withProgress('Building the shell (Vite)', () =>
    run(nodePath, [join(repository, 'node_modules', 'vite', 'bin', 'vite.js'), 'build', '--config', bundleConfig]),
  );
  if (status !== 0)
    throw new Error(`Electron's files could not be built: ${errors.trim().split('\n').slice(-10).join('\n')}`);
  writeStamp(bundleStamp, wanted);
}
