/** The `pairs` step on a table: pairs within each part, so that no sample held out ever meets one that trained. */
import type { FittedColumn } from '../../../shared/data/fitted.ts';
import { drawPairs, neighbourPairs, pairClasses, type Pairs } from '../../../shared/data/parts/pairs.ts';
import { partNames, type Parts } from '../../../shared/data/parts/split.ts';
import { seededRandom } from '../../../shared/data/random.ts';
import { type Recipe, stepOf, type StepOf } from '../../../shared/data/recipe.ts';
import { pairSamples } from './pair-samples.ts';
import type { Samples } from './samples.ts';
import type { TableData } from './table-data.ts';
import { refuse, type Trace } from './trace.ts';
import type { Units } from './units.ts';
import type { UsedColumn } from './used-columns.ts';

/** A pair is told apart by two classes, whatever the label's own are. */
export const pairTargets = (columns: readonly string[]): FittedColumn[] =>
  columns.slice(0, 1).map((column) => ({ column, encoding: 'label', classes: [...pairClasses] }));

/** Only a class can be the same or not: a number, or no target at all, is refused. */
export function refuseWrongPairs(recipe: Recipe, target: UsedColumn | undefined, data: TableData): void {
  if (!stepOf(recipe, 'pairs')) return;
  if (!target || target.encoding === 'number')
    refuse('recipe/pairs-class', { target: target?.name ?? '–' }, { file: data.file });
}

interface PairInput {
  readonly step: StepOf<'pairs'>;
  readonly samples: Samples;
  readonly parts: Parts;
  readonly units: Units;
  readonly target: UsedColumn | undefined;
  /** Samples to predict are paired two by two as they come. */
  readonly apply: boolean;
  readonly trace: Trace;
}

export function pairParts(
  { step, samples, parts, units, target, apply, trace }: PairInput,
  data: TableData,
): { readonly samples: Samples; readonly parts: Parts } {
  const report = trace.begin('pairs').summary;
  const labels = target ? units.target.map((position) => target.labels.codes[position] ?? -1) : null;
  const drawn = partNames.map((name, part): Pairs => {
    if (apply) return neighbourPairs(name === 'train' ? units.count : 0, labels);
    return drawPairs(parts[name], labels ?? [], step.perSample, seededRandom(step.seed, part));
  });
  partNames.forEach((name, part) => {
    const count = drawn[part]?.first.length ?? 0;
    if (parts[name].length > 0 && count === 0)
      refuse('data/no-pairs', { part: name, samples: parts[name].length }, { file: data.file });
    if (parts[name].length > 0) report[name] = count;
  });
  let next = 0;
  const numbers = drawn.map(({ first }) => Int32Array.from(first, () => next++));
  const none = new Int32Array(0);
  return {
    samples: pairSamples(samples, joined(drawn), labels !== null),
    parts: { train: numbers[0] ?? none, validation: numbers[1] ?? none, test: numbers[2] ?? none },
  };
}

const joined = (parts: readonly Pairs[]): Pairs => ({
  first: Int32Array.from(parts.flatMap(({ first }) => [...first])),
  second: Int32Array.from(parts.flatMap(({ second }) => [...second])),
  same: Float32Array.from(parts.flatMap(({ same }) => [...same])),
});
