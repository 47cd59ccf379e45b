/** What one prepared sample looks like: decides the Input node's shape, and which activation, loss and metric are proposed. */
import { axis, type Axis, type Shape } from '../graph/shape.ts';
import type { ColumnType } from '../contract/data-types.ts';
import { pairClasses } from './parts/pairs.ts';
import { type Recipe, stepOf, type StepOf } from './recipe.ts';
import type { Source } from './source.ts';
import { generatorSpec } from './generators/index.ts';
import { emptySpec, type InputSpec, type SampleSpec, type TargetKind } from './spec-types.ts';
import { proposeFor } from './proposal.ts';

export type { InputSpec, Proposal, SampleSpec, TargetKind, TargetSpec } from './spec-types.ts';

/** What fitting found out, as far as it is known: classes by column, longest sequence, alphabet. */
export interface KnownColumns {
  readonly columns?: readonly {
    readonly name: string;
    readonly type: ColumnType;
    readonly classes?: readonly string[];
  }[];
  readonly longest?: number;
  readonly alphabet?: readonly string[];
}

/**
 * Shapes (without the batch) of what the recipe makes of the source. Sizes that only fitting can tell (number of classes,
 * longest sequence) are null until `known` has them.
 */
export function inputSpec(recipe: Recipe, source: Source, known: KnownColumns = {}): SampleSpec {
  if (source.kind === 'generator') return generatorSpec(source);
  const text = stepOf(recipe, 'characters');
  if (text) return textSpec(text, known);
  return stepOf(recipe, 'select') ? tableSpec(recipe, source, known) : emptySpec;
}

function textSpec(step: { length: number; oneHot: boolean }, known: KnownColumns): SampleSpec {
  const size = known.alphabet?.length ?? null;
  const time = axis('time', step.length);
  return {
    inputs: [
      {
        name: 'input',
        shape: step.oneHot ? [time, axis('features', size)] : [time],
        dtype: step.oneHot ? 'float32' : 'int32',
        classes: known.alphabet,
      },
    ],
    targets: [
      { name: 'target', shape: [axis('units', size)], kind: 'class', classes: known.alphabet, encoding: 'oneHot' },
    ],
    proposal: proposeFor('class', 'oneHot', size),
  };
}

function tableSpec(recipe: Recipe, source: Source, known: KnownColumns): SampleSpec {
  const select = stepOf(recipe, 'select');
  if (!select) return emptySpec;
  const encode = stepOf(recipe, 'encode')?.columns ?? {};
  const columns = known.columns ?? (source.kind === 'table' ? source.file.columns : []);
  const column = (name: string): { type?: ColumnType; classes?: readonly string[] } =>
    columns.find((entry) => entry.name === name) ?? {};
  const words = stepOf(recipe, 'words');
  const image = stepOf(recipe, 'image');
  const widths = select.features.map((name) =>
    words?.column === name
      ? wordsWidth(words, column(name).classes)
      : encode[name] === 'oneHot'
        ? (column(name).classes?.length ?? null)
        : 1,
  );
  const featureCount = widths.every((width) => width !== null)
    ? widths.reduce((a: number, b) => a + (b ?? 0), 0)
    : null;
  const window = stepOf(recipe, 'window');
  const grouped = stepOf(recipe, 'group');
  const time: Axis | undefined = window
    ? axis('time', window.length)
    : grouped
      ? axis('time', paddedLength(recipe, known))
      : undefined;
  const numbered = words?.output === 'indices';
  const own = image ? imageShape(image) : [axis(numbered && !time ? 'time' : 'features', featureCount)];
  const input: InputSpec = {
    name: 'input',
    shape: time ? [time, ...own] : own,
    dtype: numbered ? 'int32' : 'float32',
    ...(numbered ? { classes: column(words.column).classes, numbers: words.limit } : {}),
  };
  if (stepOf(recipe, 'pairs')) return pairSpec(input, select.target);
  const inputs = [input];
  if (select.target.length === 0) return { inputs, targets: [], proposal: null };

  const isClass = targetIsClass(recipe, column(select.target[0] ?? '').type);
  const encoding = isClass ? (encode[select.target[0] ?? ''] ?? 'oneHot') : undefined;
  const classes = isClass ? column(select.target[0] ?? '').classes : undefined;
  const steps = window
    ? window.horizon > 1
      ? axis('time', window.horizon)
      : undefined
    : grouped?.target === 'each'
      ? time
      : undefined;
  const shape = targetShape(isClass, encoding, classes?.length ?? null, select.target.length, steps, Boolean(window));
  const inTime = shape.length > 1;
  const kind: TargetKind = isClass ? (inTime ? 'classSequence' : 'class') : inTime ? 'numberSequence' : 'number';
  const units = shape.at(-1)?.size ?? null;
  return {
    inputs,
    targets: [{ name: 'target', shape, kind, classes, encoding, columns: select.target }],
    proposal: proposeFor(kind, encoding, isClass ? (classes?.length ?? null) : units),
  };
}

/** Values that a text gives: numbers of words up to a length, or one value for every word but the filling. */
const wordsWidth = ({ output, length }: StepOf<'words'>, vocabulary: readonly string[] | undefined): number | null =>
  output === 'indices' ? length : vocabulary ? vocabulary.length - 1 : null;

/** A picture is (height, width, channels); read pixel by pixel it is a sequence. */
const imageShape = ({ layout, height, width, channels }: StepOf<'image'>): Shape =>
  layout === 'image'
    ? [axis('height', height), axis('width', width), axis('channels', channels)]
    : [axis('time', height * width), axis('features', channels)];

/** Two inputs of one shape; the target says whether their classes are the same. */
function pairSpec(input: InputSpec, columns: readonly string[]): SampleSpec {
  return {
    inputs: [
      { ...input, name: 'first' },
      { ...input, name: 'second' },
    ],
    targets: [
      { name: 'target', shape: [axis('units', 1)], kind: 'class', classes: pairClasses, encoding: 'label', columns },
    ],
    proposal: proposeFor('class', 'label', pairClasses.length),
  };
}

/** Text and booleans are classes, as is whatever `encode` names; `task` overrules. */
export function targetIsClass(recipe: Recipe, type: ColumnType | undefined): boolean {
  const select = stepOf(recipe, 'select');
  if (!select || select.task === 'regression') return false;
  if (select.task === 'classification') return true;
  const name = select.target[0] ?? '';
  return stepOf(recipe, 'encode')?.columns[name] !== undefined || type === 'text' || type === 'boolean';
}

function paddedLength(recipe: Recipe, known: KnownColumns): number | null {
  const length = stepOf(recipe, 'pad')?.length;
  if (typeof length === 'number') return length;
  return length === 'longest' ? (known.longest ?? null) : null;
}

function targetShape(
  isClass: boolean,
  encoding: string | undefined,
  classes: number | null,
  columns: number,
  steps: Axis | undefined,
  windowed: boolean,
): Shape {
  const last = isClass ? axis('units', encoding === 'label' ? 1 : classes) : axis('units', columns);
  if (!steps) return [last];
  // A forecast of one number is a vector of `horizon` units, as a Dense layer gives it; several are (horizon, columns).
  if (windowed && !isClass && columns === 1) return [axis('units', steps.size)];
  return [steps, last];
}
