import type { TFunction } from 'i18next';

/** A figure's name for people: `val_accuracy` is the accuracy of the validation part. Unknown ones keep their id. */
export function figureLabel(figure: string, t: TFunction): string {
  const own = figure.startsWith('val_') ? figure.slice(4) : figure;
  const label = t(`figure.${own}`, {
    defaultValue: t(`metric.${own}`, { defaultValue: t(`loss.${own}`, { defaultValue: own }) }),
  });
  return own === figure ? label : t('train.validationFigure', { figure: withinSentence(label) });
}

/** A label as it stands within a sentence; languages without capitals do not change. */
export const withinSentence = (label: string): string => label.charAt(0).toLowerCase() + label.slice(1);
