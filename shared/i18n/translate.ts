/** One i18next instance a language, the same in page, core and command line. */
import i18next, { type TFunction } from 'i18next';
import type { Problem } from '../problem.ts';
import { catalogues, type Language, languages } from './index.ts';

/** Options every instance shares: keys are flat (`layer.lstm`), so dots and colons in them separate nothing. */
export const i18nextOptions = {
  resources: Object.fromEntries(languages.map((language) => [language, { translation: catalogues[language] }])),
  fallbackLng: 'en',
  keySeparator: false as const,
  nsSeparator: false as const,
  interpolation: { escapeValue: false, prefix: '{', suffix: '}' },
};

const translators = new Map<Language, TFunction>();

/** The translate function of a language, ready at once (catalogues are bundled). */
export function translator(language: Language): TFunction {
  const known = translators.get(language);
  if (known) return known;
  const instance = i18next.createInstance();
  void instance.init({ ...i18nextOptions, lng: language, initAsync: false });
  const t = instance.t.bind(instance);
  translators.set(language, t);
  return t;
}

/** A layer's port in words; ports of blocks are called after nodes, which keep the names that people gave them. */
export const portName = (name: string, t: TFunction): string => t(`port.${name}`, { defaultValue: name });

/** The ports that a problem speaks of, by the names that the canvas gives them. */
function portNames({ code, details }: Problem, t: TFunction): Readonly<Record<string, string>> {
  if (!code.startsWith('wire/')) return {};
  return Object.fromEntries(
    ['port', 'from', 'to'].flatMap((key) => {
      const name = details?.[key];
      return typeof name === 'string' ? [[key, portName(name, t)]] : [];
    }),
  );
}

/** Losses by the names that people choose them by. */
function lossNames({ code, details }: Problem, t: TFunction): Readonly<Record<string, string>> {
  if (!code.startsWith('loss/')) return {};
  return Object.fromEntries(
    ['loss', 'better'].flatMap((key) => {
      const id = details[key];
      return typeof id === 'string' ? [[key, t([`loss.${id}`], { defaultValue: id })]] : [];
    }),
  );
}

/** The sentence of a problem: what was expected, what was received, what to do; with file, row and column in front. */
export function problemText(problem: Problem, t: TFunction): string {
  const places = [
    problem.file,
    problem.row === undefined ? undefined : t('place.row', { row: problem.row }),
    problem.column === undefined ? undefined : t('place.column', { column: problem.column }),
  ].filter((place): place is string => place !== undefined);
  const text = t(`problem.${problem.code}`, {
    file: problem.file,
    ...problem.details,
    ...portNames(problem, t),
    ...lossNames(problem, t),
    row: problem.row,
    column: problem.column,
  });
  return places.length === 0 ? text : `${places.join(t('place.separator'))}: ${text}`;
}
