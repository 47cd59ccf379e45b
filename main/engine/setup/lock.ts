import { open, readFile, rm, stat } from 'node:fs/promises';
import { setTimeout as wait } from 'node:timers/promises';
import type { ReportProgress } from './progress.ts';

/** Runs `work` while no other process does; waits for it meanwhile. A lock left by a process that is gone is taken over. */
export async function withLock<T>(path: string, report: ReportProgress, work: () => Promise<T>): Promise<T> {
  while (!(await take(path))) {
    report({ step: 'Waiting for another start that sets up the engine' });
    await wait(500);
  }
  try {
    return await work();
  } finally {
    await rm(path, { force: true });
  }
}

async function take(path: string): Promise<boolean> {
  try {
    const file = await open(path, 'wx');
    await file.writeFile(String(process.pid));
    await file.close();
    return true;
  } catch (error) {
    if (!(error instanceof Error) || !('code' in error) || error.code !== 'EEXIST') throw error;
  }
  const owner = Number(await readFile(path, 'utf8').catch(() => ''));
  if (owner > 0 ? !isAlive(owner) : await isOld(path)) await rm(path, { force: true });
  return false;
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}

/** A lock without a number was left by a process that ended between making and writing it. */
async function isOld(path: string): Promise<boolean> {
  const found = await stat(path).catch(() => undefined);
  return found !== undefined && Date.now() - found.mtimeMs > 5_000;
}
