import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import type { Model } from '../../main/trainer/model/build-model.ts';
import type { Tensor, Tf } from '../../main/trainer/model/layer.ts';
import { mixSeed, uniform } from '../../main/trainer/model/random.ts';

const candidates = [process.env['WEFT_PYTHON'], join(homedir(), '.cache/weft-studio/python/bin/python')].filter(
  (path) => path !== undefined,
);
export const python = candidates.find((path) => existsSync(path));

export interface HostArray {
  readonly shape: readonly number[];
  readonly values: readonly number[];
}
export interface Judgement {
  readonly error?: string;
  readonly outputs: readonly (readonly number[])[];
  readonly parameters: number;
  readonly step?: number;
  readonly loss?: number;
  readonly figures?: Readonly<Record<string, number>>;
  readonly after?: readonly (readonly number[])[];
}

/** Lets real Keras load files; one process for all, since it takes seconds to start. */
export function judge(
  files: Readonly<Record<string, { path: string; x: readonly HostArray[]; y?: readonly HostArray[] }>>,
): Promise<Readonly<Record<string, Judgement>>> {
  return new Promise((resolve, reject) => {
    const child = execFile(
      python ?? 'python3',
      [join(import.meta.dirname, 'judge.py')],
      { maxBuffer: 2 ** 26 },
      (error, stdout, stderr) => {
        const answer = stdout.split('\n@@')[1];
        if (answer === undefined) reject(error ?? new Error(`Keras gave no answer: ${stderr.slice(-1000)}`));
        else resolve(JSON.parse(answer) as Readonly<Record<string, Judgement>>);
      },
    );
    child.stdin?.end(JSON.stringify({ files }));
  });
}

/** Five samples for every input; some steps of the first ones are zero, so that masks have something to do. */
export function sampleInputs(model: Model, highest = 9, open = 4): HostArray[] {
  return model.inputs.map(({ shape, dtype }, index) => {
    const full = [5, ...shape.slice(1).map((size) => size ?? open)];
    const count = full.reduce((product, size) => product * size, 1);
    const draws = uniform(mixSeed('inputs', index), count);
    const perStep = full.slice(2).reduce((product, size) => product * size, 1);
    const values = Array.from(draws, (draw, at) => {
      const step = Math.floor(at / perStep) % (full[1] ?? 1);
      const sample = Math.floor(at / perStep / (full[1] ?? 1));
      if (sample < 3 && step < sample) return 0;
      return dtype === 'int32' ? Math.floor(draw * highest) : Math.fround(2 * draw - 1);
    });
    return { shape: full, values };
  });
}

export function toTensors(tf: Tf, model: Model, arrays: readonly HostArray[]): Tensor[] {
  return arrays.map(({ shape, values }, index) =>
    tf.tensor([...values], [...shape], model.inputs[index]?.dtype ?? 'float32'),
  );
}

/** Moves every weight away from zeros and ones, which would hide a weight in the wrong place. */
export async function disturb(model: Model): Promise<void> {
  const weights = await model.getWeights();
  model.setWeights(
    weights.map((weight) => ({
      ...weight,
      values: uniform(mixSeed(weight.path), weight.values.length).map(
        (draw, at) => (weight.values[at] ?? 0) + 0.4 * draw - (weight.path.includes('variance') ? 0 : 0.2),
      ),
    })),
  );
}

export function largestDifference(found: ArrayLike<number>, wanted: ArrayLike<number>): number {
  if (found.length !== wanted.length) return Number.NaN;
  return Array.from(found).reduce(
    (worst, value, at) => Math.max(worst, Math.abs(value - (wanted[at] ?? Number.NaN))),
    0,
  );
}
