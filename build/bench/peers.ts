import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import envPaths from 'env-paths';
import type { PeerName } from './sides.ts';

/** The libraries that are run from Python, by the scripts in `peers/`. */
export const peerScripts = {
  pytorch: join(import.meta.dirname, 'peers', 'torch_worker.py'),
  keras: join(import.meta.dirname, 'peers', 'keras_worker.py'),
} as const satisfies Partial<Record<PeerName, string>>;

const requirements = ['keras==3.15.1', 'tensorflow-cpu==2.21.0', 'torch==2.15.0', 'numpy'];

/** The folder of the peers' virtual environment; `WEFT_PEERS_DIR` overrides the user's cache folder. */
export function peersFolder(): string {
  const chosen = process.env['WEFT_PEERS_DIR'];
  return chosen !== undefined && chosen !== '' ? chosen : join(envPaths('weft-studio', { suffix: '' }).cache, 'peers');
}

/** The Python of a virtual environment that was set up, or undefined. */
export function findPeersPython(): string | undefined {
  const python = pythonIn(peersFolder());
  return existsSync(python) ? python : undefined;
}

/**
 * Makes the virtual environment with Keras, TensorFlow and PyTorch. `WEFT_PYTHON`, or else python3, makes it; pip's
 * own words are shown. An environment that does not import all of them is made anew. Rejects with what failed.
 */
export async function setUpPeers(): Promise<string> {
  const folder = peersFolder();
  const existing = findPeersPython();
  if (existing !== undefined && (await imports(existing))) return existing;
  const chosen = process.env['WEFT_PYTHON'];
  const base = chosen !== undefined && chosen !== '' ? chosen : 'python3';
  // An environment knows its own path, so it is made in place; whether it is complete shows in its imports.
  await rm(folder, { recursive: true, force: true });
  await mkdir(dirname(folder), { recursive: true });
  await run(base, ['-m', 'venv', folder]);
  const python = pythonIn(folder);
  await run(python, ['-m', 'pip', 'install', '--disable-pip-version-check', ...requirements]);
  if (!(await imports(python))) throw new Error(`${folder} was set up, but Keras and PyTorch do not load from it`);
  return python;
}

function pythonIn(folder: string): string {
  return process.platform === 'win32' ? join(folder, 'Scripts', 'python.exe') : join(folder, 'bin', 'python');
}

async function imports(python: string): Promise<boolean> {
  return run(python, ['-c', 'import keras, torch'], { KERAS_BACKEND: 'tensorflow', TF_CPP_MIN_LOG_LEVEL: '3' }).then(
    () => true,
    () => false,
  );
}

function run(command: string, words: readonly string[], environment: NodeJS.ProcessEnv = {}): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, words, {
      stdio: ['ignore', 'inherit', 'inherit'],
      env: { ...process.env, ...environment },
    });
    child.on('error', reject);
    child.on('close', (status) => {
      if (status === 0) resolve();
      else reject(new Error(`${command} ${words.slice(0, 3).join(' ')} ended with status ${status ?? 'none'}`));
    });
  });
}
