/** How many threads can compute at once without sharing a core. */
import { readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';

/** Cores that this process may use: the system's limit, and at most one thread a core where the system names its cores. */
export function physicalCores(allowed = availableParallelism(), cpuinfo = readCpuinfo()): number {
  const cores = new Set<string>();
  for (const one of cpuinfo.split(/\n\s*\n/)) {
    const core = /^core id\s*:\s*(\d+)/m.exec(one)?.[1];
    if (core !== undefined) cores.add(`${/^physical id\s*:\s*(\d+)/m.exec(one)?.[1] ?? ''} ${core}`);
  }
  return Math.max(1, Math.min(allowed, cores.size > 0 ? cores.size : allowed));
}

function readCpuinfo(): string {
  try {
    return readFileSync('/proc/cpuinfo', 'utf8');
  } catch {
    return '';
  }
}

/** All cores first, then half of them, down to one: `[6, 3, 1]`. */
export function threadCounts(cores: number): readonly number[] {
  const counts: number[] = [];
  for (let count = cores; count >= 1; count = Math.floor(count / 2)) counts.push(count);
  return counts;
}
