/** One i18next instance a language, the same in page, core and command line. */
import i18next, { type TFunction } from 'i18next';
import { allLayerTypes } from '../layers/index.ts';
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

const typeOfClass = new Map(allLayerTypes.map(({ id, keras }) => [keras?.class ?? id, id]));

/** Problems of the drawing call a layer by its Keras class; people know it by what the palette calls it. */
function layerNames({ code, details }: Problem, t: TFunction): Readonly<Record<string, string>> {
  if (!/^(shape|wire|mask)\//.test(code)) return {};
  return Object.fromEntries(
    ['layer', 'inner'].flatMap((key) => {
      const type = typeOfClass.get(String(details[key]));
      return type === undefined ? [] : [[key, t(`layer.${type}`)]];
    }),
  );
}

/** Chinese has spaces beside foreign words only, and what is filled in may be one or none. */
const betweenHan = /(?<=\p{Script=Han}) (?=\p{Script=Han})/gu;

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
  const layers = layerNames(problem, t);
  const said = t(`problem.${problem.code}`, {
    file: problem.file,
    ...problem.details,
    ...portNames(problem, t),
    ...layers,
    ...lossNames(problem, t),
    row: problem.row,
    column: problem.column,
  });
  const text = Object.keys(layers).length > 0 ? said.replaceAll(betweenHan, '') : said;
  return places.length === 0 ? text : `${places.join(t('place.separator'))}: ${text}`;
}
