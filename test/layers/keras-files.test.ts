/**
 * Samples saved as a `.keras` file and loaded by real Keras: the same predictions, and the same variables
 * as Keras writes itself. Keras 3.15 keeps no seed-generator variables in its files; they are made anew from
 * the configs, which is why layers that draw at random load without them.
 */
import { execFile } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { loadEngine } from '../../main/engine/backend.ts';
import { writeKerasFile } from '../../main/keras-file/write-keras.ts';
import { buildModel, createContext, type KerasConfig } from '../../main/trainer/model/build-model.ts';
import { normal } from '../../main/trainer/model/random.ts';
import { graphToKeras } from '../../shared/keras/graph-to-keras.ts';
import { kerasPython } from '../keras/keras-judge.ts';
import { layerSamples, sampleGraph } from './samples.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

interface Answer {
  readonly error?: string;
  readonly outputs: readonly (readonly number[])[];
  readonly ours: Readonly<Record<string, unknown>>;
  readonly theirs: Readonly<Record<string, unknown>>;
}
interface Task {
  readonly path: string;
  readonly x: readonly {
    readonly shape: readonly number[];
    readonly values: readonly number[];
    readonly dtype: string;
  }[];
}

// The sample of each activation differs in a name only, and their golden cases say what they compute.
// The studio's own classes need the Python file of their export, and are tried with it in test/export.
const standard = Object.entries(layerSamples).filter(([id]) => !id.endsWith('Distance'));
const rows = standard.flatMap(([id, { samples }]) =>
  (id === 'activation' ? samples.slice(0, 1) : samples).map((sample) => ({
    title: `${id}${sample.title ? `: ${sample.title}` : ''}`,
    config: compiled(id, sample),
    dtype: sample.dtype ?? ('float32' as const),
  })),
);
function compiled(id: string, sample: Parameters<typeof sampleGraph>[1]): KerasConfig {
  const result = graphToKeras(sampleGraph(id, sample), { inputSpecs: [] });
  if (!result.ok) throw new Error(JSON.stringify(result.problem));
  return result.value;
}

const folder = temporaryFolder();

describe.skipIf(!kerasPython)(`files${kerasPython ? '' : ' SKIPPED: no Python with Keras (WEFT_PYTHON)'}`, () => {
  const predicted = new Map<string, readonly (readonly number[])[]>();
  let answers: Readonly<Record<string, Answer>> = {};

  beforeAll(async () => {
    const { tf } = await loadEngine('cpu');
    const tasks: Record<string, Task> = {};
    for (const [index, { title, config, dtype }] of rows.entries()) {
      const model = buildModel(tf, config, { seed: 5 });
      const weights = (await model.getWeights()).map((weight, place) => ({
        ...weight,
        // Zeros would hide a weight in a wrong place; a moving variance stays positive.
        values: weight.values.map((value, at) => value + 0.1 * Math.abs(normal(place, weight.values.length)[at] ?? 0)),
      }));
      model.setWeights(weights);
      const x = model.inputs.map(({ shape }, input) => {
        const full = shape.map((size, axis) => size ?? (axis === 0 ? 4 : 6));
        const count = full.reduce((product, size) => product * size, 1);
        const draws = normal(100 + input, count);
        const values = Array.from(draws, (value, at) =>
          dtype === 'int32' ? Math.abs(Math.trunc(value * 4)) : at % 7 === 0 ? 0 : value,
        );
        return { shape: full, values, dtype };
      });
      const outputs = tf.tidy(() =>
        model
          .call(
            x.map(({ shape, values }) => tf.tensor(values, shape, dtype)),
            createContext({ training: false }),
          )
          .outputs.map((output) => Array.from(output.dataSync())),
      );
      predicted.set(title, outputs);
      const path = join(folder, `${index}.keras`);
      writeFileSync(path, await writeKerasFile({ config, weights }));
      tasks[title] = { path, x };
      model.dispose();
    }
    answers = await load(tasks);
  }, 400_000);

  test.each(rows)('$title', ({ title }) => {
    const answer = answers[title];
    expect(answer?.error).toBeUndefined();
    expect(answer?.ours).toEqual(answer?.theirs);
    const ours = predicted.get(title) ?? [];
    expect(answer?.outputs.map((output) => output.length)).toEqual(ours.map((output) => output.length));
    const difference = ours.flatMap((output, index) =>
      output.map((value, at) => Math.abs(value - (answer?.outputs[index]?.[at] ?? Number.NaN))),
    );
    expect(Math.max(...difference)).toBeLessThan(1e-5);
  });
});

/** One Python process for all files: starting TensorFlow takes seconds. */
function load(tasks: Readonly<Record<string, Task>>): Promise<Readonly<Record<string, Answer>>> {
  return new Promise((resolve, reject) => {
    const child = execFile(
      kerasPython ?? 'python3',
      [join(import.meta.dirname, 'load_files.py')],
      { maxBuffer: 256 * 1024 * 1024 },
      (error, stdout, stderr) => {
        const answer = stdout.split('\n@@')[1];
        if (answer) resolve(JSON.parse(answer) as Record<string, Answer>);
        else reject(error ?? new Error(`Keras gave no answer: ${stderr.slice(-2000)}`));
      },
    );
    child.stdin?.end(JSON.stringify(tasks));
  });
}
