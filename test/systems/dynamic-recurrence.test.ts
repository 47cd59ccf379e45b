/** S2: masked steps freeze the state, whatever the cell; a padded run is the unpadded one. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { graphToKeras } from '../../shared/keras/graph-to-keras.ts';
import { inputSpec } from '../../shared/data/sample-spec.ts';
import type { ProjectDoc } from '../../shared/project-doc.ts';
import { loadEngine } from '../../main/engine/backend.ts';
import { prepareGenerator } from '../../main/data/prepare/prepare-generator.ts';
import { buildModel, createContext, type KerasConfig } from '../../main/trainer/model/build-model.ts';
import { startStudio, type Studio } from '../support/studio.ts';
import { bestOf, openTemplate, train } from './train-template.ts';

let studio: Studio;
beforeAll(async () => {
  studio = await startStudio();
});
afterAll(() => studio.close());

test('S2 the template learns the running mean of rows of 3 to 12 numbers: validation loss at most 0.001', async () => {
  const run = await train(studio, await openTemplate(studio, 'dynamicRecurrence'));
  const best = bestOf(run, 'val_loss', 'min');
  console.log(`dynamicRecurrence: ${best.toExponential(1)} in ${run.seconds.toFixed(0)} s on ${run.engine}`);
  expect(best).toBeLessThanOrEqual(0.001);
}, 180_000);

/** The template's layer replaced by the cell, its outputs being the sequence and every returned state. */
function statesModel(
  doc: ProjectDoc,
  type: string,
  states: readonly string[],
  zeroOutputForMask: boolean,
): KerasConfig {
  const params = { units: 6, returnSequences: true, returnState: true, zeroOutputForMask };
  const nodes = doc.graph.nodes
    .filter((node) => node.name !== 'time_distributed')
    .map((node) => (node.name === 'lstm' ? { ...node, type, params } : node));
  const recurrent = nodes.find((node) => node.type === type);
  const output = nodes.find((node) => node.type === 'output');
  if (!recurrent || !output) throw new Error('the template has a recurrent layer and an Output');
  const ends = ['y', ...states].map((port, index) => ({
    node: { ...output, id: `${output.id}-${port}` as typeof output.id, name: `output_${index}` },
    port,
  }));
  const source = doc.data.source;
  if (!source) throw new Error('the template has data');
  const model = graphToKeras(
    {
      ...doc.graph,
      nodes: [...nodes.filter((node) => node !== output), ...ends.map(({ node }) => node)],
      wires: [
        ...doc.graph.wires.filter((wire) => nodes.some(({ id }) => id === wire.to.node) && wire.to.node !== output.id),
        ...ends.map(({ node, port }) => ({
          id: `to-${port}` as (typeof doc.graph.wires)[number]['id'],
          from: { node: recurrent.id, port },
          to: { node: node.id, port: 'x' },
        })),
      ],
    },
    { inputSpecs: inputSpec(doc.data.recipe, source).inputs },
  );
  if (!model.ok) throw new Error(JSON.stringify(model.problem));
  return model.value;
}

const apart = (a: ArrayLike<number>, b: ArrayLike<number>): number =>
  Math.max(...Array.from(a, (value, index) => Math.abs(value - (b[index] ?? Number.NaN))));

describe.each(['cpu', 'portable'] as const)('S2 on the %s engine', (choice) => {
  test.each([
    ['simpleRnn', ['h'], false],
    ['simpleRnn', ['h'], true],
    ['gru', ['h'], false],
    ['gru', ['h'], true],
    ['lstm', ['h', 'c'], false],
    ['lstm', ['h', 'c'], true],
  ] as const)('%s, states %j, zero outputs: %s', async (type, states, zero) => {
    const doc = await openTemplate(studio, 'dynamicRecurrence');
    const { tf } = await loadEngine(choice);
    const model = buildModel(tf, statesModel(doc, type, states, zero), { seed: 3 });
    const { source } = doc.data;
    if (source?.kind !== 'generator') throw new Error('the template has a generator');
    const rows = 16;
    const steps = 12;
    const units = 6;
    const x =
      prepareGenerator(source).train.batch(Array.from({ length: rows }, (_, row) => row)).x[0] ?? new Float32Array();
    const run = async (values: ArrayLike<number>, shape: number[]): Promise<readonly Float32Array[]> => {
      const input = tf.tensor(Float32Array.from(values), shape);
      const outputs = tf.tidy(() =>
        model.call([input], createContext({ training: false })).outputs.map((one) => one.clone()),
      );
      const found = await Promise.all(outputs.map(async (one) => Float32Array.from(await one.data())));
      for (const tensor of [input, ...outputs]) tensor.dispose();
      return found;
    };
    const [sequence = new Float32Array(), ...last] = await run(x, [rows, steps, 1]);
    const lengths = new Set<number>();
    for (let row = 0; row < rows; row++) {
      const values = x.subarray(row * steps, (row + 1) * steps);
      const length = values.indexOf(0) < 0 ? steps : values.indexOf(0);
      lengths.add(length);
      const [plain = new Float32Array(), ...plainLast] = await run(values.subarray(0, length), [1, length, 1]);
      const at = (step: number): Float32Array =>
        sequence.subarray((row * steps + step) * units, (row * steps + step + 1) * units);
      for (let step = 0; step < length; step++)
        expect(apart(at(step), plain.subarray(step * units, (step + 1) * units))).toBeLessThanOrEqual(1e-6);
      last.forEach((state, index) => {
        expect(apart(state.subarray(row * units, (row + 1) * units), plainLast[index] ?? [])).toBeLessThanOrEqual(1e-6);
      });
      const h = last[0]?.subarray(row * units, (row + 1) * units) ?? new Float32Array();
      expect(at(length - 1)).toEqual(h);
      const behind = zero ? new Float32Array(units) : h;
      for (let step = length; step < steps; step++) expect(apart(at(step), behind)).toBe(0);
    }
    expect(lengths.size).toBeGreaterThan(3);
    model.dispose();
  });
});
