import type { TFunction } from 'i18next';
import { fromFigure } from '../../shared/contract/figures.ts';
import type { Prediction } from '../../shared/contract/prediction.ts';
import { figureText } from '../charts/format.ts';

/** One sentence on what was learnt, from the figures over the samples on show; undefined when they say nothing. */
export function learntSentence(
  { figures, series, rows }: Pick<Prediction, 'figures' | 'series' | 'rows'>,
  t: TFunction,
): string | undefined {
  const figure = (name: string): number | undefined => {
    const value = figures[name];
    return value === undefined ? undefined : fromFigure(value);
  };
  // Of one sample the table says all there is.
  if (rows.length === 1) return undefined;
  const accuracy = figure('accuracy');
  if (accuracy !== undefined && Number.isFinite(accuracy)) {
    return t('use.learnt.accuracy', {
      percent: String(Number((accuracy * 100).toFixed(accuracy > 0.99 ? 2 : 1))),
      total: rows.length.toLocaleString(),
    });
  }
  const mae = figure('mae') ?? figure('mean_absolute_error');
  if (mae === undefined || !Number.isFinite(mae)) return undefined;
  const truths = series.flatMap((entry) => entry.truth ?? []);
  const low = Math.min(...truths);
  const high = Math.max(...truths);
  if (truths.length === 0 || high === low) return t('use.learnt.error', { mae: figureText(mae) });
  return t('use.learnt.errorOfRange', {
    mae: figureText(mae),
    low: figureText(low),
    high: figureText(high),
    percent: ((100 * mae) / (high - low)).toFixed(1),
  });
}
