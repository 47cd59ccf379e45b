/** Every record's mask rule, held against real Keras with masks that end early, begin late and have holes. */
import { describe, expect, test } from 'vitest';
import { uniform } from '../../main/trainer/model/random.ts';
import { inferGraph } from '../../shared/graph/infer-shapes.ts';
import { graphToKeras } from '../../shared/keras/graph-to-keras.ts';
import { layerType } from '../../shared/layers/index.ts';
import { testEngine } from '../golden/support.ts';
import { kerasPython } from '../keras/keras-judge.ts';
import { layerSamples, type Sample, sampleGraph } from '../layers/samples.ts';
import { askForMasks, furthest, modelWith, type PlainArray, runHere } from './masks-judge.ts';

const { tf } = testEngine;
const batch = 4;

/** Steps that are padding: at the end, at the beginning, in the middle, nowhere; another sample for each input. */
function isPadding(sample: number, input: number, step: number, steps: number): boolean {
  const kind = (sample + input) % batch;
  if (kind === 0) return step >= steps - 2;
  if (kind === 1) return step < 2;
  return kind === 2 ? step === 1 || step === 3 : false;
}

function padded(sizes: readonly (number | null)[], input: number): PlainArray {
  const [steps, features] = sizes.map((size) => size ?? 6) as [number, number];
  const values = Array.from(uniform(31 + input, batch * steps * features)).map((value, index) => {
    const step = Math.floor(index / features) % steps;
    return isPadding(Math.floor(index / features / steps), input, step, steps) ? 0 : value * 2 - 1;
  });
  return { shape: [batch, steps, features], values };
}

const isSequence = (sizes: readonly (number | null)[]): boolean => sizes.length === 2 && (sizes[0] ?? 6) >= 4;
const all = Object.entries(layerSamples).flatMap(([id, { samples }]) =>
  samples
    .filter(
      ({ inputs, dtype }) => dtype !== 'int32' && inputs.some(isSequence) && inputs.every((sizes) => sizes.length <= 2),
    )
    .flatMap((sample, number) => {
      const sequences = sample.inputs.flatMap((sizes, index) => (isSequence(sizes) ? [index] : []));
      const choices = sequences.length > 1 ? [sequences, ...sequences.map((index) => [index])] : [sequences];
      return choices.map((masked) => {
        const { title: _, ...rest } = sample;
        const tried: Sample = { ...rest, masked };
        return {
          id,
          title: `${id} ${number + 1}${sample.title ? ` (${sample.title})` : ''}, masks at ${masked.join(' and ')}`,
          tried,
        };
      });
    }),
);
const refuses = ({ id, tried }: (typeof all)[number]): boolean =>
  inferGraph(sampleGraph(id, tried), { inputSpecs: [] }).problems.some(({ code }) => code === 'mask/refused');
const cases = all.filter((one) => !refuses(one));

test('only layers that fail on a mask in Keras refuse it', () => {
  expect([...new Set(all.filter(refuses).map(({ id }) => id))]).toEqual(['softmax']);
});

/** Masked inputs whose mask Keras never reads. */
const unread = (id: string, { masked, ports }: Sample): readonly number[] =>
  (Array.isArray(masked) ? masked : []).filter((index: number) =>
    layerType(id)?.unreadMasks?.includes(ports?.[index] ?? 'x'),
  );

const compile = (id: string, sample: Sample): unknown => {
  const compiled = graphToKeras(sampleGraph(id, sample), { inputSpecs: [] });
  if (!compiled.ok) throw new Error(JSON.stringify(compiled.problem));
  return compiled.value;
};
const inputsOf = ({ inputs }: Sample): readonly PlainArray[] =>
  inputs.map((sizes, index) =>
    sizes.length === 2
      ? padded(sizes, index)
      : { shape: [batch, sizes[0] ?? 6], values: Array.from(uniform(61 + index, batch * (sizes[0] ?? 6))) },
  );

describe.skipIf(!kerasPython)(
  `masks through every layer${kerasPython ? '' : ' SKIPPED: no Python with Keras (WEFT_PYTHON)'}`,
  () => {
    const answers = kerasPython
      ? askForMasks(
          Object.fromEntries(
            cases.map(({ id, title, tried }) => [title, { config: compile(id, tried), x: inputsOf(tried) }]),
          ),
        )
      : undefined;

    test.each(cases)('$title', { timeout: 240_000 }, async ({ id, title, tried }) => {
      const keras = (await answers)?.[title];
      expect(keras?.error).toBeUndefined();
      if (!keras) throw new Error('Keras gave no answer');
      const x = inputsOf(tried);
      const model = modelWith(tf, compile(id, tried), keras.weights);
      const here = await runHere(tf, model, x);
      model.dispose();
      expect(furthest(here.outputs, keras.outputs)).toBeLessThan(1e-5);
      expect(here.masks.map((mask) => mask?.shape ?? null)).toEqual(keras.masks.map((mask) => mask?.shape ?? null));
      expect(here.masks.map((mask) => mask?.values ?? null)).toEqual(keras.masks.map((mask) => mask?.values ?? null));

      // What the editor says of the same drawing.
      const doc = sampleGraph(id, tried);
      const inference = inferGraph(doc, { inputSpecs: [] });
      const ends = doc.nodes
        .filter(({ type }) => type === 'output')
        .map((node) => doc.wires.find((wire) => wire.to.node === node.id));
      expect(ends.map((wire) => wire && inference.wires.get(wire.id)?.masked)).toEqual(
        keras.masks.map((mask) => mask !== null),
      );

      // A mask that has an effect is not said to end here; one that has none is, unless it goes on.
      const unmasked = modelWith(tf, compile(id, { ...tried, masked: false }), keras.weights);
      const without = await runHere(tf, unmasked, x);
      unmasked.dispose();
      const hasEffect = furthest(here.outputs, without.outputs) > 1e-6;
      const goesOn = keras.masks.some((mask) => mask !== null);
      const said = (code: string): boolean => inference.problems.some((found) => found.code === code);
      // With an initial state Keras hands the mask on but skips nothing.
      const goesOnUnused = said('mask/unused-with-state');
      if (goesOnUnused) expect({ hasEffect, goesOn: goesOn || id !== 'lstm' }).toMatchObject({ hasEffect: false });
      else if (unread(id, tried).length === 0)
        expect({ said: said('mask/stopped') }).toEqual({ said: !hasEffect && !goesOn });
      else expect(said('mask/stopped')).toBe(true);
      for (const found of inference.problems) expect(found.wireId).toBeDefined();
    });
  },
);
