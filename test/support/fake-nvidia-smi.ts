/** The driver's program as a script that answers every fifth of a second, for machines without a card. */
import { chmodSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { temporaryFolder } from './temporary-folder.ts';

export interface FakeNvidiaSmi {
  /** A search path that finds it first. */
  readonly path: string;
  /** What it was called with; undefined before it was. */
  arguments(): string | undefined;
  isRunning(): boolean;
}

export function fakeNvidiaSmi(answer: string): FakeNvidiaSmi {
  const folder = temporaryFolder();
  const [program, called, id] = ['nvidia-smi', 'called', 'id'].map((name) => join(folder, name)) as [
    string,
    string,
    string,
  ];
  const lines = [
    '#!/bin/sh',
    `echo "$@" > '${called}'`,
    `echo $$ > '${id}'`,
    `while :; do echo '${answer}'; sleep 0.2; done`,
  ];
  writeFileSync(program, `${lines.join('\n')}\n`);
  chmodSync(program, 0o755);
  return {
    path: `${folder}${delimiter}${process.env['PATH'] ?? ''}`,
    arguments: () => (existsSync(called) ? readFileSync(called, 'utf8').trim() : undefined),
    isRunning: () => {
      try {
        process.kill(Number(readFileSync(id, 'utf8')), 0);
        return true;
      } catch {
        return false;
      }
    },
  };
}
