import { readFileSync } from 'node:fs';
import { cpus, loadavg, release, totalmem } from 'node:os';

/** What the figures were measured on. */
export interface MachineFacts {
  readonly processor: string;
  readonly threads: number;
  /** Those that matter for arithmetic, narrowest first; empty where the system does not tell. */
  readonly instructionSets: readonly string[];
  readonly gigabytes: number;
  readonly system: string;
  readonly node: string;
  /** Mean number of processes that wanted to run in the last minute, before and after. */
  readonly loads: readonly number[];
}

const arithmeticSets = ['avx', 'fma', 'avx2', 'avx512f', 'avx512_vnni', 'avx512_bf16', 'amx_tile', 'asimd', 'sve'];

export function describeMachine(loads: readonly number[]): MachineFacts {
  const list = cpus();
  return {
    processor: list[0]?.model.trim() ?? process.arch,
    threads: list.length,
    instructionSets: instructionSetsOf(processorText()),
    gigabytes: Math.round(totalmem() / 1e9),
    system: `${process.platform} ${release()} ${process.arch}`,
    node: process.versions.node,
    loads,
  };
}

/** The load of the last minute. */
export function loadNow(): number {
  return Math.round((loadavg()[0] ?? 0) * 10) / 10;
}

/** From the text of /proc/cpuinfo. */
export function instructionSetsOf(text: string): readonly string[] {
  const flags = new Set(/^(?:flags|Features)\s*:\s*(.*)$/m.exec(text)?.[1]?.split(' '));
  return arithmeticSets.filter((name) => flags.has(name));
}

function processorText(): string {
  try {
    return readFileSync('/proc/cpuinfo', 'utf8');
  } catch {
    return '';
  }
}
