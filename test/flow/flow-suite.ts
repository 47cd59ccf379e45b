/** What a flow shows is what the model computes: values, masks, gates, tokens and pictures, on one engine. */
import { describe, expect, test } from 'vitest';
import type { Flow, FlowRequest } from '../../shared/contract/flow.ts';
import { graphToKeras } from '../../shared/keras/graph-to-keras.ts';
import { seededRandom } from '../../shared/data/random.ts';
import type { NodeId } from '../../shared/ids.ts';
import { createDatasetStore } from '../../main/data/dataset-store.ts';
import { prepareData } from '../../main/data/prepare.ts';
import { loadEngine } from '../../main/engine/backend.ts';
import { inspectFlow } from '../../main/trainer/inspect/inspect-flow.ts';
import { gatesOf } from '../../main/trainer/inspect/recurrent-gates.ts';
import { buildModel, createContext, type KerasConfig } from '../../main/trainer/model/build-model.ts';
import type { SeenCall } from '../../main/trainer/model/layer.ts';
import { functional, input, node } from '../export/models.ts';
import { chosen, entryOf, requestFor, seed } from './flow-request.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

/** The suite on an engine; `engine` is what a test process loads. */
export function flowSuite(engine: 'cpu' | 'portable'): void {
  const dataFolder = temporaryFolder();
  const look = (request: FlowRequest, signal?: AbortSignal): Promise<Flow> =>
    inspectFlow({ dataFolder, request, runFolder: null }, signal);

  describe(`a flow (${engine})`, () => {
    test('ends with what the model predicts, under the weights a run begins with', async () => {
      const request = requestFor('masking', engine, { row: 2 });
      const flow = await look(request);
      const { tf } = await loadEngine(engine);
      const store = createDatasetStore({ folder: dataFolder });
      const { all, spec } = await prepareData({ store, source: request.source, recipe: request.recipe });
      const config = graphToKeras(request.graph, { inputSpecs: spec.inputs });
      if (!config.ok) throw new Error('the template compiles');
      const model = buildModel(tf, config.value, { seed });
      const batch = all.batch([2]);
      const [predicted] = tf.tidy(() =>
        model
          .call([tf.tensor(batch.x[0] ?? [], [...(batch.xShapes[0] ?? [])])], createContext({ training: false }))
          .outputs.map((output) => output.clone()),
      );
      const [value = Number.NaN] = (await predicted?.data()) ?? [];
      expect(entryOf(flow, 'output').value?.mean).toBeCloseTo(value, 3);
      expect(flow).toMatchObject({ row: 2, rows: all.count, weights: { kind: 'initial', misfits: [] } });
      predicted?.dispose();
      model.dispose();
    });

    test('shows the series, its mask, activations and vectors', async () => {
      const flow = await look(requestFor('masking', engine, { row: 0 }));
      expect(entryOf(flow, 'input').value).toMatchObject({ shape: [15, 1], picture: { kind: 'lines' }, shows: 'all' });
      // The shortest beginning has three values of fifteen steps.
      expect(entryOf(flow, 'masking').value?.mask).toEqual({
        masked: 12,
        of: 15,
        steps: [1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 0, 0, 0],
      });
      expect(entryOf(flow, 'lstm').value).toMatchObject({
        shape: [15, 100],
        picture: { kind: 'heat', columns: 15 },
        mask: { masked: 12 },
      });
      expect(entryOf(flow, 'lstm_1').value).toMatchObject({ shape: [20], picture: { kind: 'bars' }, mask: null });
    });

    test('shows words as words', async () => {
      const { value } = entryOf(await look(requestFor('fastText', engine)), 'input');
      if (value?.picture.kind !== 'tokens') throw new Error(`a ${value?.picture.kind} instead of tokens`);
      expect(value.picture.tokens.filter((token) => /^[a-z']{2,}$/.test(token)).length).toBeGreaterThan(3);
    });

    test('looks into blocks and TimeDistributed', async () => {
      const request = requestFor('movingSquare', engine);
      const flow = await look(request);
      const [definition] = request.graph.definitions;
      const inner = flow.nodes.filter(({ scope }) => scope === definition?.id);
      expect(inner).toHaveLength(definition?.nodes.length ?? 0);
      const frames = entryOf(flow, 'input').value?.shape[0] ?? 0;
      expect(frames).toBeGreaterThan(1);
      for (const { value } of inner) expect(value?.shape[0]).toBe(frames);
    });

    test('computes what is right of a half-built graph and says why not of the rest', async () => {
      const request = requestFor('masking', engine);
      const { graph } = request;
      const broken = {
        ...graph,
        nodes: graph.nodes.map((one) =>
          one.id === ('lstm' as NodeId) ? { ...one, params: { ...one.params, returnSequences: false } } : one,
        ),
      };
      const flow = await look({ ...request, graph: broken });
      expect(entryOf(flow, 'lstm').value?.shape).toEqual([100]);
      expect(entryOf(flow, 'lstm_1').gap).toMatchObject({ why: 'problem', problem: { code: 'shape/rank' } });
      expect(entryOf(flow, 'dense').gap).toEqual({ why: 'before' });
      // The weights of what is left are those of the whole model.
      const whole = await look(request);
      expect(entryOf(flow, 'masking').value).toEqual(entryOf(whole, 'masking').value);
    });

    test('tells the steps of a chosen layer, gates only where a step counts', async () => {
      const flow = await look(requestFor('masking', engine, { chosen: chosen('lstm') }));
      const { detail } = flow;
      expect(detail?.tracks.map(({ name }) => name).toSorted()).toEqual(['c', 'f', 'g', 'h', 'i', 'o']);
      expect(detail).toMatchObject({ stepCount: 15, unitCount: 100 });
      const width = detail?.units.length ?? 0;
      const gate = detail?.tracks.find(({ name }) => name === 'i')?.values ?? [];
      expect(gate.slice(0, 12 * width).every((value) => value === null)).toBe(true);
      expect(gate.slice(12 * width).every((value) => value !== null && value > 0 && value < 1)).toBe(true);
      const state = detail?.tracks.find(({ name }) => name === 'h')?.values ?? [];
      expect(state.slice(0, 12 * width).every((value) => value === 0)).toBe(true);
      expect(detail?.mask?.indexOf(true)).toBe(12);
    });

    test('a request that was left ends without an answer', async () => {
      const leaving = new AbortController();
      const asked = look(requestFor('masking', engine), leaving.signal);
      leaving.abort();
      await expect(asked).rejects.toThrow(/the caller left/);
    });

    test('no tensor stays behind while rows and graphs change', async () => {
      const { tf } = await loadEngine(engine);
      await look(requestFor('masking', engine, { chosen: chosen('lstm') }));
      const before = tf.memory().numTensors;
      for (const row of [1, 2]) await look(requestFor('masking', engine, { row, chosen: chosen('lstm') }));
      await look(requestFor('addition', engine));
      await look(requestFor('masking', engine, { chosen: chosen('lstm') }));
      expect(tf.memory().numTensors).toBe(before);
    });
  });

  const pictures = { filters: 2, kernel_size: [3, 3], units: undefined };
  const kinds: readonly (readonly [string, string, Readonly<Record<string, unknown>>])[] = [
    ['LSTM', 'LSTM', {}],
    ['LSTM backwards', 'LSTM', { go_backwards: true }],
    ['LSTM with relu and hard gates', 'LSTM', { activation: 'relu', recurrent_activation: 'hard_sigmoid' }],
    ['GRU', 'GRU', { reset_after: true }],
    ['GRU, reset before', 'GRU', { reset_after: false }],
    ['GRU without bias', 'GRU', { use_bias: false }],
    ['SimpleRNN', 'SimpleRNN', {}],
    ['ConvLSTM2D', 'ConvLSTM2D', pictures],
    ['ConvLSTM2D backwards, with strides', 'ConvLSTM2D', { ...pictures, go_backwards: true, strides: [2, 1] }],
    ['ConvLSTM2D of wide kernels', 'ConvLSTM2D', { ...pictures, padding: 'same', dilation_rate: [1, 2] }],
  ];
  describe(`gates computed again (${engine})`, () => {
    test.each(kinds)('%s: states are those of the layer', async (_, className, settings) => {
      const { tf } = await loadEngine(engine);
      const [steps, units] = [9, 5];
      const frame = className === 'ConvLSTM2D' ? [6, 5, 1] : [3];
      const features = frame.reduce((product, size) => product * size, 1);
      const layer = {
        class_name: className,
        config: {
          name: 'cells',
          units,
          return_sequences: true,
          return_state: true,
          bias_initializer: 'glorot_uniform',
          unit_forget_bias: false,
          ...settings,
        },
      } as KerasConfig;
      const mask = { class_name: 'Masking', config: { name: 'mask', mask_value: 0 } } as KerasConfig;
      const config = functional(
        'm',
        [input('x', [steps, ...frame]), node(mask, 'x'), node(layer, 'mask')],
        ['x'],
        ['cells'],
      );
      const model = buildModel(tf, config, { seed: 3 });
      // Biases that are not zero tell a bias in the wrong place.
      const values = await model.getWeights();
      const draw = seededRandom(5);
      model.setWeights(
        values.map((one) => ({ ...one, values: one.values.map((value) => value + 0.2 * draw.next() - 0.1) })),
      );
      const numbers = Array.from({ length: steps * features }, (_, at) =>
        Math.floor(at / features) < 3 || Math.floor(at / features) === 6 ? 0 : draw.next() - 0.5,
      );
      const read: Promise<number>[] = [];
      tf.tidy(() => {
        const seen: SeenCall[] = [];
        const watch = (call: SeenCall): void => void seen.push(call);
        model.call([tf.tensor(numbers, [1, steps, ...frame])], createContext({ training: false, watch }));
        const call = seen.find(({ layer: one }) => one.className === className);
        const tracks = call ? gatesOf(tf, call.layer, call.input) : null;
        if (!call || !tracks) throw new Error(`no gates of ${className}`);
        const isBackwards = settings['go_backwards'] === true;
        const [sequence, ...states] = call.result.outputs;
        const track = (name: string) => tracks.find((one) => one.name === name)?.values;
        const [h, c] = [track('h'), track('c')];
        const last = isBackwards ? 0 : steps - 1;
        const differences = [
          [h, isBackwards && sequence ? tf.reverse(sequence, 1) : sequence],
          [h && tf.gather(h, last, 1), states[0]],
          ...(c ? [[tf.gather(c, last, 1), states[1]]] : []),
        ];
        for (const [ours, theirs] of differences) {
          if (!ours || !theirs) throw new Error('a state is missing');
          read.push(
            tf
              .keep(tf.max(tf.abs(tf.sub(ours, theirs))))
              .data()
              .then(([value]) => value ?? Number.NaN),
          );
        }
      });
      for (const difference of await Promise.all(read)) expect(difference).toBeLessThan(1e-5);
      model.dispose();
    });
  });
}
