/** Time by layer: what is heavy takes most of it, blocks are the sum of their layers, and the shares are the whole. */
import { mkdtempSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { runFiles } from '../../shared/contract/checkpoints.ts';
import { batchFacts } from '../../shared/data/batch-facts.ts';
import { figuresOfNodes, layerCalls, type NodeFigure } from '../../shared/flow/layer-calls.ts';
import type { GraphDoc, GraphNode } from '../../shared/graph/graph-doc.ts';
import type { ProjectId, RunId } from '../../shared/ids.ts';
import type { ProjectDoc } from '../../shared/project-doc.ts';
import { type TemplateId, templates } from '../../shared/templates/index.ts';
import { createDatasetStore } from '../../main/data/dataset-store.ts';
import { prepareData } from '../../main/data/prepare.ts';
import { loadEngine } from '../../main/engine/backend.ts';
import { saveCheckpoint } from '../../main/keras-file/checkpoint.ts';
import { compileRun } from '../../main/runs/compile-run.ts';
import { timeLayers } from '../../main/trainer/inspect/layer-times.ts';
import { buildModel } from '../../main/trainer/model/build-model.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

/** The suite on an engine; `engine` is what a test process loads. */
export function layerTimesSuite(engine: 'cpu' | 'portable'): void {
  const dataFolder = temporaryFolder();

  /** A run folder as training leaves it, with the weights that a run begins with. */
  async function runOf(doc: ProjectDoc): Promise<string> {
    const { source, recipe } = doc.data;
    if (!source) throw new Error('the template has data');
    const { spec } = await prepareData({ store: createDatasetStore({ folder: dataFolder }), source, recipe });
    const job = await compileRun('run-test' as RunId, doc, engine, () =>
      Promise.resolve({ inputs: spec.inputs, batches: batchFacts(source, recipe) }),
    );
    const folder = mkdtempSync(join(dataFolder, 'run-'));
    writeFileSync(join(folder, runFiles.job), JSON.stringify(job));
    const { tf } = await loadEngine(engine);
    const model = buildModel(tf, job.model, { seed: 1 });
    await saveCheckpoint(join(folder, runFiles.last), { weights: await model.getWeights(), optimizer: null, meta: {} });
    model.dispose();
    return folder;
  }

  const drawn = (template: TemplateId, change: (node: GraphNode) => GraphNode = (node) => node): ProjectDoc => {
    const doc = templates[template].create('project-times' as ProjectId, 'Times');
    return { ...doc, graph: { ...doc.graph, nodes: doc.graph.nodes.map(change) } };
  };

  async function timesOf(doc: ProjectDoc) {
    const input = { dataFolder, runFolder: await runOf(doc), engine, budgetMs: 1_500 };
    const { calls, ...measured } = await timeLayers(input);
    const byPath = new Map(calls.map(({ path, ms }) => [path, ms]));
    return { ...measured, byPath, ...figuresOfNodes(layerCalls(doc.graph), byPath) };
  }
  const of = (nodes: readonly NodeFigure[], id: string, scope: string | null = null): number => {
    const found = nodes.find((one) => one.node === id && one.scope === scope);
    if (!found) throw new Error(`No time of ${id} among ${nodes.map(({ node }) => node).join(', ')}`);
    return found.value;
  };
  const layersOf = ({ nodes }: GraphDoc): readonly string[] =>
    nodes.filter(({ type }) => type !== 'input' && type !== 'output').map(({ id }) => id);

  describe(`time by layer (${engine})`, () => {
    test('an LSTM of 256 takes nearly all of it beside a Dense of 1; the shares add up', async () => {
      const doc = drawn('masking', (node) =>
        node.id === 'lstm' ? { ...node, params: { ...node.params, units: 256 } } : node,
      );
      const times = await timesOf(doc);
      expect(times.engine).toMatch(engine === 'cpu' ? /^(tensorflow-cpu|portable)$/ : /^portable$/);
      expect(times.batchSize).toBe(doc.training.batchSize);
      const top = times.nodes.filter(({ scope }) => scope === null);
      expect(top.map(({ node }) => node).toSorted()).toEqual([...layersOf(doc.graph)].toSorted());
      expect(times.mode).toBe(times.engine === 'tensorflow-cpu' ? 'traced' : 'eager');
      expect(top.reduce((sum, { value }) => sum + value / times.total, 0)).toBeCloseTo(1, 9);
      expect(of(times.nodes, 'lstm')).toBe(Math.max(...top.map(({ value }) => value)));
      expect(of(times.nodes, 'lstm') / times.total).toBeGreaterThan(0.5);
      expect(of(times.nodes, 'dense') / times.total).toBeLessThan(0.2);
    });

    test('a run that was computed op by op is measured op by op: every layer takes some time then', async () => {
      const doc = drawn('masking');
      const folder = await runOf(doc);
      const { kind, version, instructionSet, threads } = await loadEngine(engine);
      const machine = { engine: kind, version, mode: 'eager', instructionSet, threads };
      writeFileSync(join(folder, runFiles.machine), JSON.stringify(machine));
      const { mode, calls } = await timeLayers({ dataFolder, runFolder: folder, engine, budgetMs: 300 });
      expect(mode).toBe('eager');
      expect(calls).toHaveLength(layersOf(doc.graph).length);
      for (const { ms } of calls) expect(ms).toBeGreaterThan(0);
    });

    test('a block that is used twice has a time for each use, and its layers the sum of both', async () => {
      const doc = drawn('siamese');
      const times = await timesOf(doc);
      const uses = ['encoder_first', 'encoder_second'].map((id) => of(times.nodes, id));
      const inside = times.nodes.filter(({ scope }) => scope === 'encoder');
      expect(inside.map(({ node }) => node)).toContain('dense_2');
      const within = inside.reduce((sum, { value }) => sum + value, 0);
      expect(within).toBeCloseTo((uses[0] ?? 0) + (uses[1] ?? 0), 9);
      expect(times.total).toBeCloseTo(within + of(times.nodes, 'distance'), 9);
      // The first layer's input needs no gradient; the same layer is timed for each use.
      expect([...times.byPath.keys()].filter((path) => path.endsWith('/dense:0'))).toEqual([
        'encoder:0/dense:0',
        'encoder:1/dense:0',
      ]);
    });

    test('a wrapper around a block is timed as a whole, and what is inside it too; no tensor stays', async () => {
      const whole = drawn('movingSquare');
      const doc = { ...whole, training: { ...whole.training, batchSize: 2 } };
      const [definition] = doc.graph.definitions;
      const folder = await runOf(doc);
      const { tf } = await loadEngine(engine);
      const before = tf.memory().numTensors;
      const { calls } = await timeLayers({ dataFolder, runFolder: folder, engine, budgetMs: 0 });
      expect(tf.memory().numTensors).toBe(before);
      const { nodes, total } = figuresOfNodes(layerCalls(doc.graph), new Map(calls.map(({ path, ms }) => [path, ms])));
      const top = nodes.filter(({ scope }) => scope === null);
      expect(top.reduce((sum, { value }) => sum + value, 0)).toBeCloseTo(total, 9);
      expect(nodes.filter(({ scope }) => scope === definition?.id).length).toBeGreaterThan(2);
    });

    test('ends at once for whoever left', async () => {
      const leaving = new AbortController();
      const asked = timeLayers({ dataFolder, runFolder: await runOf(drawn('masking')), engine }, leaving.signal);
      leaving.abort();
      await expect(asked).rejects.toThrow(/the caller left/);
    });
  });
}
