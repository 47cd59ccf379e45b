/** Measures this process while it trains: its memory, and how many processors it keeps busy. */
import { availableParallelism } from 'node:os';
import type { ProcessUsage } from '../../shared/contract/usage.ts';

/** The first report comes early, so that a short run has one. */
const firstAfterMs = 250;
const everyMs = 1000;

export interface UsageMeter {
  /** Since the call before, or since the meter was made. */
  read(): ProcessUsage;
}

/** `now`: milliseconds of a clock that never goes back. */
export function createUsageMeter(now: () => number): UsageMeter {
  let before = { at: now(), used: process.cpuUsage() };
  return {
    read: () => {
      const at = now();
      const used = process.cpuUsage();
      const microseconds = used.user - before.used.user + used.system - before.used.system;
      const elapsed = at - before.at;
      before = { at, used };
      const bytes = process.memoryUsage.rss();
      return {
        bytes,
        // The system counts the most in kilobytes; between two readings of different clocks it may be a little behind.
        mostBytes: Math.max(bytes, process.resourceUsage().maxRSS * 1024),
        busy: elapsed > 0 ? microseconds / 1000 / elapsed : 0,
        processors: availableParallelism(),
      };
    },
  };
}

/** Reports until the returned function is called. */
export function reportUsage(report: (usage: ProcessUsage) => void): () => void {
  const meter = createUsageMeter(() => performance.now());
  let timer = setTimeout(tell, firstAfterMs);
  function tell(): void {
    report(meter.read());
    timer = setTimeout(tell, everyMs);
  }
  return () => clearTimeout(timer);
}
