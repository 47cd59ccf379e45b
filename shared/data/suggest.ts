/** A first recipe for an unknown table, and why: guesses from names, types and counts that a person accepts or changes. */
import type { ColumnInfo } from '../contract/data-types.ts';
import { stepTypes } from './steps/index.ts';
import { emptyRecipe, type Recipe, type RecipeStep, withStep } from './recipe.ts';

export interface Suggestion {
  readonly recipe: Recipe;
  /** Why, as catalogue keys, in the order of the steps. */
  readonly reasons: readonly {
    readonly step: string;
    readonly reason: string;
    readonly details: Readonly<Record<string, string | number>>;
  }[];
}

const groupNames =
  /^(seq|sequence|group|session|series|trial|subject|person|patient|user|customer|device|machine|unit|engine|episode|track|sample|case|trajectory|batch|run)([ _-]?(id|no|nr|number|index))?$/i;
const orderNames =
  /^(step|time|t|timestamp|date|datetime|frame|tick|cycle|position|pos|index|idx|no|nr|month|day|time[ _-]?step)$/i;
const targetNames =
  /^(target|label|class|classes|y|output|outcome|result|category|species|sentiment|diagnosis|activity)$/i;
const idNames = /^(id|no|nr|index|idx|row|unnamed.*|column1|uuid)$/i;
const placeNames = /^(site|location|room|station|fold|split|source)$/i;
const dateParts = /^(year|month|day|hour|minute|second|weekday)$/i;
/** A column with more different values than this is hardly a class. */
const mostClasses = 30;

const isNumber = ({ type }: ColumnInfo): boolean => type === 'number' || type === 'integer';
const isTime = ({ type }: ColumnInfo): boolean => type === 'date' || type === 'timestamp';
const distinctOf = ({ distinct }: ColumnInfo): number => distinct ?? 0;
const looksLikeClass = (column: ColumnInfo): boolean =>
  distinctOf(column) >= 2 && distinctOf(column) <= mostClasses && column.type !== 'number' && !isTime(column);

/** `rows`: rows of the table. The recipe may still be incomplete (no target found): the person goes on from there. */
export function suggestRecipe(columns: readonly ColumnInfo[], rows: number): Suggestion {
  const reasons: Suggestion['reasons'][number][] = [];
  const say = (step: string, reason: string, details: Record<string, string | number>): void => {
    reasons.push({ step, reason: `recipe.reason.${reason}`, details });
  };
  const useful = columns.filter((column) => distinctOf(column) > 1);
  const group = useful.find(
    (column) => groupNames.test(column.name) && distinctOf(column) <= rows / 3 && column.missing === 0,
  );
  const order = findOrder(useful, group, rows);
  const target = findTarget(useful, [group, order], !group && order !== undefined);
  const isSeries =
    !group && target !== undefined && isNumber(target) && (order !== undefined || useful.filter(isNumber).length === 1);

  const taken = new Set([group?.name, order?.name, isSeries ? undefined : target?.name]);
  const ignorable = (column: ColumnInfo): boolean =>
    distinctOf(column) <= 1 ||
    isTime(column) ||
    (column.type === 'text' && distinctOf(column) > mostClasses) ||
    (column.type === 'integer' && distinctOf(column) >= rows && idNames.test(column.name)) ||
    placeNames.test(column.name) ||
    (isSeries && dateParts.test(column.name));
  // The corners of many pictures are always empty: pixels are counted before constant columns are left out.
  const pixels = group || isSeries ? undefined : findPixels(columns, taken);
  const measured = pixels ?? columns.filter((column) => !taken.has(column.name) && !ignorable(column));
  // Free text counts only where there is nothing else to learn from.
  const text = measured.length === 0 && !group && !isSeries ? findText(columns, taken) : undefined;
  const features = text ? [text] : measured;
  const ignored = columns.filter(
    (column) => !taken.has(column.name) && column !== text && !pixels?.includes(column) && ignorable(column),
  );
  const usedFeatures = features.length > 0 ? features : target && isNumber(target) ? [target] : [];
  if (usedFeatures.length === 0) return { recipe: emptyRecipe, reasons };

  const isClass = target !== undefined && looksLikeClass(target) && !isSeries;
  let recipe = emptyRecipe;
  const add = (step: RecipeStep): void => {
    recipe = withStep(recipe, step);
  };
  add({
    step: 'select',
    features: usedFeatures.map((column) => column.name),
    target: target ? [target.name] : [],
    task: target ? (isClass ? 'classification' : 'regression') : 'auto',
  });
  if (target)
    say('select', isClass ? 'target.class' : 'target.number', { column: target.name, distinct: distinctOf(target) });
  if (ignored.length > 0) say('select', 'ignored', { columns: ignored.map((column) => column.name).join(', ') });

  const used = [...usedFeatures, ...(target ? [target] : [])];
  addMissing(used, target, Boolean(group) || isSeries, add, say);
  if (order) {
    add({ step: 'order', by: order.name, direction: 'ascending' });
    say('order', 'order', { column: order.name });
  }
  if (group) {
    add({ step: 'group', by: group.name, target: isClass ? 'constant' : 'last' });
    say('group', 'group', { column: group.name, rows, groups: distinctOf(group) });
    add({ step: 'pad', side: 'pre', truncate: 'pre', length: 'longest', value: 0 });
    say('pad', 'pad', {});
  }
  if (text) {
    add({ ...stepTypes.words.defaults, column: text.name });
    say('words', 'words', { column: text.name });
  }
  const words = usedFeatures.filter((column) => column.type === 'text' && column !== text);
  if (words.length > 0) {
    add({ step: 'encode', columns: Object.fromEntries(words.map((column) => [column.name, 'oneHot' as const])) });
    say('encode', 'encode', { columns: words.map((column) => column.name).join(', ') });
  }
  if (pixels) {
    const side = Math.sqrt(pixels.length);
    add({ ...stepTypes.image.defaults, height: side, width: side });
    say('image', 'image', { side });
  } else if (
    usedFeatures.some(
      (column) => isNumber(column) && Math.max(Math.abs(Number(column.min)), Math.abs(Number(column.max))) > 3,
    )
  ) {
    add({ step: 'scale', columns: target && !isClass ? 'all' : 'features', method: 'standard', range: [0, 1] });
    say('scale', 'scale', {});
  }
  if (isSeries) {
    const length = Math.max(2, Math.min(rows > 2000 ? 24 : 12, Math.floor(rows / 4)));
    add({ step: 'window', length, horizon: 1, stride: 1, gap: 0, sampling: 1 });
    say('window', 'window', { length });
  }
  addSplit(group, isSeries, isClass, add, say);
  const place = (step: string): number => recipe.steps.findIndex((entry) => entry.step === step);
  return { recipe, reasons: reasons.sort((a, b) => place(a.step) - place(b.step)) };
}

