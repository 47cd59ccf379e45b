/** Most memory that this process held, in bytes. */
import { readFileSync } from 'node:fs';

/** Linux counts it itself; elsewhere what Node says, which is a maximum too (kilobytes of `getrusage`). */
export function peakMemory(): number {
  try {
    const kilobytes = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync('/proc/self/status', 'utf8'))?.[1];
    if (kilobytes !== undefined) return Number(kilobytes) * 1024;
  } catch {
    // No such file on other systems.
  }
  return process.resourceUsage().maxRSS * 1024;
}
