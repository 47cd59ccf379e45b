import { spawn, type ChildProcess } from 'node:child_process';

export interface CommandResult {
  /** Null when the program could not be started at all. */
  readonly status: number | null;
  /** Both streams, as they came. */
  readonly output: string;
  /** The standard output alone, for what is to be parsed. */
  readonly standardOutput: string;
}

export interface CommandOptions {
  readonly cwd?: string;
  readonly env?: NodeJS.ProcessEnv;
  readonly timeoutMs?: number;
  /** Gets every line as it comes, from both streams. */
  readonly onLine?: (line: string) => void;
}

const running = new Set<ChildProcess>();

/** Ends every program that is still running, for when this process itself is told to stop. */
export function stopCommands(): void {
  for (const child of running) child.kill('SIGTERM');
}

/** Runs a program to its end and gives what it printed; a program that is not there is an ordinary result. */
export async function runCommand(
  program: string,
  options: readonly string[],
  settings: CommandOptions = {},
): Promise<CommandResult> {
  const { promise, resolve } = Promise.withResolvers<CommandResult>();
  const child = spawn(program, options, {
    cwd: settings.cwd,
    env: settings.env ?? process.env,
    timeout: settings.timeoutMs,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  running.add(child);
  void promise.then(() => running.delete(child));
  let output = '';
  let standardOutput = '';
  let partial = '';
  const take = (chunk: string) => {
    output = (output + chunk).slice(-200_000);
    const lines = (partial + chunk).split(/\r?\n/);
    partial = lines.pop() ?? '';
    for (const line of lines) settings.onLine?.(line);
  };
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
    standardOutput += chunk;
    take(chunk);
  });
  child.stderr.setEncoding('utf8').on('data', take);
  child.on('error', (error) => resolve({ status: null, output: error.message, standardOutput: '' }));
  child.on('close', (status) => resolve({ status: status ?? 1, output, standardOutput }));
  return promise;
}

/** The last lines of a program's output that say something, for an error's text. */
export function lastWords(output: string, count = 3): string {
  const lines = output
    .split(/\r?\n/)
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('[notice]'));
  return lines.slice(-count).join(' | ').slice(0, 500);
}
