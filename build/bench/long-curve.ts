/** How long the core needs for the curve of a run of ten million steps, which lies in a file. */
import { openStepFigures } from '../../main/runs/step-figures.ts';
import { createStepOutlines } from '../../main/runs/step-outline.ts';
import { withFolder } from './app.ts';

const steps = 10_000_000;
/** Steps that come at once, as an engine tells them. */
const listed = 10_000;
const columns = 1024;

export interface LongCurveTimes {
  /** The whole curve, asked of the core for the first time. */
  readonly firstMilliseconds: number;
  /** The whole curve once more, and a hundredth of it: the slower of both. */
  readonly againMilliseconds: number;
}

export async function measureLongCurve(): Promise<LongCurveTimes> {
  return withFolder((folder) => {
    const figures = openStepFigures(folder);
    for (let first = 1; first <= steps; first += listed) {
      const values = Float64Array.from({ length: listed }, (_, index) => loss(first + index));
      figures.write('loss', first, values);
    }
    const outlines = createStepOutlines(figures);
    const read = (from: number, to: number) => () => checked(outlines.read('loss', from, to, columns).low);
    const first = milliseconds(read(1, steps));
    const again = Math.max(milliseconds(read(1, steps)), milliseconds(read(steps / 2, steps / 2 + steps / 100)));
    figures.close();
    return Promise.resolve({ firstMilliseconds: first, againMilliseconds: again });
  });
}

const loss = (step: number): number => 1 / Math.sqrt(step) + 0.01 * Math.sin(step);

function checked(low: Float64Array): void {
  if (low.length < columns / 4 || low.length > columns) throw new Error(`a curve of ${low.length} points came`);
}

function milliseconds(act: () => void): number {
  const begin = performance.now();
  act();
  return performance.now() - begin;
}
