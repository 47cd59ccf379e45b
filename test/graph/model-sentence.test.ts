/** Models in plain words: every template, in both languages. */
import { describe, expect, test } from 'vitest';
import { newProject } from '../../main/projects/new-project.ts';
import { inputSpec } from '../../shared/data/sample-spec.ts';
import { inferGraph } from '../../shared/graph/infer-shapes.ts';
import { modelSentence } from '../../shared/graph/model-sentence.ts';
import { largeProject } from '../../build/bench/large-project.ts';
import { emptyGraphDoc } from '../../shared/graph/graph-doc.ts';
import { type Language, languages } from '../../shared/i18n/index.ts';
import { translator } from '../../shared/i18n/translate.ts';
import type { ProjectId } from '../../shared/ids.ts';
import { templateIds } from '../../shared/templates/index.ts';

function sentenceOf(template: string, language: Language = 'en'): string {
  const { graph, data } = newProject('project-1' as ProjectId, 'x', template);
  const inputSpecs = data.source ? inputSpec(data.recipe, data.source).inputs : [];
  return modelSentence({ graph, inference: inferGraph(graph, { inputSpecs }), t: translator(language), language });
}

describe.each(languages)('in %s', (language) => {
  test.each(templateIds)('%s', (template) => {
    const sentence = sentenceOf(template, language);
    expect(sentence).toMatch(language === 'en' ? /^Reads .+, and predicts .+\.$/ : /^读取.+，最后预测.+。$/);
    // Nothing unfilled, no key of the catalogue, no layer without its name.
    expect(sentence).not.toMatch(/[{}]|sentence\.|layer\.|undefined|NaN/);
  });
});

test('what is read, how it goes on, what comes out', () => {
  expect(sentenceOf('masking')).toMatchInlineSnapshot(
    `"Reads 15 steps of 1 feature, ignores padded steps, passes them through 2 LSTM layers (size 100 and 20), and predicts one number."`,
  );
  expect(sentenceOf('masking', 'zh-Hans')).toMatchInlineSnapshot(
    `"读取 15 步、每步 1 个特征的序列，忽略填充的步，经过 2 个 LSTM 层（大小 100 和 20），最后预测 1 个数。"`,
  );
  expect(sentenceOf('fastText')).toMatchInlineSnapshot(
    `"Reads texts of 1,000 tokens, ignores padded steps, passes them through one Embedding layer (size 50), then one GlobalAveragePooling1D layer, and predicts yes or no."`,
  );
  expect(sentenceOf('siamese')).toMatchInlineSnapshot(
    `"Reads 2 inputs, each pictures of 8 × 8 in 1 channel, passes them through the block encoder 2 times, then one Euclidean distance layer, and predicts one number."`,
  );
  expect(sentenceOf('movingSquareLayers')).toMatchInlineSnapshot(
    `"Reads 50 pictures of 50 × 50, passes them through one Conv2D in TimeDistributed layer (size 2), then one MaxPooling2D in TimeDistributed layer, then one LSTM layer (size 50), and predicts yes or no."`,
  );
  expect(sentenceOf('manyToMany')).toMatchInlineSnapshot(
    `"Reads 10 steps of 1 feature, passes them through one LSTM layer (size 16), and predicts yes or no for every step."`,
  );
  expect(sentenceOf('dampedSine')).toMatchInlineSnapshot(
    `"Reads 50 steps of 1 feature, passes them through 2 LSTM layers (size 20 and 20), and predicts 5 numbers."`,
  );
});

test('a long row of layers is told in one line', () => {
  const { graph } = largeProject(40);
  const [first] = graph.nodes.filter(({ type }) => type === 'dense');
  const inference = inferGraph(graph, { inputSpecs: [] });
  const t = translator('en');
  expect(modelSentence({ graph, inference, t, language: 'en' })).toContain('37 Dense layers (size 16), and');
  const mixed = {
    ...graph,
    nodes: graph.nodes.map((node) => (node === first ? { ...node, params: { units: 128 } } : node)),
  };
  expect(modelSentence({ graph: mixed, inference, t, language: 'en' })).toContain('37 Dense layers (size 16–128), and');
});

test('an empty drawing has no sentence', () => {
  const t = translator('en');
  const inference = inferGraph(emptyGraphDoc, { inputSpecs: [] });
  expect(modelSentence({ graph: emptyGraphDoc, inference, t, language: 'en' })).toBe('');
});
