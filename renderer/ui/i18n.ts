/** The page's language: one i18next instance over the shared catalogues. */
import i18next, { type TFunction } from 'i18next';
import { initReactI18next, useTranslation } from 'react-i18next';
import { type Language, languages } from '../../shared/i18n/index.ts';
import { i18nextOptions } from '../../shared/i18n/translate.ts';
import { readPreference, writePreference } from '../state/preferences.ts';

export const languageNames: Readonly<Record<Language, string>> = { en: 'English', 'zh-Hans': '简体中文' };

const fromBrowser = (): Language => (navigator.language.toLowerCase().startsWith('zh') ? 'zh-Hans' : 'en');

function kept(): Language | undefined {
  const value = readPreference<string>('language');
  return languages.find((language) => language === value);
}

function apply(language: Language): void {
  document.documentElement.lang = language;
}

export function startI18n(): void {
  const lng = kept() ?? fromBrowser();
  void i18next.use(initReactI18next).init({ ...i18nextOptions, lng, initAsync: false, react: { useSuspense: false } });
  apply(lng);
}

export function currentLanguage(): Language {
  return languages.find((language) => language === i18next.language) ?? 'en';
}

export function setLanguage(language: Language): void {
  writePreference('language', language);
  apply(language);
  void i18next.changeLanguage(language);
}

/** The translate function; the component renders again when the language changes. */
export function useT(): TFunction {
  return useTranslation().t;
}

/** Outside components, such as in commands and notices. */
export const tNow: TFunction = i18next.t.bind(i18next) as TFunction; // bind loses i18next's brand on the function type

/** Sentences one behind the other: Chinese puts no space between them. */
export const joinSentences = (sentences: readonly string[]): string =>
  sentences.join(currentLanguage() === 'zh-Hans' ? '' : ' ');
