import type { TFunction } from 'i18next';

/** A figure's name for people: `val_accuracy` is the accuracy of the validation part. Unknown ones keep their id. */
export function figureLabel(figure: string, t: TFunction): string {
  const own = figure.startsWith('val_') ? figure.slice(4) : figure;
  const label = known(own, t) ?? ofOutput(own, t) ?? own;
  return own === figure ? label : t('train.validationFigure', { figure: withinSentence(label) });
}

function known(figure: string, t: TFunction): string | undefined {
  const none = '';
  const label = t([`figure.${figure}`, `metric.${figure}`, `loss.${figure}`], { defaultValue: none });
  return label === none ? undefined : label;
}

/** `next_letter_accuracy` is the accuracy of the output `next_letter`: the longest name of a figure at the end counts. */
function ofOutput(figure: string, t: TFunction): string | undefined {
  for (let at = figure.indexOf('_'); at > 0; at = figure.indexOf('_', at + 1)) {
    const label = known(figure.slice(at + 1), t);
    if (label !== undefined) return `${figure.slice(0, at)}: ${label}`;
  }
  return undefined;
}

/** A label as it stands within a sentence; languages without capitals do not change. */
export const withinSentence = (label: string): string => label.charAt(0).toLowerCase() + label.slice(1);
