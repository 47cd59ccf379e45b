/** Random drawings from the registry, exported and opened by real Keras: same order of layers, same predictions. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { exportModelFiles } from '../../main/export/export-model.ts';
import { readKerasFile } from '../../main/keras-file/read-keras.ts';
import { buildModel, createContext } from '../../main/trainer/model/build-model.ts';
import { graphToKeras } from '../../shared/keras/graph-to-keras.ts';
import { disturb, sampleInputs, toTensors } from '../export/support.ts';
import { chanceFrom, drawable, longEnough, randomGraph, wordCount } from '../graph/random-graph.ts';
import { kerasPython } from '../keras/keras-judge.ts';
import { askKeras, type JudgedCase } from './round-trip-judge.ts';
import { testEngine } from './support.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const { tf } = testEngine;
const folder = temporaryFolder();

const count = Number(process.env['WEFT_RUNS'] ?? 30);
const first = Number(process.env['WEFT_SEED'] ?? 1);
/** Studio-only layers need their Python file, which this judge does not import. */
const types = drawable.filter((type) => type.keras?.package === undefined);

const difference = (a: ArrayLike<number>, b: ArrayLike<number>): number =>
  a.length === b.length
    ? Array.from(a, (value: number | null) => value ?? Number.NaN).reduce((worst, value, at) => {
        const wanted = b[at] ?? Number.NaN;
        return Math.max(worst, Object.is(value, wanted) ? 0 : Math.abs(value - wanted) / Math.max(1, Math.abs(wanted)));
      }, 0)
    : Number.NaN;

test.skipIf(kerasPython === undefined)(
  `${count} random graphs${kerasPython === undefined ? ' (SKIPPED: no Keras)' : ''}`,
  async () => {
    const cases: JudgedCase[] = [];
    const ours = new Map<string, { readonly outputs: readonly Float32Array[]; readonly order: string }>();
    for (let seed = first; seed < first + count; seed += 1) {
      const doc = randomGraph(chanceFrom(seed), { size: 2 + (seed % 6), types });
      const compiled = graphToKeras(doc, { inputSpecs: [] });
      if (!compiled.ok) continue;
      const name = `seed ${seed}`;
      const model = buildModel(tf, compiled.value, { seed });
      await disturb(model);
      const files = await Promise.all(
        (['keras', 'h5'] as const).map(async (format) => {
          const path = join(folder, `${seed}.${format}`);
          const content = await exportModelFiles(format, { config: compiled.value, weights: await model.getWeights() });
          writeFileSync(path, content[`model.${format}`] ?? '');
          return path;
        }),
      );
      const batch = model.inputs[0]?.shape[0] ?? 5;
      const { x, tensors, outputs } = longEnough((steps) => {
        const x = sampleInputs(model, wordCount, steps).map(({ shape, values }) => ({
          shape: [batch, ...shape.slice(1)],
          values: values.slice(0, (values.length / 5) * batch),
        }));
        const tensors = toTensors(tf, model, x);
        const call = () => model.call(tensors, createContext({ training: false })).outputs.map((one) => one.clone());
        return { x, tensors, outputs: tf.tidy(call) };
      });
      const json = join(folder, `${seed}.json`);
      const packed = x.map(({ shape, values }) => ({
        shape,
        f32: Buffer.from(Float32Array.from(values).buffer).toString('base64'),
      }));
      writeFileSync(json, JSON.stringify({ x: packed }));
      const written = (await readKerasFile(files[0] ?? '')).config.config['layers'];
      const layers = written as readonly { readonly config: { readonly name: string } }[];
      ours.set(name, {
        outputs: await Promise.all(outputs.map(async (one) => Float32Array.from(await one.data()))),
        order: layers.map((layer) => layer.config.name).join(),
      });
      for (const tensor of [...tensors, ...outputs]) tensor.dispose();
      model.dispose();
      cases.push({ name, keras: files[0] ?? '', h5: files[1] ?? '', json, again: '', trains: false });
    }
    const wrong: string[] = [];
    for (const answer of (await askKeras(cases)).values()) {
      const own = ours.get(answer.name);
      if (answer.error !== undefined || own === undefined) {
        wrong.push(`${answer.name}: ${answer.error}`);
        continue;
      }
      if (answer.order?.join() !== own.order)
        wrong.push(`${answer.name}: order ${own.order} is ${answer.order?.join()}`);
      own.outputs.forEach((output, index) => {
        for (const format of ['keras', 'h5'] as const) {
          const apart = difference(answer[format]?.[index] ?? [], output);
          if (!(apart < 2e-5)) wrong.push(`${answer.name}: ${format} output ${index} differs by ${apart}`);
        }
      });
    }
    expect(wrong).toEqual([]);
    expect(cases.length).toBeGreaterThan(count * 0.8);
  },
  400_000,
);
