/** Parts of a run's curves that the core has stored and the page does not hold. */
import { fromFigure } from '../../shared/contract/figures.ts';
import type { RunId } from '../../shared/ids.ts';
import { client } from '../connection/client.ts';
import type { AskOutline } from './curve-sources.ts';

export const storedCurve =
  (runId: RunId, figure: string): AskOutline =>
  async (range) => {
    const { firstStep, stride, low, high, mean } = await client.run.steps({ runId, figure, ...range });
    const numbers = (figures: typeof low) => Float64Array.from(figures, fromFigure);
    return { first: firstStep - 1, stride, low: numbers(low), high: numbers(high), mean: numbers(mean) };
  };
