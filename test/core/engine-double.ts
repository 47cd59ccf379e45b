/** Stands in for an engine process: speaks the engine contract and behaves as `WEFT_TEST_ENGINE` says. */
import { appendFile, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { implement } from '@orpc/server';
import { engineContract, runFiles } from '../../shared/contract/engine.ts';
import type { ProbeEvent } from '../../shared/contract/probe.ts';
import type { EngineEvent } from '../../shared/contract/run-events.ts';
import { StudioError } from '../../shared/problem.ts';
import type { ProbeJobInput } from '../../main/trainer/probe/probe-job.ts';
import { portErrors } from '../../main/process/errors.ts';
import { openParentPort } from '../../main/process/parent-port.ts';
import { servePort } from '../../main/process/serve-port.ts';

type ProbeInput = Pick<ProbeJobInput, 'engine' | 'threads' | 'tracedThreads'>;

const behaviour = process.env['WEFT_TEST_ENGINE'] ?? 'finish';
const engine = implement(engineContract).use(portErrors);
let stopped = false;
let paused = false;

const batches = (step: number): EngineEvent => ({
  kind: 'batches',
  firstStep: step,
  epoch: 1,
  figures: { loss: [1 / step] },
});
const status = (value: 'running' | 'paused' | 'finished' | 'stopped'): EngineEvent => ({
  kind: 'status',
  status: value,
});

async function* train(runFolder: string, from: string): AsyncGenerator<EngineEvent> {
  yield {
    kind: 'started',
    engine: behaviour === 'card' ? 'tensorflow-gpu' : 'double',
    device: from,
    reason: { code: 'engine/native-cpu' },
    samples: 10,
    validationSamples: 0,
    stepsPerEpoch: 5,
    epochs: 1,
    params: 1,
  };
  yield status('running');
  switch (behaviour) {
    case 'finish':
      for (let step = 1; step <= 5; step++) {
        yield batches(step);
        await wait(5);
      }
      yield { kind: 'epoch', epoch: 1, step: 5, figures: { loss: 'nan', val_loss: 'inf' }, seconds: 0.1 };
      yield { kind: 'best', epoch: 1, monitor: 'loss', value: 0.2 };
      await writeFile(join(runFolder, runFiles.last), 'weights');
      await writeFile(join(runFolder, runFiles.fitted), '{"mean":1}');
      yield status('finished');
      return;
    case 'card':
    case 'obey':
      for (let step = 1; !stopped; step++) {
        if (paused) {
          yield status('paused');
          while (paused && !stopped) await wait(5);
          yield status('running');
        }
        yield batches(step);
        await wait(5);
      }
      yield status('stopped');
      return;
    case 'hang':
      for (;;); // never comes back to its messages, as an endless operation would not
    case 'kill':
      yield batches(1);
      await wait(100);
      process.kill(process.pid, 'SIGKILL');
      await wait(10_000);
      return;
    case 'memory':
      console.error('terminate called after throwing an instance of std::bad_alloc');
      process.abort();
    case 'exit':
      process.exit(0);
    case 'fail':
      throw new StudioError('training/invalid', { reason: 'the loss does not fit' });
    case 'flood':
      for (let step = 1; step <= 20_000; step++) yield batches(step);
      yield status('finished');
      return;
    case 'garbage':
      for (const message of ['nonsense', '{"i":"x"}', '{}', 7, null, { i: 1 }]) process.send?.(message);
      yield batches(1);
      await wait(50);
      yield status('finished');
      return;
    default:
      throw new Error(behaviour);
  }
}

/** Times nothing: tells figures that `WEFT_TEST_PROBE` describes, and notes in `WEFT_TEST_PROBE_LOG` that it was asked. */
async function* probe({ engine: kind, threads, tracedThreads }: ProbeInput): AsyncGenerator<ProbeEvent> {
  const log = process.env['WEFT_TEST_PROBE_LOG'];
  if (log !== undefined) await appendFile(log, `${kind} ${threads} ${process.pid}\n`);
  const asked = process.env['WEFT_TEST_PROBE'] ?? 'refuse';
  if (asked === 'refuse') throw new StudioError('training/no-data', {});
  if (asked === 'die') process.kill(process.pid, 'SIGKILL');
  const name = kind === 'portable' ? 'portable' : 'tensorflow-cpu';
  const machine = { engine: name, version: '1.0', instructionSet: 'double', threads: threads ?? 1 } as const;
  yield {
    kind: 'opened',
    job: { samples: 100, validationSamples: 20, stepsPerEpoch: 10, validationSteps: 2 },
    engine: { machine, device: 'a double', reason: { code: 'engine/native-cpu' }, startSeconds: 0.5 },
  };
  if (asked === 'hang' || (asked === 'compareForever' && name === 'portable')) await wait(600_000);
  const way = { engine: name, evaluateMs: 2, warmupMs: 100, settled: true, loss: 0.5, peakBytes: 200_000_000 } as const;
  const counts = { params: 1_000, trainableParams: 900 };
  const slow = name === 'portable' ? 300 : 30;
  yield {
    kind: 'measured',
    way: { ...way, threads: threads ?? 1, mode: 'eager', stepMs: slow, leastMs: slow },
    ...counts,
  };
  if (asked === 'untraced' && tracedThreads.length > 0) yield { kind: 'untraced', reason: 'it counts on the host' };
  else
    for (const count of tracedThreads) {
      const fast = 10 + count;
      yield {
        kind: 'measured',
        way: { ...way, threads: count, mode: 'traced', stepMs: fast, leastMs: fast },
        ...counts,
      };
    }
}

let inspecting: Promise<unknown> = Promise.resolve();

const router = engine.router({
  probe: engine.probe.handler(({ input }) => probe(input)),
  train: engine.train.handler(({ input }) =>
    train(
      input.runFolder,
      input.from ? `${input.from.mode} ${input.from.checkpoint.split(/[\\/]/).slice(-2).join('/')}` : 'new',
    ),
  ),
  control: engine.control.handler(({ input }) => {
    if (input.action === 'stop') stopped = true;
    else paused = input.action === 'pause';
    return {};
  }),
  importModel: engine.importModel.handler(() => {
    throw new StudioError('model/format', { received: 'double' });
  }),
  importWeights: engine.importWeights.handler(() => {
    throw new StudioError('model/format', { received: 'double' });
  }),
  predict: engine.predict.handler(() => {
    if (behaviour === 'kill') process.kill(process.pid, 'SIGKILL');
    return {
      columns: [
        { name: 'process', role: 'prediction' as const },
        { name: 'text', role: 'from' as const },
      ],
      rows: [
        [process.pid, '=1+1'],
        [-2.5, 'a,"b"'],
      ],
      total: 2,
      series: [],
      figures: { mae: 'nan' as const },
      text: JSON.stringify(Object.keys(process.env).sort()),
    };
  }),
  // A flow of no nodes whose number of rows is the process; row 12 takes a moment, row 13 never comes to an end. Notes in `WEFT_TEST_INSPECT_LOG` what it began.
  inspect: engine.inspect.handler(async ({ input }) => {
    const { row } = input.request;
    const log = process.env['WEFT_TEST_INSPECT_LOG'];
    if (log !== undefined) await appendFile(log, `${row}\n`);
    if (row >= 12) {
      inspecting = wait(row === 12 ? 300 : 600_000);
      await inspecting;
    }
    return {
      row,
      rows: process.pid,
      origin: { group: null, firstLine: 1, lastLine: 1 },
      weights: { kind: 'initial' as const, misfits: [] },
      nodes: [],
      detail: null,
    };
  }),
  layerTimes: engine.layerTimes.handler(() => ({
    engine: 'portable' as const,
    device: 'a double',
    mode: 'eager' as const,
    batchSize: 32,
    settled: true,
    calls: [],
  })),
  settle: engine.settle.handler(async () => {
    await inspecting;
    return {};
  }),
  exportModel: engine.exportModel.handler(async ({ input }) => {
    await writeFile(join(input.target, 'model.keras'), 'model');
    await writeFile(join(input.target, 'recipe.json'), await readFile(join(input.runFolder, runFiles.fitted)));
    return {
      files: [
        { name: 'model.keras', bytes: 5 },
        { name: 'recipe.json', bytes: 10 },
      ],
    };
  }),
});

const port = await openParentPort();
port.addEventListener('close', () => process.exit(0));
servePort(router, port);
