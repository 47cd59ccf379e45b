/** What the NVIDIA driver tells of a card while a run trains on it, from its own program `nvidia-smi`. */
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { CardUsage } from '../../../shared/contract/usage.ts';
import { visibleCard } from './visible-card.ts';

const query = 'name,memory.used,memory.total,utilization.gpu';
const bytesOfMebibyte = 2 ** 20;

/**
 * Gives readings once a second until the returned function is called. Where there is no such program, none come, and
 * `onMissing` is called.
 */
export function watchCard(
  onReading: (usage: CardUsage) => void,
  environment: NodeJS.ProcessEnv = process.env,
  onMissing: () => void = () => undefined,
): () => void {
  const options = ['--query-gpu=' + query, '--format=csv,noheader,nounits', '-l', '1', '-i', visibleCard(environment)];
  const child = spawn('nvidia-smi', options, { env: environment, stdio: ['ignore', 'pipe', 'ignore'] });
  // No driver, or one without the program: the app shows nothing then.
  child.on('error', onMissing);
  createInterface({ input: child.stdout }).on('line', (line) => {
    const usage = readCardLine(line);
    if (usage !== undefined) onReading(usage);
  });
  return () => void child.kill();
}

/** `NVIDIA RTX A2000, 1024, 6138, 87`; values that a card does not tell are `[N/A]`. Anything else is undefined. */
export function readCardLine(line: string): CardUsage | undefined {
  const [name = '', used = '', total = '', busy = ''] = line.split(',').map((part) => part.trim());
  const number = (text: string): number | null => (/^\d+(\.\d+)?$/.test(text) ? Number(text) : null);
  const mebibytes = (text: string): number | null => {
    const value = number(text);
    return value === null ? null : value * bytesOfMebibyte;
  };
  if (name === '' || busy === '') return undefined;
  const percent = number(busy);
  return {
    name,
    bytes: mebibytes(used),
    totalBytes: mebibytes(total),
    busy: percent === null ? null : percent / 100,
  };
}
