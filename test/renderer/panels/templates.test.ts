import { describe, expect, test } from 'vitest';
import { inputSpec } from '../../../shared/data/sample-spec.ts';
import type { Recipe } from '../../../shared/data/recipe.ts';
import { stepTypes } from '../../../shared/data/steps/index.ts';
import type { Source } from '../../../shared/data/source.ts';
import { inferGraph, totalParams } from '../../../shared/graph/infer-shapes.ts';
import { validateGraph } from '../../../shared/graph/validate-graph.ts';
import { catalogues } from '../../../shared/i18n/index.ts';
import { projectIdSchema } from '../../../shared/ids.ts';
import { projectDocSchema, type ProjectDoc } from '../../../shared/project-doc.ts';
import { templateIds, templates } from '../../../shared/templates/index.ts';
import { proposeModel, withProposedModel } from '../../../shared/templates/propose-model.ts';
import { weaverText } from '../../../shared/templates/weaver-text.ts';

const open = (id: keyof typeof templates): ProjectDoc =>
  templates[id].create(projectIdSchema.parse('p-1'), 'A project');
const known = {
  columns: [
    ...['rss1', 'rss2', 'rss3', 'rss4'].map((name) => ({ name, type: 'number' as const })),
    { name: 'changed_room', type: 'integer' as const, classes: ['-1', '1'] },
    { name: 'sentiment', type: 'text' as const, classes: ['neg', 'pos'] },
    { name: 'text', type: 'text' as const, classes: Array.from({ length: 1002 }, (_, word) => `w${word}`) },
    { name: 'digit', type: 'integer' as const, classes: [...'0123456789'] },
  ],
  longest: 48,
  alphabet: [...new Set(weaverText())].sort(),
};

function paramsOf(doc: ProjectDoc): number {
  const { source, recipe } = doc.data;
  if (!source) throw new Error('A template has data.');
  return totalParams(doc.graph, inferGraph(doc.graph, { inputSpecs: inputSpec(recipe, source, known).inputs }))
    .trainable;
}

describe.each(templateIds)('template %s', (id) => {
  const doc = open(id);
  test('is a project that can be saved, with its words in both languages', () => {
    expect(projectDocSchema.parse(doc)).toEqual(doc);
    for (const catalogue of Object.values(catalogues)) {
      expect(catalogue[templates[id].title]).toBeTruthy();
      expect(catalogue[templates[id].sentence]).toBeTruthy();
    }
  });
  test('has no problem when it is opened', () => {
    const { source, recipe } = doc.data;
    if (!source) throw new Error('A template has data.');
    const spec = inputSpec(recipe, source, known);
    const problems = validateGraph(doc.graph, {
      inference: inferGraph(doc.graph, { inputSpecs: spec.inputs }),
      settings: doc.training,
      inputSpecs: spec.inputs,
      targetSpecs: spec.targets,
    });
    expect(problems).toEqual([]);
  });
});

test('parameters are those of the published systems, as Keras counts them', () => {
  const counts = Object.fromEntries(
    (['echo', 'dampedSine', 'movingSquare', 'movingSquareLayers', 'addition'] as const).map((id) => [
      id,
      paramsOf(open(id)),
    ]),
  );
  expect(counts).toEqual({
    echo: 3860,
    dampedSine: 5145,
    movingSquare: 240_661,
    movingSquareLayers: 240_661,
    addition: 52_212,
  });
});

