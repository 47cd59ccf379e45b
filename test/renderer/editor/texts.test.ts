/** What the editor shows exists in both languages, and every command has a name. */
import { describe, expect, test } from 'vitest';
import { shapeFromText, shapeToText } from '../../../renderer/inspector/shape-text.ts';
import { matchesKeys } from '../../../renderer/commands/keys.ts';
import { paletteEntries, search } from '../../../renderer/palette/palette-entries.ts';
import { catalogues, languages } from '../../../shared/i18n/index.ts';
import { translator } from '../../../shared/i18n/translate.ts';
import { allLayerTypes } from '../../../shared/layers/index.ts';

describe('catalogues', () => {
  test.each(languages)('every layer and parameter the editor shows has a text in %s', (language) => {
    const catalogue = catalogues[language];
    const missing = allLayerTypes.flatMap((type) => [
      ...(catalogue[`layer.${type.id}`] === undefined ? [type.id] : []),
      ...Object.keys(type.params).filter(
        (name) => catalogue[`param.${type.id}.${name}`] === undefined && catalogue[`param.${name}`] === undefined,
      ),
    ]);
    expect(missing).toEqual([]);
  });
});

describe('palette search', () => {
  const entries = paletteEntries(translator('en'), [], undefined);
  test('a layer is found by the beginning of its name, before those that only mention it', () => {
    expect(search(entries, 'lstm')[0]?.id).toBe('lstm');
    expect(search(entries, 'dense')[0]?.id).toBe('dense');
  });
  test('in Chinese, a layer is found by its Keras class as well', () => {
    const chinese = paletteEntries(translator('zh-Hans'), [], undefined);
    expect(search(chinese, 'Masking').map((entry) => entry.id)).toContain('masking');
  });
  test('nothing matches nonsense', () => expect(search(entries, 'zzqx')).toEqual([]));
});

describe('shapes as text', () => {
  test.each([
    ['28, 28, 3', [28, 28, 3]],
    ['10 × ?', [10, null]],
    ['7，2', [7, 2]],
    ['', []],
  ])('%s', (text, shape) => expect(shapeFromText(text)).toEqual(shape));
  test.each(['0', '2.5', 'a, 2', '-3'])('%s is refused', (text) => expect(shapeFromText(text)).toBeUndefined());
  test('what is shown can be read back', () => expect(shapeFromText(shapeToText([5, null, 2]))).toEqual([5, null, 2]));
});

describe('shortcuts', () => {
  const press = (key: string, held: Partial<KeyboardEvent> = {}): KeyboardEvent =>
    ({ key, ctrlKey: false, metaKey: false, altKey: false, shiftKey: false, ...held }) as KeyboardEvent;
  test.each<[string, KeyboardEvent, boolean]>([
    ['mod+z', press('z', { ctrlKey: true }), true],
    ['mod+z', press('Z', { ctrlKey: true, shiftKey: true }), false],
    ['mod+shift+z', press('Z', { ctrlKey: true, shiftKey: true }), true],
    ['c', press('c', { ctrlKey: true }), false],
    ['?', press('?', { shiftKey: true }), true],
    ['delete', press('Delete'), true],
    ['delete', press('Delete', { shiftKey: true }), false],
  ])('%s', (keys, event, expected) => expect(matchesKeys(event, keys)).toBe(expected));
});
