import { describe, expect, test } from 'vitest';
import { languages } from '../../shared/i18n/index.ts';
import { translator } from '../../shared/i18n/translate.ts';
import { layerArticle, layerIds, proseBooks } from '../../shared/layer-reference/article.ts';
import { layerFacts } from '../../shared/layer-reference/facts.ts';
import { referenceMarkdown } from '../../shared/layer-reference/markdown.ts';
import { plainText } from '../../shared/layer-reference/rich-text.ts';

describe.each(languages)('the layer reference in %s', (language) => {
  const t = translator(language);

  test('has what is written by hand for every layer, and for no other', () => {
    expect(Object.keys(proseBooks[language]).toSorted()).toEqual(layerIds.toSorted());
    expect(Object.keys(layerFacts).toSorted()).toEqual(layerIds.toSorted());
  });

  test.each(layerIds)('%s is complete', (id) => {
    const article = layerArticle(id, language, t);
    for (const text of [article.title, article.help, article.category, plainText(article.example), ...article.formula])
      expect(text.trim()).not.toBe('');
    expect(article.pitfalls.length).toBeGreaterThan(0);
    expect(article.tried.gives === '').toBe(article.outputs.length === 0);
    // No key of the catalogue stands where its text should, no mark is left unread.
    const shown = JSON.stringify(article);
    expect(shown).not.toMatch(/(layer|param|choice|reference|category|axis)\.\w+(?=[" ])/);
    expect([article.example, ...article.pitfalls].map(plainText).join()).not.toMatch(/\[\w+\]|<[\w.]+>/);
    if (language === 'zh-Hans')
      for (const text of [article.example, ...article.pitfalls]) expect(plainText(text)).toMatch(/[\u4e00-\u9fff]/);
  });
});

test('what comes out of the examples is what the records say', () => {
  const t = translator('en');
  const tried = (id: Parameters<typeof layerArticle>[0]) => layerArticle(id, 'en', t).tried;
  expect(tried('lstm')).toEqual({
    takes: 'time 50 · features 1',
    settings: 'Units 20',
    gives: 'units 20',
    weights: 1760,
  });
  expect(tried('flatten').gives).toBe('features 784');
  expect(tried('bidirectional').gives).toBe('units 32');
});

test('masks are told as the records treat them, with the switches that change it', () => {
  const t = translator('en');
  expect(layerArticle('lstm', 'en', t).masks).toEqual([
    'It uses the mask of its input; what it gives carries none.',
    'With “Return every step” on: It passes the mask of its input on.',
  ]);
  expect(layerArticle('masking', 'en', t).masks).toEqual(['It makes a mask.']);
  expect(layerArticle('flatten', 'en', t).masks).toEqual(['Masks end here: padded steps count as data from here on.']);
});

test.each(languages)('as Markdown it has a heading for every layer (%s)', (language) => {
  const text = referenceMarkdown(language, translator(language));
  for (const id of layerIds) expect(text).toContain(`### ${translator(language)(`layer.${id}`)}\n`);
  expect(text).not.toContain('undefined');
});
