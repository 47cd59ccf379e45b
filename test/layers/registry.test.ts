/** The harness: every record, tried the same way. */
import { describe, expect, test } from 'vitest';
import { graphDocSchema } from '../../shared/graph/graph-doc.ts';
import { inferGraph, totalParams } from '../../shared/graph/infer-shapes.ts';
import { validateGraph } from '../../shared/graph/validate-graph.ts';
import { catalogues, languages } from '../../shared/i18n/index.ts';
import { problemText, translator } from '../../shared/i18n/translate.ts';
import { graphToKeras } from '../../shared/keras/graph-to-keras.ts';
import { kerasToGraph } from '../../shared/keras/keras-to-graph.ts';
import { allLayerTypes, defaultParams, layerType, layerTypes, parseParams } from '../../shared/layers/index.ts';
import { layerCategories } from '../../shared/layers/layer-type.ts';
import { paramSchema } from '../../shared/layers/param-values.ts';
import { bare, flatLayers } from '../keras/golden-configs.ts';
import { askKeras, kerasPython } from '../keras/keras-judge.ts';
import { layerSamples, sampleGraph } from './samples.ts';

const noData = { inputSpecs: [] };
const wired = new Set(['input', 'output']);
const rows = Object.entries(layerSamples).flatMap(([id, { samples }]) =>
  samples.map((sample) => ({ id, sample, title: `${id}${sample.title ? `: ${sample.title}` : ''}` })),
);

test('keys of the registry are the records’ ids, and each record has its sample row', () => {
  expect(Object.keys(layerTypes)).toEqual(allLayerTypes.map((type) => type.id));
  expect(
    allLayerTypes
      .map((type) => type.id)
      .filter((id) => !wired.has(id))
      .sort(),
  ).toEqual(Object.keys(layerSamples).sort());
  expect(new Set(allLayerTypes.flatMap((type) => type.keras?.class ?? [])).size).toBe(
    allLayerTypes.length - wired.size,
  );
});

describe.each(allLayerTypes.map((type) => [type.id, type] as const))('%s', (_, type) => {
  test('defaults pass their own schema', () => {
    for (const [name, spec] of Object.entries(type.params))
      expect(paramSchema(spec).safeParse(spec.default).success, name).toBe(true);
    expect(parseParams(type, {})).toEqual({ ok: true, value: defaultParams(type) });
  });

  test('has its texts in both languages', () => {
    expect(layerCategories).toContain(type.category);
    for (const language of languages) {
      const catalogue = catalogues[language];
      const missing = [`layer.${type.id}`, `layer.${type.id}.help`, `category.${type.category}`].filter(
        (key) => !catalogue[key],
      );
      for (const [name, spec] of Object.entries(type.params)) {
        if (!catalogue[`param.${type.id}.${name}`] && !catalogue[`param.${name}`]) missing.push(`param.${name}`);
        if (spec.kind === 'choice')
          missing.push(...spec.options.map((option) => `choice.${option}`).filter((key) => !catalogue[key]));
      }
      expect(missing, language).toEqual([]);
    }
  });

  test('parameters out of their limits are problems with texts', () => {
    for (const [name, spec] of Object.entries(type.params)) {
      const parsed = parseParams(type, { [name]: spec.kind === 'text' ? 7 : 'never a value of this' });
      if (parsed.ok) throw new Error(`${name} took nonsense`);
      for (const language of languages)
        for (const found of parsed.problem)
          expect(problemText(found, translator(language))).not.toMatch(/[{}]|^problem\./);
    }
  });
});

describe.each(Object.entries(layerSamples).filter(([, { wrong }]) => wrong !== undefined))(
  '%s refuses',
  (id, { wrong, samples }) => {
    test.each((wrong ?? []).map((sizes) => [JSON.stringify(sizes), sizes] as const))('%s', (_, sizes) => {
      const sample = samples[0];
      const doc = sampleGraph(id, {
        ...sample,
        inputs: [sizes],
        masked: false,
        ...(sample?.params ? { params: sample.params } : {}),
      });
      const problems = inferGraph(doc, noData).problems.filter((found) => found.severity === 'error');
      expect(problems).toHaveLength(1);
      expect(problems[0]).toMatchObject({ nodeId: 'layer' });
      for (const language of languages) {
        const text = problemText(
          problems[0] ?? { code: 'shape/rank', severity: 'error', details: {} },
          translator(language),
        );
        expect(text).not.toMatch(/[{}]|^problem\.|undefined/);
      }
    });
  },
);

describe.each(rows)('$title', ({ id, sample }) => {
  const doc = sampleGraph(id, sample);

  test('survives saving and loading', () => {
    expect(graphDocSchema.parse(JSON.parse(JSON.stringify(doc)))).toEqual(doc);
  });

  test('validates, compiles, and reads back as the same config', () => {
    expect(
      validateGraph(doc, { inputSpecs: [], targetSpecs: [] }).filter((found) => found.severity === 'error'),
    ).toEqual([]);
    const compiled = graphToKeras(doc, noData);
    if (!compiled.ok) throw new Error(JSON.stringify(compiled.problem));
    const read = kerasToGraph(JSON.parse(JSON.stringify(compiled.value)));
    if (!read.ok) throw new Error(JSON.stringify(read.problem));
    expect(graphToKeras(read.value, noData)).toEqual(compiled);
  });
});

/** One process answers for all samples. */
describe.skipIf(!kerasPython)(
  `real Keras agrees${kerasPython ? '' : ' SKIPPED: no Python with Keras (WEFT_PYTHON)'}`,
  () => {
    const compile = ({ id, sample }: (typeof rows)[number]): unknown => {
      const compiled = graphToKeras(sampleGraph(id, sample), noData);
      if (!compiled.ok) throw new Error(JSON.stringify(compiled.problem));
      return compiled.value;
    };
    const verdict = kerasPython
      ? askKeras({ models: Object.fromEntries(rows.map((row) => [row.title, compile(row)])) })
      : undefined;

    test.each(rows)('$title', { timeout: 120_000 }, async (row) => {
      const answer = (await verdict)?.models[row.title];
      const doc = sampleGraph(row.id, row.sample);
      const inference = inferGraph(doc, noData);
      expect(answer?.error).toBeUndefined();
      const ports = row.sample.outputs ?? ['y'];
      const node = inference.nodes.get(doc.nodes[0]?.id ?? ('' as never));
      expect(answer?.outputs).toEqual(ports.map((port) => node?.outputs[port]?.map((axis) => axis.size)));
      expect(answer?.masked).toEqual(ports.map((port) => node?.masked[port]));
      expect({ trainable: answer?.trainable, other: answer?.other }).toEqual(totalParams(doc, inference));
      // Every parameter is explicit: Keras adds none and changes none. Its own writing adds the arithmetic of masks as nodes.
      const ours = flatLayers(compile(row) as { config: Record<string, unknown> });
      const theirs = answer ? flatLayers(answer.config) : {};
      expect(ours).toEqual(bare(Object.fromEntries(Object.keys(ours).map((name) => [name, theirs[name]]))));
      expect(layerType(row.id)?.keras).not.toBeNull();
    });
  },
);
