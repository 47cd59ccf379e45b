/** Threads of one process changed while it runs: what a probe needs to compare counts without a process for each. */
import { createRequire } from 'node:module';
import { findInstalled } from './setup/installed.ts';

const require = createRequire(import.meta.url);

/**
 * Before TensorFlow is loaded: its sessions get pools of threads of their own, as many as they ask for. Otherwise the
 * first pool serves all, whatever they ask for.
 */
export function separateThreadPools(): void {
  process.env['TF_OVERRIDE_GLOBAL_THREADPOOL'] = '1';
}

/** Threads of our own kernels from now on; nothing where there are none. */
export function setKernelThreads(count: number): void {
  const path = (findInstalled('cpu') ?? findInstalled('gpu'))?.kernelsPath;
  if (path === undefined || path === null) return;
  // The same module that the engine has loaded.
  (require(path) as { setThreads(count: number): number }).setThreads(count);
}
