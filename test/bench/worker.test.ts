import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { kerasPython } from '../keras/keras-judge.ts';
import { compareLosses } from '../../build/bench/parts/equal-losses.ts';
import type { Profile, WorkerRequest } from '../../build/bench/requests.ts';
import { environmentOf, type Player, startSides, stopSides } from '../../build/bench/start-sides.ts';
import { startWorker, timeTraining, type Worker } from '../../build/bench/worker.ts';
import { type Workload, workloadOf, workloads } from '../../build/bench/workloads.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

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

const damped = workloadOf('S5');

test('answers are read among the chatter of libraries', async () => {
  const side = await fake(
    `console.log('noise'); console.log(JSON.stringify({ seconds: steps / 100, parameters: 5145, loss: 1 }));`,
  );
  expect(side.greeting.versions).toEqual({ fake: '1' });
  expect(await timeTraining(side, damped, 50)).toEqual({ seconds: 0.5, parameters: 5145, loss: 1 });
});

test('another model than ours is not compared', async () => {
  const side = await fake(`console.log('{"seconds":1,"parameters":5144,"loss":1}');`);
  await expect(timeTraining(side, damped, 1)).rejects.toThrow(
    'S5: expected a model of 5145 parameters, got one of 5144',
  );
});

test('a side that diverged is not compared', async () => {
  const side = await fake(`console.log('{"seconds":1,"parameters":5145,"loss":null}');`);
  await expect(timeTraining(side, damped, 1)).rejects.toThrow('S5: the loss is not a number any more');
});

test('a side that dies says why, also to later requests', async () => {
  const side = await fake(`throw new Error('out of cheese');`);
  await expect(timeTraining(side, damped, 1)).rejects.toThrow(/ended with status 1: [^]*out of cheese/);
  await expect(timeTraining(side, damped, 1)).rejects.toThrow('out of cheese');
});

/** Sides whose losses are what `losses` says, by who is asked with which optimizer. */
function withLosses(losses: (player: Player, workload: Workload) => readonly number[]): ReadonlyMap<Player, Worker> {
  const players = ['ours', 'pytorch', 'keras', 'tfjs'] as const;
  return new Map(
    players.map((player) => [
      player,
      {
        greeting: { versions: {} },
        ask: async <T>(request: WorkerRequest) =>
          ({ file: '', arrays: [], losses: 'workload' in request ? losses(player, request.workload) : [] }) as T,
        stop: () => undefined,
      },
    ]),
  );
}

test('losses are compared with ours under the same optimizer', async () => {
  const sides = withLosses((player, { optimizer }) =>
    optimizer.name === 'sgd' ? [2, player === 'pytorch' ? 1.001 : 1] : [2, 1.5],
  );
  const differences = await compareLosses(sides, damped, '');
  expect(differences.keras).toBe(0);
  expect(differences.tfjs).toBe(0);
  expect(differences.pytorch).toBeCloseTo(0.001, 6);
});

test('a side with other losses is not compared', async () => {
  const sides = withLosses((player) => (player === 'pytorch' ? [2, 1.01] : [2, 1]));
  await expect(compareLosses(sides, damped, '')).rejects.toThrow(
    'S5: pytorch computes another thing: losses 2, 1.01 where ours are 2, 1',
  );
});

/** Steps after which the loss has fallen: rising first it takes longer; null where a step takes half a second. */
const stepsToFall: Partial<Record<Workload['name'], number | null>> = { S9: 20, LSTM512: null };

test('our side trains every workload with as many parameters as Keras counts', { timeout: 600_000 }, async () => {
  const file = join(import.meta.dirname, '../../build/bench/ours/worker.ts');
  worker = await startWorker(process.execPath, [file, 'cpu'], environmentOf(undefined));
  for (const workload of workloads) {
    const first = await timeTraining(worker, workload, 1);
    expect(first.seconds).toBeGreaterThan(0);
    const { [workload.name]: steps = 4 } = stepsToFall;
    if (steps === null) continue;
    const later = await timeTraining(worker, workload, steps);
    expect(later.loss, workload.name).toBeLessThan(first.loss);
  }
  if (worker.greeting.versions['engine'] !== 'tensorflow-cpu') return;
  const profile = await worker.ask<Profile>({ ask: 'profile', workload: damped, steps: 2 });
  expect(profile.operations).toBeGreaterThan(10);
  const parts = [profile.recurrent, profile.products, profile.update, profile.others];
  for (const part of parts) expect(part).toBeGreaterThanOrEqual(0);
  expect(profile.step).toBeGreaterThan(parts.reduce((sum, part) => sum + part, 0));
});

const unlessKeras = kerasPython === undefined ? ' SKIPPED: no Python with Keras' : '';
const unlessTensorflow = process.platform === 'linux' && process.arch === 'x64' ? '' : ' SKIPPED: no TensorFlow';

test.skipIf(unlessKeras + unlessTensorflow !== '')(
  `Keras and stock tfjs compute our losses from our weights${unlessKeras}${unlessTensorflow}`,
  { timeout: 600_000 },
  async () => {
    const folder = temporaryFolder();
    const workers = await startSides(['ours', 'keras', 'tfjs'], { engine: 'cpu', python: kerasPython });
    try {
      const differences = await compareLosses(workers, workloadOf('S1'), folder);
      expect(differences.keras).toBeLessThan(1e-4);
      expect(differences.tfjs).toBeLessThan(1e-4);
    } finally {
      stopSides(workers);
    }
  },
);
