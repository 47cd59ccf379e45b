/**
 * The figures of a run's training steps on disk: one file a figure, eight bytes a step, step 1 first. A step that is told
 * again (a resumed run repeats some) takes the place of the earlier word, a range is read where it lies, and appending writes
 * no more than what is new: a run may have ten million steps.
 */
import {
  closeSync,
  fstatSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  readSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';

export interface StepFigures {
  /** In the order in which they first came. */
  readonly names: readonly string[];
  /** Steps that are stored of a figure. */
  count(name: string): number;
  /** `values`: of step `firstStep` (from 1), `firstStep + 1`, … Steps between the last one and these are not known: NaN. */
  write(name: string, firstStep: number, values: Float64Array): void;
  /** `count` steps from `firstStep` on; fewer where there are no more. */
  read(name: string, firstStep: number, count: number): Float64Array;
  /** Returns when the disk has everything. */
  sync(): void;
  close(): void;
}

const folderName = 'steps';
const namesFile = 'figures.json';
const width = Float64Array.BYTES_PER_ELEMENT;
const namesSchema = z.array(z.string());

/** Opens what is there; nothing is made before the first figure comes. */
export function openStepFigures(runFolder: string): StepFigures {
  const folder = join(runFolder, folderName);
  const names = readNames(join(folder, namesFile));
  const files = new Map<string, number>();

  const open = (name: string, makes: boolean): number | undefined => {
    const known = files.get(name);
    if (known !== undefined) return known;
    if (!names.includes(name)) {
      if (!makes) return undefined;
      mkdirSync(folder, { recursive: true });
      names.push(name);
      writeFileSync(join(folder, namesFile), JSON.stringify(names));
    }
    const path = join(folder, `${names.indexOf(name)}.f64`);
    const file = openExisting(path) ?? (makes ? openSync(path, 'w+') : undefined);
    if (file !== undefined) files.set(name, file);
    return file;
  };
  const countOf = (file: number): number => Math.floor(fstatSync(file).size / width);

  return {
    names,
    count: (name) => {
      const file = open(name, false);
      return file === undefined ? 0 : countOf(file);
    },
    write: (name, firstStep, values) => {
      const file = open(name, true);
      if (file === undefined) return;
      const known = countOf(file);
      if (firstStep - 1 > known) writeAt(file, new Float64Array(firstStep - 1 - known).fill(Number.NaN), known);
      writeAt(file, values, firstStep - 1);
    },
    read: (name, firstStep, count) => {
      const file = open(name, false);
      if (file === undefined) return new Float64Array(0);
      const values = new Float64Array(Math.max(0, Math.min(count, countOf(file) - (firstStep - 1))));
      const bytes = new Uint8Array(values.buffer);
      for (let done = 0; done < bytes.length; ) {
        const read = readSync(file, bytes, done, bytes.length - done, (firstStep - 1) * width + done);
        if (read === 0) return values.subarray(0, Math.floor(done / width));
        done += read;
      }
      return values;
    },
    sync: () => {
      for (const file of files.values()) fsyncSync(file);
    },
    close: () => {
      for (const file of files.values()) closeSync(file);
      files.clear();
    },
  };
}

function writeAt(file: number, values: Float64Array, step: number): void {
  const bytes = new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
  for (let done = 0; done < bytes.length; )
    done += writeSync(file, bytes, done, bytes.length - done, step * width + done);
}

function openExisting(path: string): number | undefined {
  try {
    return openSync(path, 'r+');
  } catch {
    return undefined;
  }
}

/** A list that cannot be read counts as none: its figures are lost, the run's epochs are not. */
function readNames(path: string): string[] {
  try {
    return namesSchema.parse(JSON.parse(readFileSync(path, 'utf8')));
  } catch {
    return [];
  }
}
