/** Hands a question to a Python script beside the tests, with Keras and TensorBoard at hand; JSON in, JSON out. */
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { toPythonJson } from '../../main/keras-file/python-json.ts';
import { kerasPython } from '../keras/keras-judge.ts';

export const python = kerasPython;

/** The script prints its answer after `@@`, since libraries print too. */
export function askPython<Answer>(script: string, question: unknown): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const child = execFile(
      python ?? 'python3',
      [join(import.meta.dirname, script)],
      { maxBuffer: 256 * 1024 * 1024 },
      (error, stdout, stderr) => {
        const answer = stdout.split('\n@@')[1];
        if (answer) resolve(JSON.parse(answer) as Answer);
        else reject(error ?? new Error(`Python gave no answer: ${stderr.slice(-2000)}`));
      },
    );
    child.stdin?.end(toPythonJson(question));
  });
}