/** The column of texts that is no name or number of its row; the last one, if there are several. */
const findText = (columns: readonly ColumnInfo[], taken: ReadonlySet<string | undefined>): ColumnInfo | undefined =>
  columns.findLast(
    (column) =>
      !taken.has(column.name) &&
      column.type === 'text' &&
      distinctOf(column) > mostClasses &&
      !idNames.test(column.name) &&
      !placeNames.test(column.name),
  );

const fewestPixels = 16;
const pixelNames = /^(p|px|pix|pixel|x)?[ _-]?\d+([ _x-]\d+)?$/i;

/** As many numbered columns of numbers from 0 upwards, all of one name, as a square picture has pixels. */
function findPixels(
  columns: readonly ColumnInfo[],
  taken: ReadonlySet<string | undefined>,
): readonly ColumnInfo[] | undefined {
  const found = columns.filter(
    (column) => !taken.has(column.name) && pixelNames.test(column.name) && isNumber(column) && Number(column.min) >= 0,
  );
  return found.length >= fewestPixels && Number.isInteger(Math.sqrt(found.length)) ? found : undefined;
}

type Add = (step: RecipeStep) => void;
type Say = (step: string, reason: string, details: Record<string, string | number>) => void;

function findOrder(
  columns: readonly ColumnInfo[],
  group: ColumnInfo | undefined,
  rows: number,
): ColumnInfo | undefined {
  const fits = (column: ColumnInfo): boolean =>
    column !== group && column.missing === 0 && (group ? distinctOf(column) > 1 : distinctOf(column) >= rows);
  return (
    columns.find((column) => fits(column) && isTime(column)) ??
    columns.find((column) => fits(column) && orderNames.test(column.name) && (isNumber(column) || !group))
  );
}

/**
 * By name; else the last column that is not taken, because most tables put what is to be known at the end; in a series the
 * first number that is no part of a date.
 */
function findTarget(
  columns: readonly ColumnInfo[],
  taken: readonly (ColumnInfo | undefined)[],
  series: boolean,
): ColumnInfo | undefined {
  const free = columns.filter(
    (column) =>
      !taken.includes(column) &&
      !idNames.test(column.name) &&
      !isTime(column) &&
      (isNumber(column) || looksLikeClass(column)),
  );
  const named = free.find((column) => targetNames.test(column.name));
  return (
    named ??
    (series ? free.find((column) => isNumber(column) && !dateParts.test(column.name)) : undefined) ??
    free.at(-1)
  );
}

function addMissing(
  used: readonly ColumnInfo[],
  target: ColumnInfo | undefined,
  sequential: boolean,
  add: Add,
  say: Say,
): void {
  const gaps = [...new Set(used)].filter((column) => (column.missing ?? 0) > 0);
  if (gaps.length === 0) return;
  // A target is never invented; in a series the row must stay, because time does not skip it.
  const policy = (column: ColumnInfo): 'drop' | 'mean' | 'previous' =>
    column === target && !sequential ? 'drop' : isNumber(column) ? 'mean' : sequential ? 'previous' : 'drop';
  add({
    step: 'missing',
    default: 'refuse',
    columns: Object.fromEntries(gaps.map((column) => [column.name, policy(column)])),
  });
  say('missing', 'missing', {
    columns: gaps.map((column) => column.name).join(', '),
    count: gaps.reduce((sum, column) => sum + (column.missing ?? 0), 0),
  });
}

function addSplit(group: ColumnInfo | undefined, isSeries: boolean, isClass: boolean, add: Add, say: Say): void {
  const common = { step: 'split' as const, validation: 0.2, test: 0, seed: 1 };
  if (isSeries) {
    add({ ...common, by: 'time', stratify: false });
    say('split', 'split.time', {});
  } else if (group) {
    // One sample is one group here, so that drawing samples keeps groups whole, and classes can be balanced.
    add({ ...common, by: isClass ? 'share' : 'group', stratify: isClass });
    say('split', 'split.group', { column: group.name });
  } else {
    add({ ...common, by: 'share', stratify: isClass });
    say('split', 'split.share', {});
  }
}
