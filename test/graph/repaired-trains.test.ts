/** Drawn wrong, repaired, trains: after each repair the model is built by the engine and takes one training step. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Engine, loadEngine } from '../../main/engine/backend.ts';
import { buildModel } from '../../main/trainer/model/build-model.ts';
import { createTrainStep } from '../../main/trainer/training/train-step.ts';
import { unknownFacts } from '../../shared/data/batch-facts.ts';
import type { InputSpec, TargetSpec } from '../../shared/data/spec-types.ts';
import { inferGraph } from '../../shared/graph/infer-shapes.ts';
import { boundSpec } from '../../shared/graph/bound-spec.ts';
import type { GraphDoc } from '../../shared/graph/graph-doc.ts';
import { inputNodes } from '../../shared/graph/ports.ts';
import { applyRepair, repairIds } from '../../shared/graph/repairs.ts';
import { validateGraph } from '../../shared/graph/validate-graph.ts';
import { graphToKeras } from '../../shared/keras/graph-to-keras.ts';
import { compileConfig } from '../../shared/training/compile-config.ts';
import { type RepairCase, repairCases, withLoss } from './repair-cases.ts';

let engine: Engine;
beforeAll(async () => {
  engine = await loadEngine('auto');
}, 120_000);
afterAll(() => console.log(`engine of the repaired models: ${engine.kind}`));

/** Sizes that are open until run time. */
const openSize = 6;

function inputTensor(spec: InputSpec | undefined, shape: readonly (number | null)[]) {
  const { tf } = engine;
  const sizes = shape.map((size) => size ?? openSize);
  const most = spec?.classes?.length ?? spec?.numbers ?? 10;
  return spec?.dtype === 'int32'
    ? tf.randomUniform(sizes, 0, most, 'int32', 3)
    : tf.randomUniform(sizes, -1, 1, 'float32', 3);
}

/** What the recipe would give for this target; without one, numbers in the shape of the output. */
function targetTensor(target: TargetSpec | undefined, output: readonly number[]) {
  const { tf } = engine;
  const [batch = 1] = output;
  if (target?.kind !== 'class') return tf.randomUniform([...output], 0, 1, 'float32', 5);
  const classes = target.classes?.length ?? 2;
  const numbers = Array.from({ length: batch }, (_, index) => index % classes);
  return target.encoding === 'label'
    ? tf.tensor(numbers, [batch, 1], 'int32')
    : tf.tensor(
        numbers.flatMap((number) => Array.from({ length: classes }, (_, index) => Number(index === number))),
        [batch, classes],
        'float32',
      );
}

function mend(entry: RepairCase) {
  const settings = { ...withLoss(entry.loss ?? 'mean_squared_error'), ...entry.training };
  const targetSpecs = [entry.target, entry.secondTarget].flatMap((target) => (target ? [target] : []));
  const options = { inputSpecs: entry.inputs, targetSpecs, settings, batches: entry.batches ?? unknownFacts };
  const found = validateGraph(entry.doc, options).find(
    (problem) => problem.code === entry.code && (problem.nodeId === entry.at || problem.wireId === entry.at),
  );
  if (!found) throw new Error(`${entry.repair}: the problem is not found.`);
  const context = { ...options, inference: inferGraph(entry.doc, options) };
  return { targetSpecs, mended: applyRepair({ graph: entry.doc, training: settings }, entry.repair, found, context) };
}

const inputsOf = (graph: GraphDoc, { inputs }: RepairCase) =>
  inputNodes(graph).map((node) => boundSpec(node, graph, inputs));

test('every repair has a model that trains after it', () => {
  expect(repairIds.filter((id) => !repairCases.some((entry) => entry.repair === id))).toEqual([]);
  expect(repairIds.length).toBeGreaterThanOrEqual(20);
});

test.each(repairCases.map((entry) => ({ ...entry, name: `${entry.repair}${entry.title ? ` (${entry.title})` : ''}` })))(
  '$name',
  async (entry) => {
    const { tf } = engine;
    const { mended, targetSpecs } = mend(entry);
    const compiled = graphToKeras(mended.graph, { inputSpecs: entry.inputs });
    if (!compiled.ok) throw new Error(JSON.stringify(compiled.problem));
    const model = buildModel(tf, compiled.value, { seed: 3 });
    const { loss } = compileConfig(mended.training, { stepsPerEpoch: 1, outputs: 1 });
    const sgd = { class_name: 'SGD', config: { learning_rate: 0.05 } };
    const trainer = createTrainStep({ tf, model, loss, optimizer: sgd });
    const specs = inputsOf(mended.graph, entry);
    const x = model.inputs.map(({ shape }, index) =>
      inputTensor(specs[index], [shape[0] ?? mended.training.batchSize, ...shape.slice(1)]),
    );
    const predicted = trainer.predict(x);
    const y = predicted.map(({ shape }, index) => targetTensor(targetSpecs[index] ?? targetSpecs[0], shape));
    const before = await model.getWeights();
    const [figures] = await trainer.read([trainer.step({ x, y }, { stepIndex: 0, seed: 1 })]);
    const after = await model.getWeights();
    expect(Number.isFinite(figures?.loss)).toBe(true);
    const changed = before.some(({ values }, index) =>
      values.some((value, place) => value !== after[index]?.values[place]),
    );
    expect(changed, 'the step changes weights').toBe(true);
    trainer.dispose();
    model.dispose();
    tf.dispose([...x, ...y, ...predicted]);
  },
);
