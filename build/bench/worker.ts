import { spawn, type ChildProcess } from 'node:child_process';
import { createInterface, type Interface } from 'node:readline';
import type { PredictTiming, Timing, WorkerRequest } from './requests.ts';
import type { Workload } from './workloads.ts';

/** What a side reports when it starts. */
export interface Greeting {
  readonly versions: Readonly<Record<string, string>>;
}

/** A process that computes on request and otherwise sleeps. */
export interface Worker {
  readonly greeting: Greeting;
  /** Rejects when the process ends. The answer is the one that the request's kind promises. */
  ask<T>(request: WorkerRequest): Promise<T>;
  /** Ends the process. */
  stop(): void;
}

/**
 * Starts a side of the comparison. The protocol is one JSON object a line: the process greets, then answers each request.
 * Lines that are no JSON object are chatter of libraries. Rejects with the process' last words when it ends early.
 */
export async function startWorker(
  command: string,
  words: readonly string[],
  environment: NodeJS.ProcessEnv,
): Promise<Worker> {
  const child = spawn(command, words, { env: environment, stdio: ['pipe', 'pipe', 'pipe'] });
  // A request to a process that is gone is answered by its end.
  child.stdin?.on('error', () => undefined);
  const answers = jsonLines(child);
  // What programs of ours print, each kind of request with its own answer.
  const greeting = (await answers.next()) as Greeting;
  return {
    greeting,
    async ask<T>(request: WorkerRequest): Promise<T> {
      child.stdin?.write(`${JSON.stringify(request)}\n`);
      return (await answers.next()) as T;
    },
    stop: () => void child.kill(),
  };
}

/** Trains and gives the seconds. Rejects when the side trained another model, or its loss is not a number any more. */
export async function timeTraining(worker: Worker, workload: Workload, steps: number): Promise<Timing> {
  const timing = await worker.ask<Timing>({ ask: 'train', workload, steps });
  checkParameters(timing.parameters, workload);
  if (!Number.isFinite(timing.loss)) throw new Error(`${workload.name}: the loss is not a number any more`);
  return timing;
}

/** Predicts and gives the seconds. Rejects when the side asked another model. */
export async function timePrediction(
  worker: Worker,
  workload: Workload,
  { batch, calls, direct }: { readonly batch: number; readonly calls: number; readonly direct: boolean },
): Promise<number> {
  const timing = await worker.ask<PredictTiming>({ ask: 'predict', workload, batch, calls, direct });
  checkParameters(timing.parameters, workload);
  return timing.seconds;
}

/** Only equal models are compared. */
export function checkParameters(parameters: number, workload: Workload): void {
  if (parameters === workload.parameters) return;
  throw new Error(`${workload.name}: expected a model of ${workload.parameters} parameters, got one of ${parameters}`);
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
  child.on('close', (status, signal) => {
    // A stack trace would push the message itself out of sight.
    const told = lastWords.split('\n').filter((line) => line.trim() !== '' && !/^\s+at /.test(line));
    fail(new Error(`the process ended with status ${status ?? signal ?? 'none'}: ${told.slice(-5).join('\n')}`));
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
