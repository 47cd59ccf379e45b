/**
 * The engine process: loads TensorFlow (or the portable engine) and does what the core asks over one port. One process
 * trains one run and ends with it; others predict and export and stay warm. It never outlives its parent.
 */
import { implement } from '@orpc/server';
import { engineContract } from '../../shared/contract/engine.ts';
import { toPortError, toProblem } from '../process/errors.ts';
import { openParentPort } from '../process/parent-port.ts';
import { servePort } from '../process/serve-port.ts';
import { createEventChannel } from './event-channel.ts';
import { exportRun } from './export-run.ts';
import { predictRun } from './predict-run.ts';
import { createRunControl } from './run-control.ts';
import { trainRun } from './train-run.ts';
import { reportUsage } from './usage-report.ts';

const engine = implement(engineContract);
const control = createRunControl();
const inspections = createInspections();

/** One after the other, since they share a model: what was left may still be going on. */
function createInspections() {
  let last: Promise<unknown> = Promise.resolve();
  return {
    add<T>(work: () => Promise<T>): Promise<T> {
      const result = last.then(work);
      last = result.catch(() => {});
      return result;
    },
  };
}

/** Runs a handler so that every failure crosses the port as a problem. */
async function answering<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw toPortError(error);
  }
}

const router = engine.router({
  train: engine.train.handler(async function* ({ input }) {
    const events = createEventChannel(() => performance.now());
    const stopReporting = reportUsage((usage) => events.emit({ kind: 'usage', process: usage }));
    const training = trainRun({ ...input, control, events })
      .catch((error: unknown) => events.emit({ kind: 'status', status: 'failed', problem: toProblem(error) }))
      .finally(() => {
        stopReporting();
        events.close();
      });
    yield* events.batched();
    await training;
  }),
  control: engine.control.handler(({ input }) => {
    control[input.action]();
    return {};
  }),
  // Only a process that probes needs it.
  probe: engine.probe.handler(async function* ({ input, signal }) {
    const { probeJob } = await import('./probe/probe-job.ts');
    try {
      yield* probeJob(input, signal);
    } catch (error) {
      throw toPortError(error);
    }
  }),
  predict: engine.predict.handler(({ input }) => answering(() => predictRun(input))),
  inspect: engine.inspect.handler(({ input, signal }) =>
    answering(() =>
      inspections.add(async () => (await import('./inspect/inspect-flow.ts')).inspectFlow(input, signal)),
    ),
  ),
  layerTimes: engine.layerTimes.handler(({ input, signal }) =>
    answering(() => inspections.add(async () => (await import('./inspect/layer-times.ts')).timeLayers(input, signal))),
  ),
  settle: engine.settle.handler(() => inspections.add(async () => ({}))),
  exportModel: engine.exportModel.handler(({ input }) => answering(() => exportRun(input))),
  // HDF5 and the readers are loaded only where a model comes in.
  importModel: engine.importModel.handler(({ input }) =>
    answering(async () => (await import('../import/import-run.ts')).importRun(input)),
  ),
  importWeights: engine.importWeights.handler(({ input }) =>
    answering(async () => {
      await (await import('../import/import-run.ts')).importRunWeights(input);
      return {};
    }),
  ),
});

const port = await openParentPort();
port.addEventListener('close', () => process.exit(0));
servePort(router, port);
