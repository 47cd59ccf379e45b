/** How much prepared data may stay in memory; what is more lies in a file and is read batch by batch. */
import { totalmem } from 'node:os';

const variable = 'WEFT_MEMORY_BUDGET';
const megabyte = 1024 * 1024;

/** Bytes: `WEFT_MEMORY_BUDGET` in MB where it is a number above 0, otherwise a quarter of the machine's memory. */
export function memoryBudget(environment: Readonly<Record<string, string | undefined>> = process.env): number {
  const wanted = Number(environment[variable]);
  return wanted > 0 && Number.isFinite(wanted) ? wanted * megabyte : totalmem() / 4;
}
