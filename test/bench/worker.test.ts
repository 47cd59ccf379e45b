import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { startWorker, type Worker } from '../../build/bench/worker.ts';
import { workloads, type Workload } from '../../build/bench/workloads.ts';

let worker: Worker | undefined;
afterEach(() => {
  worker?.stop();
  worker = undefined;
});

/** A side that answers every request with `answer`, after some chatter. */
async function fake(answer: string): Promise<Worker> {
  const script = `
    console.log('a library says hello'); console.log('{"versions":{"fake":"1"}}');
    require('readline').createInterface({ input: process.stdin }).on('line', (line) => { const { steps } = JSON.parse(line); ${answer} });`;
  worker = await startWorker(process.execPath, ['-e', script], process.env);
  return worker;
}

const [damped] = workloads as [Workload];

test('answers are read among the chatter of libraries', async () => {
  const side = await fake(
    `console.log('noise'); console.log(JSON.stringify({ seconds: steps / 100, parameters: 5145, loss: 1 }));`,
  );
  expect(side.greeting.versions).toEqual({ fake: '1' });
  expect(await side.time(damped, 50)).toEqual({ seconds: 0.5, parameters: 5145, loss: 1 });
});

test('another model than ours is not compared', async () => {
  const side = await fake(`console.log('{"seconds":1,"parameters":5144,"loss":1}');`);
  await expect(side.time(damped, 1)).rejects.toThrow('S5: expected a model of 5145 parameters, got one of 5144');
});

test('a side that diverged is not compared', async () => {
  const side = await fake(`console.log('{"seconds":1,"parameters":5145,"loss":null}');`);
  await expect(side.time(damped, 1)).rejects.toThrow('S5: the loss is not a number any more');
});

test('a side that dies says why', async () => {
  const side = await fake(`throw new Error('out of cheese');`);
  await expect(side.time(damped, 1)).rejects.toThrow(/ended with status 1: [^]*out of cheese/);
});

test('our side trains every workload with as many parameters as Keras counts', { timeout: 120_000 }, async () => {
  const file = join(import.meta.dirname, '../../build/bench/our-worker.ts');
  worker = await startWorker(process.execPath, [file, 'cpu'], { ...process.env, TF_CPP_MIN_LOG_LEVEL: '3' });
  for (const workload of workloads) {
    const first = await worker.time(workload, 2);
    const later = await worker.time(workload, 30);
    expect(first.seconds).toBeGreaterThan(0);
    expect(later.loss, workload.name).toBeLessThan(first.loss);
  }
});
