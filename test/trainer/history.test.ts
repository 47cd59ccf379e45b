/** The history of a run as files that other programs read. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { RunEvent } from '../../shared/contract/run-events.ts';
import { historyCsv } from '../../main/runs/history/history-csv.ts';
import { runHistory } from '../../main/runs/history/run-history.ts';
import { tensorBoardFiles } from '../../main/runs/history/tensorboard.ts';
import { askPython, python } from './python.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const folder = temporaryFolder();

const told: readonly RunEvent['event'][] = [
  { kind: 'batches', firstStep: 1, epoch: 1, figures: { loss: [3, 2.5], accuracy: [0.25, 0.5] } },
  { kind: 'epoch', epoch: 1, step: 2, figures: { loss: 2.75, accuracy: 0.375, val_loss: 2.9 }, seconds: 0.5 },
  { kind: 'batches', firstStep: 3, epoch: 2, figures: { loss: [9], accuracy: [0] } },
  // The run was killed and resumed: step 3 was done again.
  { kind: 'batches', firstStep: 3, epoch: 2, figures: { loss: [2, 'inf'], accuracy: [0.5, 0.75] } },
  { kind: 'epoch', epoch: 2, step: 4, figures: { loss: 1e39, accuracy: 0.625, learning_rate: 0.01 }, seconds: 0.25 },
];
const history = runHistory(told.map((event, index) => ({ seq: index + 1, at: 1.7e12 + 1000 * index, event })));

test('CSV has a row an epoch or a step; figures that were not told are empty', () => {
  expect(historyCsv(history.epochs)).toBe(
    'epoch,step,seconds,loss,accuracy,val_loss,learning_rate\r\n1,2,0.5,2.75,0.375,2.9,\r\n2,4,0.25,1e+39,0.625,,0.01\r\n',
  );
  expect(historyCsv(history.steps)).toBe(
    'epoch,step,loss,accuracy\r\n1,1,3,0.25\r\n1,2,2.5,0.5\r\n2,3,2,0.5\r\n2,4,Infinity,0.75\r\n',
  );
});

describe.skipIf(!python)('event files', () => {
  test('TensorBoard itself reads every value', async () => {
    const files = tensorBoardFiles(history, 'run-3');
    for (const [name, bytes] of Object.entries(files)) {
      mkdirSync(dirname(join(folder, name)), { recursive: true });
      writeFileSync(join(folder, name), bytes);
    }
    const close = (value: number) => expect.closeTo(value, 6);
    expect(await askPython('tensorboard-judge.py', { folder: folder })).toEqual({
      train: {
        batch_loss: [
          [1, 3],
          [2, 2.5],
          [3, 2],
          [4, 'inf'],
        ],
        batch_accuracy: [
          [1, 0.25],
          [2, 0.5],
          [3, 0.5],
          [4, 0.75],
        ],
        epoch_loss: [
          [1, 2.75],
          [2, 'inf'],
        ],
        epoch_accuracy: [
          [1, 0.375],
          [2, 0.625],
        ],
        epoch_learning_rate: [[2, close(0.01)]],
      },
      validation: { epoch_loss: [[1, close(2.9)]] },
    });
  }, 60_000);
});

test('a run without figures has no files', () => {
  expect(tensorBoardFiles(runHistory([]), 'run-1')).toEqual({});
  expect(historyCsv([])).toBe('epoch,step\r\n');
});
