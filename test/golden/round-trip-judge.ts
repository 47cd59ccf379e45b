/** Real Keras opens exported files, all in one process (round-trip.py). */
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { kerasPython } from '../keras/keras-judge.ts';

/** The files of one case. */
export interface JudgedCase {
  readonly name: string;
  readonly keras: string;
  readonly h5: string;
  /** Inputs and targets: JSON {x, y} of arrays {shape, f32}. */
  readonly json: string;
  /** Where Keras saves the model after two further steps. */
  readonly again: string;
  /** Whether it trains on at all, which takes most of the time. */
  readonly trains: boolean;
}
/** What Keras found in the files of one case; `error` alone where it could not. */
export interface Answer {
  readonly name: string;
  readonly error?: string;
  readonly keras?: readonly (readonly number[])[];
  readonly h5?: readonly (readonly number[])[];
  readonly order?: readonly string[];
  readonly step?: number;
  readonly kerasLosses?: readonly number[];
  readonly h5Losses?: readonly number[];
  readonly further?: readonly number[];
}

/** Python writes what is no number as `NaN`, which JSON does not know: null here. */
const readAnswer = (line: string): Answer => JSON.parse(line.slice(2).replaceAll('NaN', 'null')) as Answer; // checked by comparing

/** Answers by the name of the case. */
export function askKeras(cases: readonly JudgedCase[]): Promise<ReadonlyMap<string, Answer>> {
  return new Promise((resolve, reject) => {
    const child = execFile(
      kerasPython ?? 'python3',
      [join(import.meta.dirname, 'round-trip.py')],
      { maxBuffer: 2 ** 28 },
      (error, stdout, stderr) => {
        const lines = stdout.split('\n').filter((line) => line.startsWith('@@'));
        if (lines.length === 0) return reject(error ?? new Error(`Keras gave no answer: ${stderr.slice(-1000)}`));
        try {
          resolve(new Map(lines.map(readAnswer).map((one) => [one.name, one])));
        } catch (problem) {
          reject(problem);
        }
      },
    );
    child.stdin?.end(
      JSON.stringify({
        cases: cases.map(({ name, keras, h5, json, again, trains }) => ({ name, keras, h5, json, again, trains })),
      }),
    );
  });
}
