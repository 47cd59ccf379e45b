/** What the editor says of a wire is what the engine computes there: size by size, with a mask or without. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type GraphDoc, type GraphNode, graphDocSchema } from '../../shared/graph/graph-doc.ts';
import { inferGraph, totalParams } from '../../shared/graph/infer-shapes.ts';
import { portsOf } from '../../shared/graph/ports.ts';
import { graphToKeras } from '../../shared/keras/graph-to-keras.ts';
import { drawable } from './random-graph.ts';
import { buildModel, createContext, type Model } from '../../main/trainer/model/build-model.ts';
import { mixSeed, uniform } from '../../main/trainer/model/random.ts';
import { testEngine } from '../golden/support.ts';
import { chanceFrom, longEnough, randomGraph } from './random-graph.ts';
import { propertyRuns } from '../support/property-runs.ts';

const { tf } = testEngine;

/** An Output behind every port, so that the model gives what is on every wire. */
function withAllOutputs(doc: GraphDoc): GraphDoc {
  const ends = doc.nodes
    .filter((node) => node.type !== 'input' && node.type !== 'output')
    .flatMap((node) => portsOf(node, doc.definitions).outputs.map((port) => ({ node: node.id, port: port.name })));
  const isOutput = new Set<string>(doc.nodes.filter((node) => node.type === 'output').map((node) => node.id));
  return graphDocSchema.parse({
    definitions: doc.definitions,
    nodes: [
      ...doc.nodes.filter((node) => !isOutput.has(node.id)),
      ...ends.map((_, index) => ({
        id: `out${index}`,
        type: 'output',
        name: '',
        params: {},
        position: { x: 0, y: 0 },
      })),
    ],
    wires: [
      ...doc.wires.filter((wire) => !isOutput.has(wire.to.node)),
      ...ends.map((from, index) => ({ id: `end${index}`, from, to: { node: `out${index}`, port: 'x' } })),
    ],
  });
}

/** Two samples; the first steps of the second one are zero, so that masks say something. */
function inputsOf(model: Model, steps: number) {
  return model.inputs.map(({ shape, dtype }, index) => {
    const full = shape.map((size, axis) => (axis === 0 ? 2 : (size ?? steps)));
    const count = full.reduce((product, size) => product * size, 1);
    const values = Array.from(uniform(mixSeed('x', index), count), (draw, at) =>
      at >= count / 2 && at < count * 0.75 ? 0 : dtype === 'int32' ? Math.floor(draw * 9) : draw - 0.5,
    );
    return tf.tensor(values, full, dtype);
  });
}

/**
 * As in Keras, MultiHeadAttention takes the masks off the very tensors that it is called with. Which other readers of them
 * have run by then is a matter of Keras' order, of which the editor says nothing: nor does this test, for what follows.
 */
function endsWithUncertainMask({ nodes, wires, definitions }: GraphDoc): ReadonlySet<string> {
  const isAttention = ({ type }: GraphNode): boolean => type === 'multiHeadAttention';
  const holders = definitions.some((definition) => definition.nodes.some(isAttention))
    ? ['block', 'timeDistributed']
    : [];
  const attention = new Set(
    nodes.filter((node) => isAttention(node) || holders.includes(node.type)).map(({ id }) => id),
  );
  const found = new Set<string>();
  const waiting = wires.filter(({ to }) => attention.has(to.node)).map(({ from }) => from);
  for (let end = waiting.pop(); end !== undefined; end = waiting.pop()) {
    const { node, port } = end;
    if (found.has(`${node}.${port}`)) continue;
    found.add(`${node}.${port}`);
    for (const reader of wires.filter(({ from }) => from.node === node && from.port === port))
      waiting.push(...wires.filter(({ from }) => from.node === reader.to.node).map(({ from }) => from));
  }
  return found;
}

function check(drawn: GraphDoc): void {
  const doc = withAllOutputs(drawn);
  const compiled = graphToKeras(doc, { inputSpecs: [] });
  if (!compiled.ok) {
    expect(compiled.problem.map((found) => found.code)).toEqual(['graph/no-output']);
    return;
  }
  const inference = inferGraph(doc, { inputSpecs: [] });
  const model = buildModel(tf, compiled.value, { seed: 1 });
  const wires = doc.nodes
    .filter((node) => node.type === 'output')
    .map((node) => inference.wires.get(doc.wires.find((wire) => wire.to.node === node.id)?.id ?? ('' as never)));
  const ends = doc.nodes
    .filter((node) => node.type === 'output')
    .map((node) => doc.wires.find((wire) => wire.to.node === node.id)?.from);
  const uncertain = endsWithUncertainMask(doc);
  const call = (steps: number) =>
    tf.tidy(() => {
      const { outputs, masks } = model.call(inputsOf(model, steps), createContext({ training: false }));
      return outputs.map((output, index) => ({ shape: output.shape, masked: (masks[index] ?? null) !== null }));
    });
  const found = longEnough(call);
  const inferred = wires.map((wire, index) => ({
    shape: wire?.shape.map((axis, at) => axis.size ?? (at === 0 ? 2 : found[index]?.shape[at])) ?? [],
    masked: uncertain.has(`${ends[index]?.node}.${ends[index]?.port}`)
      ? (found[index]?.masked ?? false)
      : (wire?.masked ?? false),
  }));
  expect(found).toEqual(inferred);
  expect(model.countParams().total).toBe(totalParams(doc, inference).trainable + totalParams(doc, inference).other);
  model.dispose();
}

describe('any graph without a problem', () => {
  test('is built, and gives the shapes, masks and numbers of weights that were inferred', () => {
    const runs = fc.record({ seed: fc.nat(2 ** 31), size: fc.integer({ min: 1, max: 7 }) });
    fc.assert(
      fc.property(runs, ({ seed, size }) => {
        check(randomGraph(chanceFrom(seed), { size }));
      }),
      propertyRuns(60),
    );
  }, 240_000);

  test.each(drawable.map((type) => type.id))(
    '%s is met, with random parameters',
    (id) => {
      let met = 0;
      for (let seed = 0; met < 3; seed += 1) {
        if (seed > 300) throw new Error(`no random graph holds ${id}`);
        const doc = randomGraph(chanceFrom(seed), { size: 2, types: drawable.filter((type) => type.id === id) });
        if (![doc, ...doc.definitions].some((graph) => graph.nodes.some((node) => node.type === id))) continue;
        met += 1;
        check(doc);
      }
    },
    60_000,
  );
});
