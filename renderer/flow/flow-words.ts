/** What a picture shows, in a sentence: for screen readers, tooltips and whoever likes words. */
import type { TFunction } from 'i18next';
import type { Flow, FlowEntry, FlowGap, FlowTrack, FlowValue } from '../../shared/contract/flow.ts';
import { figureText } from '../charts/format.ts';

function valueSentence(value: FlowValue, t: TFunction): string {
  const shape = value.shape.length === 0 ? t('flow.oneNumber') : value.shape.join(' × ');
  const parts = [
    value.min === null
      ? t('flow.noNumbers', { shape })
      : t('flow.range', {
          shape,
          min: figureText(value.min),
          max: figureText(value.max),
          mean: figureText(value.mean),
        }),
  ];
  if (value.picture.kind === 'tokens') parts.unshift(t('flow.tokens', { text: value.picture.tokens.join(' ') }));
  if (value.notFinite > 0) parts.push(t('flow.notFinite', { count: value.notFinite }));
  if (value.mask)
    parts.push(t('flow.maskShare', { percent: Math.round((100 * value.mask.masked) / Math.max(1, value.mask.of)) }));
  if (value.shows !== 'all') parts.push(t(`flow.shows.${value.shows}`));
  return parts.join(' ');
}

function gapSentence(gap: FlowGap, t: TFunction): string {
  return t(`flow.gap.${gap.why}`);
}

export const entrySentence = ({ value, gap }: FlowEntry, t: TFunction): string =>
  value ? valueSentence(value, t) : gap ? gapSentence(gap, t) : '';

/** Where the row comes from, and under which weights it was computed. */
export function weightsSentence({ weights }: Flow, run: number | null, t: TFunction): string {
  if (weights.kind === 'run') {
    const { same, epoch } = weights;
    const whose = t(epoch === null ? 'flow.ofRun' : 'flow.ofEpoch', { run: run ?? '', epoch: epoch ?? '' });
    return t(same ? 'flow.trained' : 'flow.trainedOther', { whose });
  }
  return weights.misfits.length > 0
    ? t('flow.misfits', { run: run ?? '', layers: weights.misfits.join(', ') })
    : t('flow.initial');
}

export function originText({ origin }: Flow, t: TFunction): string {
  const { group, firstLine, lastLine } = origin;
  // A pair is named by the rows of both.
  if (group?.includes('↔')) return group;
  const lines = firstLine === lastLine ? t('flow.line', { line: firstLine }) : t('flow.lines', { firstLine, lastLine });
  return group === null ? lines : `${group}: ${lines}`;
}

export const trackName = ({ name, side }: FlowTrack, t: TFunction): string =>
  side === null ? t(`flow.track.${name}`) : `${t(`flow.track.${name}`)} · ${t(`flow.side.${side}`)}`;

/** What one track is like at one step. */
export function stepSentence(values: readonly (number | null)[], t: TFunction): string {
  const numbers = values.filter((value) => value !== null);
  if (numbers.length === 0) return t('flow.notComputed');
  const sum = numbers.reduce((total, value) => total + value, 0);
  return t('flow.stepRange', {
    min: figureText(Math.min(...numbers)),
    max: figureText(Math.max(...numbers)),
    mean: figureText(sum / numbers.length),
  });
}
