import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { learnVocabulary, wordNumbers, wordPlaces, wordsOf } from '../../shared/data/parts/words.ts';
import { csv, english, hasShared, needsShared, problemOf, recipeOf, sharedFile, temporaryStore } from './support.ts';
import { applyRecipe } from '../../main/data/prepare.ts';

const { prepare, store, sourceOf } = temporaryStore();

describe.skipIf(!hasShared)(needsShared('words as Keras TextVectorization'), () => {
  const golden = hasShared ? JSON.parse(readFileSync(sharedFile('golden/data-preparation.json'), 'utf8')) : null;
  test.each([1, 2])('%i-grams: the same vocabulary and numbers', async (ngrams) => {
    const expected = golden[`text_vectorization_ngrams_${ngrams}`];
    const all = readFileSync(sharedFile(`data/${expected.file}`), 'utf8').split('\n');
    const head = `${all.slice(0, 1 + expected.rows).join('\n')}\n`;
    const data = await prepare(head, [
      { step: 'select', features: ['text'], target: [] },
      {
        step: 'words',
        column: 'text',
        ngrams,
        limit: expected.max_tokens,
        length: expected.output_sequence_length,
      },
    ]);
    expect(data.fitted.features[0]?.words?.vocabulary).toEqual(expected.vocabulary);
    expect(data.spec.inputs).toMatchObject([{ dtype: 'int32', shape: [{ name: 'time', size: 60 }], numbers: 200 }]);
    const { x } = data.train.batch(expected.ids.map((_: unknown, index: number) => index));
    expect(x[0]).toBeInstanceOf(Int32Array);
    expect([...(x[0] ?? [])]).toEqual(expected.ids.flat());
  });
});

// A second table, with what reviews do not have: other columns, classes, gaps, other alphabets.
const notes = csv('day,note,urgent', [
  '1,"Pump LEAKS, pump loud!",yes',
  '2,"all quiet",no',
  '3,"pump quiet. All well",no',
  '4,"泵 漏水",yes',
]);

describe('words', () => {
  test('are lowered in ASCII alone, freed of punctuation, split at spaces', () => {
    expect(wordsOf("What's THE  Deal?\tÄtsch", { unit: 'word', ngrams: 1 })).toEqual(['whats', 'the', 'deal', 'Ätsch']);
    expect(wordsOf('a b c', { unit: 'word', ngrams: 3 })).toEqual(['a', 'b', 'c', 'a b', 'b c', 'a b c']);
    expect(wordsOf('泵漏水。', { unit: 'character', ngrams: 1 })).toEqual(['泵', '漏', '水', '。']);
  });

  test('equally frequent ones stand in falling order', () => {
    const { words, idf } = learnVocabulary(['a b', 'b c', 'c'], { unit: 'word', ngrams: 1, limit: 4 });
    expect(words).toEqual(['', '[UNK]', 'c', 'b']);
    // ln(1 + 3 / (1 + 2)) for both.
    expect(idf[2]).toBeCloseTo(Math.log(2), 12);
    expect([...wordNumbers('c a b', { unit: 'word', ngrams: 1 }, wordPlaces(words))]).toEqual([2, 1, 3]);
  });

  test('counts stand beside other features, and any text can be counted with what was learnt', async () => {
    const steps = [
      { step: 'select', features: ['day', 'note'], target: ['urgent'] },
      { step: 'words', column: 'note', output: 'count', limit: 5 },
    ];
    const data = await prepare(notes, steps);
    // 4 + 1 + 2 words in three notes; pump three times, quiet and all twice each.
    expect(data.fitted.features[1]?.words?.vocabulary).toEqual(['', '[UNK]', 'pump', 'quiet', 'all']);
    expect(data.spec.inputs).toMatchObject([{ dtype: 'float32', shape: [{ name: 'features', size: 5 }] }]);
    expect([...(data.train.batch([0, 1, 2]).x[0] ?? [])]).toEqual([1, 2, 2, 0, 0, 2, 0, 0, 1, 1, 3, 1, 1, 1, 1]);
    const other = await applyRecipe({
      store,
      source: await sourceOf(csv('day,note', ['9,pump pump what'])),
      recipe: recipeOf(steps),
      fitted: data.fitted,
    });
    expect([...(other.all.batch([0]).x[0] ?? [])]).toEqual([9, 1, 2, 0, 0]);
  });

  test('multi-hot and tf-idf weigh the same words', async () => {
    const give = async (output: string) => {
      const data = await prepare(notes, [
        { step: 'select', features: ['note'], target: ['urgent'] },
        { step: 'words', column: 'note', output, limit: 4 },
      ]);
      return [...(data.train.batch([0]).x[0] ?? [])];
    };
    expect(await give('multiHot')).toEqual([1, 1, 0]);
    const [unknown = 0, pump = 0, quiet = 1] = await give('tfIdf');
    // pump and quiet each occur in two of four notes; unknown words have the mean weight.
    const weight = Math.log(1 + 4 / 3);
    expect([unknown, pump, quiet].map((value) => value.toFixed(5))).toEqual(
      [2 * weight, 2 * weight, 0].map((value) => value.toFixed(5)),
    );
  });

  test('only the training part is learnt from', async () => {
    const data = await prepare(notes, [
      { step: 'select', features: ['note'], target: ['urgent'] },
      { step: 'words', column: 'note', length: 4 },
      { step: 'split', by: 'time', validation: 0.25 },
    ]);
    expect(data.fitted.features[0]?.words?.vocabulary).not.toContain('泵');
    expect([...(data.validation?.batch([0]).x[0] ?? [])]).toEqual([1, 1, 0, 0]);
  });

  test('what cannot work is said with the column', async () => {
    const problem = async (steps: unknown[]) => problemOf(prepare(notes, steps));
    const select = { step: 'select', features: ['day', 'note'], target: ['urgent'] };
    expect(english(await problem([select, { step: 'words', column: 'note' }]))).toMatch(/day.*Leave only “note”/s);
    expect(await problem([select, { step: 'words', column: 'text' }])).toMatchObject({ code: 'data/column-unknown' });
    const wrong = await problem([
      { ...select, features: ['day'] },
      { step: 'words', column: 'note' },
    ]);
    expect(wrong).toMatchObject({ code: 'recipe/words-column', column: 'note' });
    const empty = csv('note,urgent', ['...,yes', '!,no']);
    expect(
      await problemOf(
        prepare(empty, [
          { step: 'select', features: ['note'], target: ['urgent'] },
          { step: 'words', column: 'note' },
        ]),
      ),
    ).toMatchObject({ code: 'recipe/no-words', column: 'note' });
  });
});
