/** Model outputs become a table a person reads: in the file's own units and words, beside the truth. */
import { toFigure } from '../../shared/contract/figures.ts';
import type { Prediction } from '../../shared/contract/prediction.ts';
import { decideByDistance, decideClasses } from '../../shared/data/decide-classes.ts';
import type { Fitted } from '../../shared/data/fitted.ts';
import { generatorOf, generatorParams } from '../../shared/data/generators/index.ts';
import { unscaleValue } from '../../shared/data/parts/scaler.ts';
import type { TargetSpec } from '../../shared/data/spec-types.ts';
import type { Source } from '../../shared/data/source.ts';
import { inverseTarget, type Samples } from '../data/prepare.ts';
import type { SampleOutputs } from './trained-model.ts';

type Cell = Prediction['rows'][number][number];
type Column = Prediction['columns'][number];

/** Series drawn at most: a chart with more lines tells nothing. */
const seriesLimit = 200;

export interface PredictionParts {
  readonly source: Source;
  readonly fitted: Fitted;
  readonly target: TargetSpec;
  /** Where the output is the distance of a pair: below it both are of class 1. */
  readonly nearness?: number | undefined;
  readonly samples: Samples;
  readonly offset: number;
  readonly outputs: SampleOutputs;
  readonly truths: SampleOutputs | null;
  readonly inputs: SampleOutputs;
}

export function predictionTable(parts: PredictionParts): Prediction {
  const isClass = parts.target.kind === 'class' || parts.target.kind === 'classSequence';
  return isClass ? classTable(parts) : numberTable(parts);
}

const sizeOf = (shape: readonly number[]): number => shape.reduce((product, size) => product * size, 1);
const sampleOf = ({ values, shape }: SampleOutputs, index: number): Float32Array =>
  values.subarray(index * sizeOf(shape), (index + 1) * sizeOf(shape));
const countOf = ({ values, shape }: SampleOutputs): number => (sizeOf(shape) === 0 ? 0 : values.length / sizeOf(shape));

/** Where a sample comes from: its group, or its lines of the file; the shown input of a generated one. */
function fromText({ source, samples, offset, inputs }: PredictionParts, index: number): string {
  if (source.kind === 'generator') {
    const shown = generatorOf(source).showInput(generatorParams(source), sampleOf(inputs, index));
    if (shown.kind === 'text') return shown.text;
  }
  const { group, firstLine, lastLine } = samples.origin(offset + index);
  const lines = firstLine === lastLine ? `${firstLine}` : `${firstLine}–${lastLine}`;
  return group === null ? lines : group;
}

function classTable(parts: PredictionParts): Prediction {
  const { outputs, truths, target, nearness } = parts;
  const units = outputs.shape.at(-1) ?? 1;
  const steps = Math.max(1, sizeOf(outputs.shape) / units);
  const classes = target.classes ?? [];
  const separator = classes.every((name) => [...name].length === 1) ? '' : ' ';
  const predicted =
    nearness === undefined ? decideClasses(outputs.values, units, false) : decideByDistance(outputs.values, nearness);
  const known = truths ? decideClasses(truths.values, truths.shape.at(-1) ?? 1, true) : null;
  const columns: Column[] = [
    { name: 'from', role: 'from' },
    ...(known ? [{ name: 'truth', role: 'truth' as const }] : []),
    { name: 'prediction', role: 'prediction' },
    { name: nearness === undefined ? 'probability' : 'distance', role: 'probability' },
  ];
  const label = (from: Int32Array, index: number): string | null => {
    const names = [...from.subarray(index * steps, (index + 1) * steps)].map((place) =>
      place < 0 ? null : (classes[place] ?? String(place)),
    );
    return names.some((name) => name === null) ? null : names.join(separator);
  };
  let right = 0;
  let counted = 0;
  if (known) {
    known.places.forEach((place, at) => {
      if (place < 0) return;
      counted += 1;
      if (place === predicted.places[at]) right += 1;
    });
  }
  const rows: Cell[][] = Array.from({ length: countOf(outputs) }, (_, index) => {
    const probabilities = predicted.probabilities.subarray(index * steps, (index + 1) * steps);
    return [
      fromText(parts, index),
      ...(known ? [label(known.places, index)] : []),
      label(predicted.places, index),
      // Of a sequence: the probability that every step is right, were they independent.
      probabilities.reduce((product, value) => product * value, 1),
    ];
  });
  const figures: Prediction['figures'] = counted > 0 ? { accuracy: right / counted } : {};
  return { columns, rows, total: parts.samples.count, series: [], figures, text: null };
}

