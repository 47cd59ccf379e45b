import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { catalogues } from '../../shared/i18n/index.ts';

const folder = join(import.meta.dirname, '..', '..', 'shared', 'i18n');

/** Keys as they stand in the files, also those that a later one of the same name would hide. */
function writtenKeys(language: string): readonly string[] {
  return readdirSync(join(folder, language)).flatMap((file) =>
    readFileSync(join(folder, language, file), 'utf8')
      .split('\n')
      .flatMap((line) => /^ {2}"([^"]+)":/.exec(line)?.[1] ?? []),
  );
}

const placeholders = (text: string): readonly string[] =>
  [...new Set(text.match(/\{\w+/g))].map((name) => name.slice(1)).toSorted();

test.each(['en', 'zh-Hans'] as const)('no key of %s is written twice', (language) => {
  const keys = writtenKeys(language);
  expect(keys.filter((key, at) => keys.indexOf(key) !== at)).toEqual([]);
  expect(keys.length).toBe(Object.keys(catalogues[language]).length);
});

test('both languages have the same keys, filled in from the same values', () => {
  const { en, 'zh-Hans': chinese } = catalogues;
  expect(Object.keys(chinese).toSorted()).toEqual(Object.keys(en).toSorted());
  const differ = Object.keys(en).filter(
    (key) => placeholders(en[key] ?? '').join() !== placeholders(chinese[key] ?? '').join(),
  );
  expect(differ).toEqual([]);
});

test.each(['en', 'zh-Hans'] as const)(
  '%s quotes and elides with the signs of print, not of a typewriter',
  (language) => {
    // Two straight quotation marks are what a file has to have.
    const written = Object.entries(catalogues[language]).filter(([, text]) => /["']/.test(text.replaceAll('""', '')));
    expect(written.map(([key]) => key)).toEqual([]);
  },
);
