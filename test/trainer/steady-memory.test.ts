/** The memory of the process while it trains: large weights are new tensors with every step, and take no more room. */
import { existsSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { prepareTraining, timeSteps } from '../../build/bench/ours/training.ts';
import { workloadOf } from '../../build/bench/workloads.ts';
import { testEngine } from '../golden/support.ts';

const status = '/proc/self/status';
const canMeasure = existsSync(status) && testEngine.hasRecurrentKernels;
const usedBytes = (): number => Number(/^RssAnon:\s+(\d+) kB$/m.exec(readFileSync(status, 'utf8'))?.[1]) * 1024;

test.skipIf(!canMeasure)(
  `steps with large weights leave no memory behind${canMeasure ? '' : ' (SKIPPED: no native engine, or no /proc)'}`,
  async () => {
    const training = prepareTraining(testEngine, workloadOf('LSTM512'));
    await timeSteps(training, 6);
    const before = usedBytes();
    await timeSteps(training, 12);
    const grown = usedBytes() - before;
    training.dispose();
    // One copy of the weights a step was left behind where freed memory was not used again.
    expect(grown).toBeLessThan(4 * 4 * training.parameters);
  },
  240_000,
);
