import { spawn, type ChildProcess } from 'node:child_process';
import { createInterface, type Interface } from 'node:readline';
import type { Workload } from './workloads.ts';

/** What a side reports when it starts. */
export interface Greeting {
  readonly versions: Readonly<Record<string, string>>;
}

export interface Timing {
  readonly seconds: number;
  /** Trainable parameters, counted as Keras does. */
  readonly parameters: number;
  /** Loss of the last step; not finite means that the side computed nothing useful. */
  readonly loss: number;
}

/** A process that trains on request and otherwise sleeps. */
export interface Worker {
  readonly greeting: Greeting;
  /** A block shorter than this would show what starts a training rather than its steps. */
  readonly leastSteps: number;
  /** Trains `steps` steps of the workload, making the model at the first request. Rejects when the process fails. */
  time(workload: Workload, steps: number): Promise<Timing>;
  stop(): void;
}

/**
 * Starts a side of the comparison. The protocol is one JSON object a line: the process greets, then answers each
 * `{workload, steps}` with a Timing. Lines that are no JSON object are chatter of libraries.
 * Rejects with the process' last words when it ends early.
 */
export async function startWorker(
  command: string,
  words: readonly string[],
  environment: NodeJS.ProcessEnv,
  leastSteps = 20,
): Promise<Worker> {
  const child = spawn(command, words, { env: environment, stdio: ['pipe', 'pipe', 'pipe'] });
  const answers = jsonLines(child);
  const greeting = (await answers.next()) as Greeting;
  return {
    greeting,
    leastSteps,
    async time(workload, steps) {
      child.stdin?.write(`${JSON.stringify({ workload, steps })}\n`);
      return checked((await answers.next()) as Timing, workload);
    },
    stop: () => void child.kill(),
  };
}

function checked(timing: Timing, workload: Workload): Timing {
  if (timing.parameters !== workload.parameters) {
    throw new Error(
      `${workload.name}: expected a model of ${workload.parameters} parameters, got one of ${timing.parameters}`,
    );
  }
  if (!Number.isFinite(timing.loss)) throw new Error(`${workload.name}: the loss is not a number any more`);
  return timing;
}

interface Answers {
  next(): Promise<unknown>;
}

function jsonLines(child: ChildProcess): Answers {
  const { stdout, stderr } = child;
  if (stdout === null || stderr === null) throw new Error('the process has no output');
  const waiting: { resolve(value: unknown): void; reject(error: Error): void }[] = [];
  const arrived: unknown[] = [];
  let lastWords = '';
  let failure: Error | undefined;
  const lines: Interface = createInterface({ input: stdout });
  lines.on('line', (line) => {
    if (!line.startsWith('{')) return;
    const value: unknown = JSON.parse(line);
    const next = waiting.shift();
    if (next === undefined) arrived.push(value);
    else next.resolve(value);
  });
  stderr.on('data', (data: Buffer) => {
    lastWords = `${lastWords}${data.toString()}`.slice(-2000);
  });
  const fail = (error: Error): void => {
    failure = error;
    for (const one of waiting.splice(0)) one.reject(error);
  };
  child.on('error', fail);
  child.on('close', (status) => {
    // A stack trace would push the message itself out of sight.
    const told = lastWords.split('\n').filter((line) => line.trim() !== '' && !/^\s+at /.test(line));
    fail(new Error(`the process ended with status ${status ?? 'none'}: ${told.slice(-5).join('\n')}`));
  });
  return {
    next: () =>
      new Promise((resolve, reject) => {
        if (arrived.length > 0) resolve(arrived.shift());
        else if (failure !== undefined) reject(failure);
        else waiting.push({ resolve, reject });
      }),
  };
}
