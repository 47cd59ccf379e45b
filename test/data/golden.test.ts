import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { fitScale, scaleValue, unscaleValue } from '../../shared/data/parts/scaler.ts';
import { alphabetOf, encodeText } from '../../shared/data/parts/characters.ts';
import { encodeLabels, oneHot, sortClasses } from '../../shared/data/parts/classes.ts';
import { padSequences } from '../../shared/data/parts/padding.ts';
import { targetOffset, windowStarts } from '../../shared/data/parts/windows.ts';
import { hasShared, needsShared, recipeOf, sharedFile, temporaryStore } from './support.ts';

const golden = hasShared ? JSON.parse(readFileSync(sharedFile('golden/data-preparation.json'), 'utf8')) : null;
const { prepare } = temporaryStore();

const closeTo = (received: ArrayLike<number>, expected: ArrayLike<number>, tolerance = 1e-8): void => {
  expect(received.length).toBe(expected.length);
  for (let i = 0; i < expected.length; i++)
    expect(Math.abs((received[i] ?? Number.NaN) - (expected[i] ?? 0)), `value ${i}`).toBeLessThanOrEqual(tolerance);
};
const column = (rows: number[][], index: number): number[] => rows.map((row) => row[index] ?? Number.NaN);

describe.skipIf(!hasShared)(needsShared('golden data preparation'), () => {
  test.each([
    ['minmax', 'minmax', [0, 1]],
    ['minmax_minus1_1', 'minmax', [-1, 1]],
    ['standard', 'standard', [0, 1]],
  ] as const)('scaler %s equals scikit-learn, both ways, constant column included', (name, method, range) => {
    const { input } = golden.scalers;
    for (let c = 0; c < input[0].length; c++) {
      const values = Float64Array.from(column(input, c));
      const scale = fitScale(values, { method, range: [...range] });
      const scaled = values.map((value) => scaleValue(value, scale));
      closeTo(scaled, column(golden.scalers[name].transformed, c));
      closeTo(
        scaled.map((value) => unscaleValue(value, scale)),
        column(golden.scalers[name].inverse, c),
      );
    }
  });

  test('pad_sequences equals Keras in every case', () => {
    expect(golden.pad_sequences.cases.length).toBeGreaterThan(4);
    for (const { maxlen, padding, truncating, value, result } of golden.pad_sequences.cases) {
      expect(padSequences(golden.pad_sequences.input, maxlen, { side: padding, truncate: truncating, value })).toEqual(
        result,
      );
    }
  });

  test('windows equal timeseries_dataset_from_array', async () => {
    expect(golden.windows.length).toBeGreaterThan(1);
    for (const {
      n,
      sequence_length: length,
      sequence_stride: stride,
      sampling_rate: sampling,
      inputs,
    } of golden.windows) {
      // Keras cuts inputs alone; a window without anything to predict ends at its own last row.
      const starts = windowStarts(n, { length, stride, horizon: 0, gap: 0, sampling });
      expect([...starts].map((start) => Array.from({ length }, (_, i) => start + i * sampling))).toEqual(inputs);
      const table = `v\n${Array.from({ length: n }, (_, i) => i).join('\n')}\n`;
      const prepared = await prepare(table, [
        { step: 'select', features: ['v'] },
        { step: 'window', length, stride, horizon: 0, sampling },
      ]);
      const all = Array.from({ length: prepared.train.count }, (_, i) => i);
      expect([...(prepared.train.batch(all).x[0] ?? [])]).toEqual(inputs.flat());
    }
  });

  test('encoders equal scikit-learn', () => {
    const { input, classes, label, one_hot: hot } = golden.encoders;
    expect(sortClasses(input)).toEqual(classes);
    const labels = encodeLabels(input, classes);
    expect([...labels]).toEqual(label);
    expect([...oneHot(labels, classes.length)]).toEqual(hot.flat());
  });

  test('character windows of tinyshakespeare', async () => {
    const {
      first_chars: limit,
      maxlen,
      step,
      alphabet,
      count,
      first_input,
      first_target,
      last_input,
      last_target,
    } = golden.char_windows;
    const text = readFileSync(sharedFile('data/tinyshakespeare.txt'), 'utf8').slice(0, limit);
    expect(alphabetOf(text)).toEqual(alphabet);
    const codes = encodeText(text, alphabet);
    const window = { length: maxlen, stride: step, horizon: 1, gap: 0 };
    const starts = windowStarts(codes.length, window);
    expect(starts.length).toBe(count);
    const cut = (start: number) => [[...codes.subarray(start, start + maxlen)], codes[start + targetOffset(window)]];
    expect(cut(starts[0] ?? -1)).toEqual([first_input, first_target]);
    expect(cut(starts.at(-1) ?? -1)).toEqual([last_input, last_target]);

    const indices = await prepare(
      readFileSync(sharedFile('data/tinyshakespeare.txt')),
      [{ step: 'characters', limit, length: maxlen, stride: step, oneHot: false }],
      'tiny.txt',
    );
    expect(indices.train.count).toBe(count);
    const batch = indices.train.batch([0, count - 1]);
    expect([...(batch.x[0] ?? [])]).toEqual([...first_input, ...last_input]);
    const hot = await prepare(
      readFileSync(sharedFile('data/tinyshakespeare.txt')),
      [{ step: 'characters', limit, length: maxlen, stride: step }],
      'tiny.txt',
    );
    const one = hot.train.batch([count - 1]);
    expect(one.xShapes).toEqual([[1, maxlen, alphabet.length]]);
    expect(
      Array.from(
        { length: maxlen },
        (_, t) => (one.x[0] ?? new Float32Array()).indexOf(1, t * alphabet.length) - t * alphabet.length,
      ),
    ).toEqual(last_input);
    expect(one.y[0]?.indexOf(1)).toBe(last_target);
  });

  test('the whole recipe gives the golden scaled values, in float32', async () => {
    const { input } = golden.scalers;
    const table = `a,b,c\n${input.map((row: number[]) => row.join(',')).join('\n')}\n`;
    const prepared = await prepare(table, [{ step: 'select', features: ['a', 'b', 'c'] }, { step: 'scale' }]);
    closeTo(
      [...(prepared.train.batch(Array.from({ length: input.length }, (_, i) => i)).x[0] ?? [])],
      golden.scalers.standard.transformed.flat(),
      1e-6,
    );
  });
});

test('a recipe written by hand gets every default', () => {
  expect(recipeOf([{ step: 'scale' }, { step: 'pad' }]).steps).toEqual([
    { step: 'scale', columns: 'features', method: 'standard', range: [0, 1] },
    { step: 'pad', side: 'pre', truncate: 'pre', length: 'longest', value: 0 },
  ]);
});
