/** What a port says to a wire that is being drawn, in words. */
import type { TFunction } from 'i18next';
import type { WireFit } from '../../shared/graph/wire-fits.ts';
import { problemText } from '../../shared/i18n/translate.ts';

/** One or two short sentences; `nameOf` gives a layer's name. */
export function fitText(fit: WireFit, t: TFunction, nameOf: (node: string) => string): readonly string[] {
  if (fit.kind === 'cannot') return [problemText(fit.problem, t)];
  const replaced = fit.replaces ? [t('editor.fitReplaces', { name: nameOf(fit.replaces.from.node) })] : [];
  if (fit.kind === 'fits') return [...(fit.note ? [problemText(fit.note, t)] : []), ...replaced];
  const { repair, problem } = fit;
  const mended =
    repair === undefined ? [] : [t('editor.fitRepair', { repair: t(`repair.${repair}`, problem.details) })];
  return [problemText(problem, t), ...mended, ...replaced];
}
