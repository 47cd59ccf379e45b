/** Asks real Keras for its summaries. */
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { toPythonJson } from '../../main/keras-file/python-json.ts';
import { kerasPython } from '../keras/keras-judge.ts';

export interface KerasSummary {
  readonly wide: string;
  readonly plain: string;
  readonly narrow: string;
}

export function kerasSummaries(tasks: {
  readonly files?: Readonly<Record<string, string>>;
  /** The Python text of the studio's own classes. */
  readonly objects?: string;
  readonly configs?: Readonly<Record<string, { readonly config: unknown; readonly optimizer?: unknown }>>;
}): Promise<Readonly<Record<string, KerasSummary>>> {
  return new Promise((resolve, reject) => {
    const child = execFile(
      kerasPython ?? 'python3',
      [join(import.meta.dirname, 'summary-judge.py')],
      { maxBuffer: 64 * 1024 * 1024, env: { ...process.env, PYTHONIOENCODING: 'utf-8' } },
      (error, stdout, stderr) => {
        const answer = stdout.split('\n@@')[1];
        if (answer) resolve(JSON.parse(answer));
        else reject(error ?? new Error(`Keras gave no answer: ${stderr.slice(-2000)}`));
      },
    );
    child.stdin?.end(toPythonJson(tasks));
  });
}
