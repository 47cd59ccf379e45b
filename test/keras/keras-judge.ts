/** Asks real Keras what it makes of configs. */
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { weftObjects } from '../../main/export/weft-objects.ts';
import { toPythonJson } from '../../main/keras-file/python-json.ts';

const candidates = [process.env.WEFT_PYTHON, join(homedir(), '.cache/weft-studio/python/bin/python')].filter(
  (path) => path !== undefined,
);
export const kerasPython = candidates.find((path) => existsSync(path));

export interface LoadedModel {
  readonly error?: string;
  readonly outputs: readonly (readonly (number | null)[])[];
  readonly masked: readonly boolean[];
  readonly trainable: number;
  readonly other: number;
  readonly config: { readonly config: Record<string, unknown> };
}
export interface LoadedCompile {
  readonly error?: string;
  readonly compile: Record<string, unknown>;
}
export interface Verdict {
  readonly models: Readonly<Record<string, LoadedModel>>;
  readonly compiles: Readonly<Record<string, LoadedCompile>>;
  readonly keras: string;
}

/** One Python process for all questions: starting TensorFlow takes seconds. */
export function askKeras(tasks: {
  readonly models?: Record<string, unknown>;
  readonly compiles?: Record<string, unknown>;
}): Promise<Verdict> {
  return new Promise((resolve, reject) => {
    const child = execFile(
      kerasPython ?? 'python3',
      [join(import.meta.dirname, 'keras-judge.py')],
      { maxBuffer: 256 * 1024 * 1024 },
      (error, stdout, stderr) => {
        const answer = stdout.split('\n@@')[1];
        if (answer) resolve(JSON.parse(answer));
        else reject(error ?? new Error(`Keras gave no answer: ${stderr.slice(-2000)}`));
      },
    );
    child.stdin?.end(toPythonJson({ ...tasks, objects: weftObjects }));
  });
}
