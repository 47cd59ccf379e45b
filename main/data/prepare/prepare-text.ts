/** Character windows of a text. One-hot vectors are made batch by batch: a whole text of them would be gigabytes. */
import type { Fitted } from '../../../shared/data/fitted.ts';
import { alphabetOf, encodeText, firstCharacters } from '../../../shared/data/parts/characters.ts';
import {
  fromRanges,
  type PartName,
  partOfRows,
  type Parts,
  splitByShare,
  timeBorders,
  toRanges,
} from '../../../shared/data/parts/split.ts';
import { windowStarts } from '../../../shared/data/parts/windows.ts';
import { type Recipe, recipeProblems, stepOf } from '../../../shared/data/recipe.ts';
import { inputSpec } from '../../../shared/data/sample-spec.ts';
import type { Source } from '../../../shared/data/source.ts';
import type { Prepared } from './prepared.ts';
import { freshSlots } from './batch-buffers.ts';
import { type Samples, subset } from './samples.ts';
import { createTrace, refuse, type Trace } from './trace.ts';

export interface PrepareTextOptions {
  readonly text: string;
  readonly file: string;
  readonly source: Source;
  readonly recipe: Recipe;
  readonly seed?: number | undefined;
  readonly fitted?: Fitted | undefined;
  readonly trace?: Trace | undefined;
}

export function prepareText(options: PrepareTextOptions): Prepared {
  const { recipe, file, source, fitted } = options;
  const trace = options.trace ?? createTrace(file);
  const [invalid] = recipeProblems(recipe, 'text');
  if (invalid) refuse(invalid.code, invalid.details, { file });
  const step = stepOf(recipe, 'characters');
  if (!step) return refuse('recipe/invalid', { step: 'characters', reason: '' }, { file });
  const report = trace.begin('characters');
  const text = firstCharacters(options.text, step.limit);
  const alphabet = fitted?.alphabet ?? alphabetOf(text);
  const codes = encodeText(text, alphabet);
  const unknown = codes.indexOf(-1);
  if (unknown >= 0) {
    refuse(
      'data/unseen-label',
      { value: Array.from(text)[unknown] ?? '', known: alphabet.join('').slice(0, 60) },
      { file, row: lineOf(text, unknown) },
    );
  }
  const window = { length: step.length, horizon: 1, stride: step.stride, gap: 0 };
  const starts = windowStarts(codes.length, window);
  if (starts.length === 0)
    refuse('data/too-short', { needed: step.length + 1, received: codes.length, group: '', count: 1 }, { file });
  const parts = splitText(recipe, starts, codes.length, step.length, options, trace);
  Object.assign(report.summary, { characters: codes.length, alphabet: alphabet.length, windows: starts.length });
  const samples = textSamples(codes, starts, step.length, alphabet.length, step.oneHot);
  const nowFitted: Fitted = fitted ?? {
    version: 1,
    kind: 'text',
    features: [],
    targets: [],
    length: step.length,
    alphabet,
    split: { train: toRanges(parts.train), validation: toRanges(parts.validation), test: toRanges(parts.test) },
  };
  return {
    spec: inputSpec(recipe, source, { alphabet }),
    all: samples,
    train: subset(samples, parts.train),
    ...(parts.validation.length > 0 ? { validation: subset(samples, parts.validation) } : {}),
    ...(parts.test.length > 0 ? { test: subset(samples, parts.test) } : {}),
    fitted: nowFitted,
    counts: {
      rowsIn: codes.length,
      rowsUsed: codes.length,
      rowsDropped: [],
      sequences: null,
      windows: starts.length,
      samples: starts.length,
      perSplit: { train: parts.train.length, validation: parts.validation.length, test: parts.test.length },
    },
    steps: trace.steps,
    problems: trace.steps.flatMap((entry) => entry.problems),
  };
}

/** By time: a window belongs to the part that its target character lies in. */
function splitText(
  recipe: Recipe,
  starts: Int32Array,
  characters: number,
  length: number,
  { seed, fitted, file }: PrepareTextOptions,
  trace: Trace,
): Parts {
  const stored = fitted?.split;
  if (stored)
    return {
      train: fromRanges(stored.train),
      validation: fromRanges(stored.validation),
      test: fromRanges(stored.test),
    };
  const step = stepOf(recipe, 'split');
  const none = new Int32Array(0);
  if (!step) return { train: Int32Array.from(starts, (_, i) => i), validation: none, test: none };
  if (step.by === 'group') refuse('recipe/split-column', {}, { file });
  const report = trace.begin('split');
  let parts: Parts;
  if (step.by === 'share') parts = splitByShare(starts.length, { ...step, seed: seed ?? step.seed });
  else {
    const borders = timeBorders(characters, step);
    const found: Record<PartName, number[]> = { train: [], validation: [], test: [] };
    starts.forEach((start, i) => found[partOfRows(start + length, start + length, borders) ?? 'train'].push(i));
    parts = {
      train: Int32Array.from(found.train),
      validation: Int32Array.from(found.validation),
      test: Int32Array.from(found.test),
    };
  }
  Object.assign(report.summary, {
    by: step.by,
    train: parts.train.length,
    validation: parts.validation.length,
    test: parts.test.length,
  });
  for (const part of ['train', 'validation', 'test'] as const) {
    const wanted = part === 'train' || step[part] > 0;
    if (wanted && parts[part].length === 0)
      refuse('data/split-empty', { part, samples: starts.length, by: step.by }, { file });
  }
  return parts;
}

function textSamples(codes: Int32Array, starts: Int32Array, length: number, size: number, oneHot: boolean): Samples {
  return {
    count: starts.length,
    inputs: [oneHot ? { shape: [length, size], dtype: 'float32' } : { shape: [length], dtype: 'int32' }],
    targets: [{ shape: [size] }],
    batch(indices, { slots = freshSlots } = {}) {
      const count = indices.length;
      const y = slots.floats('y', count * size).fill(0);
      const x = oneHot ? slots.floats('x', count * length * size).fill(0) : slots.ints('x', count * length);
      for (let i = 0; i < count; i++) {
        const start = starts[indices[i] ?? 0] ?? 0;
        if (oneHot) for (let t = 0; t < length; t++) x[(i * length + t) * size + (codes[start + t] ?? 0)] = 1;
        else x.set(codes.subarray(start, start + length), i * length);
        y[i * size + (codes[start + length] ?? 0)] = 1;
      }
      return {
        count,
        x: [x],
        xShapes: [oneHot ? [count, length, size] : [count, length]],
        y: [y],
        yShapes: [[count, size]],
      };
    },
    origin(index) {
      const start = starts[index] ?? 0;
      return { group: null, firstLine: start + 1, lastLine: start + length, targetLines: [start + length + 1] };
    },
  };
}

function lineOf(text: string, character: number): number {
  let line = 1;
  let at = 0;
  for (const c of text) {
    if (at++ === character) break;
    if (c === '\n') line += 1;
  }
  return line;
}
