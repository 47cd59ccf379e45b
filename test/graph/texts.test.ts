import { expect, test } from 'vitest';
import { catalogues, languages } from '../../shared/i18n/index.ts';
import { constraints } from '../../shared/layers/constraints.ts';
import { initializers } from '../../shared/layers/initializers.ts';
import { regularizers } from '../../shared/layers/regularizers.ts';
import { problemText, translator } from '../../shared/i18n/translate.ts';
import { problem, problemCodes } from '../../shared/problem.ts';
import enGraph from '../../shared/i18n/en/graph.json' with { type: 'json' };
import enLayers from '../../shared/i18n/en/layers.json' with { type: 'json' };
import enTraining from '../../shared/i18n/en/training.json' with { type: 'json' };
import zhGraph from '../../shared/i18n/zh-Hans/graph.json' with { type: 'json' };
import zhLayers from '../../shared/i18n/zh-Hans/layers.json' with { type: 'json' };
import zhTraining from '../../shared/i18n/zh-Hans/training.json' with { type: 'json' };

const areas = ['shape', 'wire', 'mask', 'graph', 'param', 'target', 'loss'];

test.each(languages)('every code about drawings, every axis and small Keras object has a text: %s', (language) => {
  const objects = [initializers, regularizers, constraints].flatMap((types) => Object.values(types));
  const keys = [
    ...problemCodes.filter((code) => areas.includes(code.split('/')[0] ?? '')).map((code) => `problem.${code}`),
    ...['batch', 'time', 'features', 'height', 'width', 'channels', 'units', 'axis'].map((axis) => `axis.${axis}`),
    ...objects.flatMap((type) => [`choice.${type.id}`, ...Object.keys(type.params).map((name) => `param.${name}`)]),
  ];
  expect(keys.filter((key) => !catalogues[language][key])).toEqual([]);
});

test('both languages have the same keys and the same places for values', () => {
  const places = (text: string): string[] => [...text.matchAll(/\{\w+\}/g)].map(([place]) => place).sort();
  for (const [english, chinese] of [
    [enGraph, zhGraph],
    [enLayers, zhLayers],
    [enTraining, zhTraining],
  ] as readonly (readonly [Record<string, string>, Record<string, string>])[]) {
    expect(Object.keys(chinese).sort()).toEqual(Object.keys(english).sort());
    for (const [key, text] of Object.entries(english)) expect(places(chinese[key] ?? ''), key).toEqual(places(text));
  }
});

test('a problem calls a layer what the palette calls it, in a sentence without stray spaces', () => {
  const missing = (layer: string) => problem('wire/missing', { layer, port: 'x' });
  expect(problemText(missing('Dense'), translator('zh-Hans'))).toBe('全连接的“输入”缺少连线。请连接。');
  expect(problemText(missing('LSTM'), translator('zh-Hans'))).toBe('LSTM 的“输入”缺少连线。请连接。');
  expect(problemText(missing('MultiHeadAttention'), translator('en'))).toContain('Multi-head attention misses a wire');
  // What is no type is somebody's own name.
  expect(problemText(missing('我的 层'), translator('zh-Hans'))).toContain('我的 层');
});
