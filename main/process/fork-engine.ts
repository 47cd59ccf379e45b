/** Starts engine and data processes under plain Node. Electron's main has its own way (`electron/core-launcher.ts`). */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import envPaths from 'env-paths';
import type { EngineExit, EngineProcess, StartData, StartEngine } from './engine-process.ts';
import { engineEnvironment } from './environment.ts';
import { portOfProcess } from './port.ts';

const engineEntry = fileURLToPath(new URL('../trainer/engine-process.ts', import.meta.url));
const dataEntry = fileURLToPath(new URL('../data/data-process.ts', import.meta.url));
/** Where Node keeps what it compiled of our modules and of tfjs: starting a process takes half as long with it. */
const compiledFolder = join(envPaths('weft-studio', { suffix: '' }).cache, 'compiled');
const keptErrorCharacters = 8_000;

/** `entry`: the script an engine process runs; tests pass doubles that crash, hang or talk nonsense. */
export function forkEngine(entry: string = engineEntry): StartEngine {
  return () => forkProcess(entry, []);
}

export const forkData: StartData = (folder) => forkProcess(dataEntry, [folder]);

async function forkProcess(entry: string, words: readonly string[]): Promise<EngineProcess> {
  const child = fork(entry, words, {
    serialization: 'advanced',
    env: { ...engineEnvironment(process.env), NODE_COMPILE_CACHE: compiledFolder },
    // Flags of the core (a debugger, a test runner's loader) are none of the process' business.
    execArgv: ['--disable-warning=ExperimentalWarning'],
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  });
  let errorOutput = '';
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    errorOutput = (errorOutput + text).slice(-keptErrorCharacters);
    if (process.env['WEFT_DEBUG'] !== undefined) process.stderr.write(text);
  });
  const port = portOfProcess(child);
  const exited = new Promise<EngineExit>((resolve) => {
    child.once('exit', (code, signal) => resolve({ code, signal, errorOutput }));
    child.once('error', (error) =>
      resolve({ code: null, signal: null, errorOutput: `${errorOutput}${error.message}` }),
    );
  });
  await Promise.race([once(child, 'spawn'), exited]);
  return { port, exited, kill: () => void child.kill('SIGKILL') };
}
