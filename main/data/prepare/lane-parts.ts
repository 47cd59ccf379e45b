/** The lanes of each part of a table's windows: how stateful training goes through them. */
import { layLanes, type Lanes, stretchesOf } from '../../../shared/data/parts/lanes.ts';
import { partNames, type Parts } from '../../../shared/data/parts/split.ts';
import { windowRows } from '../../../shared/data/parts/windows.ts';
import { type Recipe, stepOf } from '../../../shared/data/recipe.ts';
import { refuse, type Trace } from './trace.ts';
import type { Units } from './units.ts';

export type LaneParts = Partial<Record<keyof Parts, Lanes>>;

/**
 * Sample numbers of a lane are those within its part. Throws `recipe/lanes-window`, `recipe/lanes-split` and
 * `recipe/lanes-too-many`; warns where windows overlap or leave rows out.
 */
export function laneParts(recipe: Recipe, units: Units, parts: Parts, trace: Trace): LaneParts {
  const step = stepOf(recipe, 'lanes');
  if (!step) return {};
  const report = trace.begin('lanes');
  const window = stepOf(recipe, 'window');
  if (!window || units.kind !== 'window') return refuse('recipe/lanes-window', {}, {});
  if (stepOf(recipe, 'split')?.by === 'share') return refuse('recipe/lanes-split', {}, {});
  // With one row a window there is no sampling to speak of; otherwise the next window begins one sampled step later.
  const rows = window.length * window.sampling;
  if (window.stride !== rows) trace.warn('recipe/lanes-overlap', { rows, stride: window.stride });
  const found: LaneParts = {};
  for (const name of partNames) {
    const part = parts[name];
    if (part.length === 0) continue;
    const stretches = stretchesOf(part.length, (index) => follows(units, part, index, window.stride));
    const lanes = layLanes(stretches, step.lanes);
    if (lanes.order.length === 0) {
      const received = Math.max(...stretches.map(({ count }) => count));
      refuse('recipe/lanes-too-many', { lanes: step.lanes, part: name, received, rows: windowRows(window) }, {});
    }
    found[name] = lanes;
  }
  Object.assign(report.summary, {
    lanes: step.lanes,
    batches: (found.train?.order.length ?? 0) / step.lanes,
    leftOut: partNames.reduce((sum, name) => sum + (found[name]?.dropped ?? 0), 0),
  });
  return found;
}

function follows(units: Units, part: Int32Array, index: number, stride: number): boolean {
  const before = part[index - 1] ?? 0;
  const here = part[index] ?? 0;
  return (
    units.sequence[before] === units.sequence[here] && (units.start[here] ?? 0) - (units.start[before] ?? 0) === stride
  );
}
