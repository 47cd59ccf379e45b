/** An estimate in both languages. */
import { describe, expect, test } from 'vitest';
import type { Estimate } from '../../shared/contract/probe.ts';
import { translator } from '../../shared/i18n/translate.ts';
import { estimateWords, othersText, spanText } from '../../shared/training/estimate-words.ts';

const estimate: Estimate = {
  machine: { engine: 'tensorflow-cpu', version: '2', mode: 'traced', instructionSet: 'avx2', threads: 2 },
  device: 'A processor',
  reason: { code: 'engine/native-cpu' },
  samples: 1_000,
  params: 5_000,
  stepsPerEpoch: 100,
  epochs: 20,
  seconds: { step: 0.04, epoch: 4.04, run: 80.8, start: 1 },
  bytes: { peak: 213_000_000, weights: 20_480, optimizer: 41_000, activations: 1_250_000 },
  others: [
    { engine: 'tensorflow-cpu', device: '', threads: 1, mode: 'traced', times: 1.02, atLeast: false },
    { engine: 'tensorflow-cpu', device: '', threads: 2, mode: 'eager', times: 3.44, atLeast: false },
    { engine: 'portable', device: '', threads: 1, mode: 'eager', times: 61, atLeast: true },
  ],
  ways: [],
  settled: true,
};
const en = translator('en');
const zh = translator('zh-Hans');

test('says time, memory, place and the other ways in plain words', () => {
  expect(estimateWords(estimate, en)).toEqual({
    time: 'About 4 s an epoch, 1 min 20 s for 20 epochs, in 210 MB of memory.',
    on: 'On this processor with 2 threads, each step recorded once and replayed.',
    others:
      'Otherwise the same step takes: with one thread equally long; op by op 3.4 × as long; on WebAssembly more than 61 × as long.',
    why: 'TensorFlow has kernels of its own for recurrent layers and several threads; WebAssembly has one.',
    notes: [],
    memory:
      'Of the memory: weights 20 kB, optimizer 41 kB, layers’ outputs of a batch 1.3 MB; the rest is the engine and the data.',
  });
});

test('says the same in Chinese', () => {
  const { time, on, others } = estimateWords(estimate, zh);
  expect(time).toBe('每轮约 4 秒，20 轮共约 1 分 20 秒，占用内存 210 MB。');
  expect(on).toBe('在这台电脑的处理器上，用 2 个线程，每一步录制一次后重放。');
  expect(others).toBe('换其他方式，同一步的用时：1 个线程相同；逐个运算执行 3.4 倍；WebAssembly 超过 61 倍。');
});

test('says what is uncertain, and why steps are not replayed', () => {
  const { machine } = estimate;
  const rough = { ...estimate, settled: false, machine: { ...machine, mode: 'eager' as const, eagerBecause: 'X' } };
  expect(estimateWords(rough, en).notes).toEqual([
    'A step takes so long that few were timed: take this as a first impression.',
    'Steps are not replayed: X.',
  ]);
});

describe('why another engine is slower', () => {
  const why = (engine: Estimate['machine']['engine'], other: string, times: number) =>
    estimateWords(
      {
        ...estimate,
        machine: { ...estimate.machine, engine },
        others: estimate.others.flatMap((way) =>
          way.engine === 'portable' ? [{ ...way, engine: other as never, times }] : [],
        ),
      },
      en,
    ).why;
  test.each([
    ['tensorflow-cpu', 'tensorflow-gpu', 'short'],
    ['tensorflow-gpu', 'tensorflow-cpu', 'busy'],
    ['portable', 'tensorflow-cpu', 'calling TensorFlow'],
  ] as const)('%s beside %s', (engine, other, word) => expect(why(engine, other, 4)).toContain(word));
  test('nothing is explained where both take alike', () =>
    expect(why('tensorflow-cpu', 'tensorflow-gpu', 1.1)).toBeNull());
});

test('without anything to compare there is no sentence', () => expect(othersText([], estimate.machine, en)).toBeNull());

test.each([
  [0.0042, '4.2 ms'],
  [0.25, '0.25 s'],
  [9.87, '9.9 s'],
  [42.4, '42 s'],
  [60, '1 min'],
  [64.9, '1 min'],
  [96, '1 min 40 s'],
  [599, '10 min'],
  [3_000, '50 min'],
  [7_890, '2 h 12 min'],
  [400_000, '4.6 days'],
])('%d seconds are %s', (seconds, text) => expect(spanText(seconds, en)).toBe(text));