describe('a model proposed for data', () => {
  const table = (
    steps: Recipe['steps'],
    types: Readonly<Record<string, 'number' | 'text'>>,
  ): { recipe: Recipe; source: Source } => ({
    recipe: { version: 1, steps },
    source: {
      kind: 'table',
      file: {
        sha256: 'a'.repeat(64),
        name: 'a.csv',
        bytes: 1,
        columns: Object.entries(types).map(([name, type]) => ({ name, type })),
      },
    },
  });
  const select = (features: string[], target: string[]) =>
    ({ step: 'select', features, target, task: 'auto' }) as const;
  const group = { step: 'group', by: 'id', target: 'constant' } as const;
  const pad = { step: 'pad', side: 'pre', truncate: 'pre', length: 'longest', value: -5 } as const;
  const split = { step: 'split', by: 'share', validation: 0.2, test: 0, stratify: false, seed: 1 } as const;
  const pixels = Array.from({ length: 36 }, (_, at) => `p${at}`);
  const columns = [
    { name: 'v', type: 'number' as const },
    { name: 'c', type: 'text' as const, classes: ['a', 'b', 'c'] },
    { name: 'w', type: 'text' as const, classes: ['', '[UNK]', 'one', 'two'] },
  ];

  test.each([
    [
      'ragged sequences with a class',
      table([select(['v'], ['c']), group, pad, split], { id: 'number', v: 'number', c: 'text' }),
      ['input', 'masking', 'lstm', 'dense', 'output'],
    ],
    [
      'windows of a series',
      table([select(['v'], ['v']), { ...stepTypes.window.defaults, length: 10, horizon: 3 }], { v: 'number' }),
      ['input', 'lstm', 'dense', 'output'],
    ],
    [
      'texts',
      table([select(['w'], ['c']), { ...stepTypes.words.defaults, column: 'w' }], { w: 'text', c: 'text' }),
      ['input', 'embedding', 'globalAveragePooling1d', 'dense', 'output'],
    ],
    [
      'word counts',
      table([select(['w'], ['c']), { ...stepTypes.words.defaults, column: 'w', output: 'count' }], {
        w: 'text',
        c: 'text',
      }),
      ['input', 'dense', 'dense', 'output'],
    ],
    [
      'pictures',
      table([select(pixels, ['c']), { ...stepTypes.image.defaults, height: 6, width: 6 }], { c: 'text' }),
      ['input', 'conv2d', 'maxPooling2d', 'flatten', 'dense', 'dense', 'output'],
    ],
    [
      'pairs of pictures',
      table([select(pixels, ['c']), { ...stepTypes.image.defaults, height: 6, width: 6 }, stepTypes.pairs.defaults], {
        c: 'text',
      }),
      ['input', 'block', 'input', 'block', 'euclideanDistance', 'dense', 'output'],
    ],
    [
      'pairs of rows',
      table([select(['v'], ['c']), stepTypes.pairs.defaults], { v: 'number', c: 'text' }),
      ['input', 'block', 'input', 'block', 'euclideanDistance', 'dense', 'output'],
    ],
    ['plain rows', table([select(['v'], ['c'])], { v: 'number', c: 'text' }), ['input', 'dense', 'dense', 'output']],
  ] as const)('%s', (_, { recipe, source }, types) => {
    const spec = inputSpec(recipe, source, { columns, longest: 7 });
    const graph = proposeModel(spec, recipe);
    expect(graph?.nodes.map((node) => node.type)).toEqual(types);
    const doc = withProposedModel({ ...open('dampedSine'), data: { source, recipe } }, spec);
    const problems = validateGraph(doc.graph, {
      inference: inferGraph(doc.graph, { inputSpecs: spec.inputs }),
      settings: doc.training,
      inputSpecs: spec.inputs,
      targetSpecs: spec.targets,
    });
    expect(problems).toEqual([]);
    const masking = doc.graph.nodes.find((node) => node.type === 'masking');
    if (masking) expect(masking.params['maskValue']).toBe(-5);
  });

  test('every generator gets a valid model', () => {
    for (const generator of ['echo', 'dampedSine', 'addition', 'demoSeries', 'movingSquare']) {
      const source: Source = {
        kind: 'generator',
        generator,
        params: {},
        seed: 1,
        samples: 10,
        validationSamples: 0,
        fresh: true,
      };
      const spec = inputSpec({ version: 1, steps: [] }, source);
      const doc = withProposedModel({ ...open('echo'), data: { source, recipe: { version: 1, steps: [] } } }, spec);
      const problems = validateGraph(doc.graph, {
        inference: inferGraph(doc.graph, { inputSpecs: spec.inputs }),
        settings: doc.training,
        inputSpecs: spec.inputs,
        targetSpecs: spec.targets,
      });
      expect(problems.map((problem) => `${generator}: ${problem.code}`)).toEqual([]);
    }
  });

  test('nothing is proposed while the number of classes is not known', () => {
    const { recipe, source } = table([select(['v'], ['c'])], { v: 'number', c: 'text' });
    expect(proposeModel(inputSpec(recipe, source), recipe)).toBeUndefined();
  });
});