function numberTable(parts: PredictionParts): Prediction {
  const { outputs, truths, fitted, target } = parts;
  const size = sizeOf(outputs.shape);
  const count = countOf(outputs);
  const units = outputs.shape.at(-1) ?? 1;
  const predicted = ownUnits(outputs.values, fitted, units);
  const known = truths ? ownUnits(truths.values, fitted, truths.shape.at(-1) ?? 1) : null;
  const names = columnNames(target, size);
  const columns: Column[] = [
    { name: 'from', role: 'from' },
    ...(known ? names.map((name) => ({ name: `truth${name}`, role: 'truth' as const })) : []),
    ...names.map((name) => ({ name: `prediction${name}`, role: 'prediction' as const })),
    ...(known ? names.map((name) => ({ name: `error${name}`, role: 'error' as const })) : []),
  ];
  const cell = (value: number | undefined): number | null =>
    value === undefined || Number.isNaN(value) ? null : value;
  const rows: Cell[][] = [];
  let squares = 0;
  let absolutes = 0;
  let counted = 0;
  for (let index = 0; index < count; index++) {
    const places = names.map((_, place) => index * size + place);
    rows.push([
      fromText(parts, index),
      ...(known ? places.map((at) => cell(known[at])) : []),
      ...places.map((at) => cell(predicted[at])),
      ...(known ? places.map((at) => cell((predicted[at] ?? Number.NaN) - (known[at] ?? Number.NaN))) : []),
    ]);
    for (let at = index * size; known && at < (index + 1) * size; at++) {
      const error = (predicted[at] ?? Number.NaN) - (known[at] ?? Number.NaN);
      if (Number.isNaN(error)) continue;
      counted += 1;
      absolutes += Math.abs(error);
      squares += error * error;
    }
  }
  const figures: Prediction['figures'] =
    counted > 0
      ? {
          mean_absolute_error: toFigure(absolutes / counted),
          root_mean_squared_error: toFigure(Math.sqrt(squares / counted)),
        }
      : {};
  const series = Array.from({ length: Math.min(count, seriesLimit) }, (_, index) => ({
    label: fromText(parts, index),
    input: inputSeries(parts, index),
    truth: known
      ? [...known.subarray(index * size, (index + 1) * size)].filter((value) => Number.isFinite(value))
      : null,
    prediction: [...predicted.subarray(index * size, (index + 1) * size)],
  }));
  return { columns, rows, total: parts.samples.count, series, figures, text: null };
}

function ownUnits(values: Float32Array, fitted: Fitted, units: number): Float64Array {
  const inverse = inverseTarget(values, fitted, units);
  return inverse.kind === 'numbers' ? inverse.values : Float64Array.from(values);
}

/** Suffixes of the value columns: none for one number, else the step ahead (and the column, where there are several). */
function columnNames(target: TargetSpec, size: number): readonly string[] {
  if (size === 1) return [''];
  const columns = target.columns ?? [];
  const shown = Math.min(size, 100);
  return Array.from({ length: shown }, (_, place) => {
    const step = columns.length > 1 ? Math.floor(place / columns.length) + 1 : place + 1;
    return columns.length > 1 ? ` ${columns[place % columns.length]} ${step}` : ` ${step}`;
  });
}

/** The input's series that the forecast goes on from, in its own units: the target's own column where it is a feature. */
function inputSeries({ source, fitted, inputs, target }: PredictionParts, index: number): number[] {
  const sample = sampleOf(inputs, index);
  if (source.kind === 'generator') {
    const shown = generatorOf(source).showInput(generatorParams(source), sample);
    return shown.kind === 'series' ? [...shown.values] : [];
  }
  if (inputs.shape.length !== 2) return [];
  const width = inputs.shape[1] ?? 1;
  const { at, scale } = featurePlace(fitted, target.columns?.[0]);
  return Array.from({ length: inputs.shape[0] ?? 0 }, (_, step) => {
    const value = sample[step * width + at] ?? 0;
    return scale ? unscaleValue(value, scale) : value;
  });
}

function featurePlace(
  fitted: Fitted,
  column: string | undefined,
): { readonly at: number; readonly scale: Fitted['features'][number]['scale'] } {
  let at = 0;
  for (const feature of fitted.features) {
    if (feature.column === column) return { at, scale: feature.scale };
    at += feature.encoding === 'oneHot' ? (feature.classes?.length ?? 0) : 1;
  }
  return { at: 0, scale: fitted.features[0]?.scale };
}
