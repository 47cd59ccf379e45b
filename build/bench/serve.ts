import { createInterface } from 'node:readline';
import type { WorkerRequest } from './requests.ts';
import type { Greeting } from './worker.ts';

/** Greets, then answers requests from standard input one after the other, as `startWorker` expects of a process. */
export async function serveRequests(greeting: Greeting, answer: (request: WorkerRequest) => unknown): Promise<void> {
  console.log(JSON.stringify(greeting));
  for await (const line of createInterface({ input: process.stdin })) {
    console.log(JSON.stringify(await answer(JSON.parse(line) as WorkerRequest))); // written by the benchmark
  }
}
