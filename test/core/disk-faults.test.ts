/** A disk that is full, read-only or limited while a project is saved: said by name, nothing lost, saved when it is back. */
import { execFileSync, spawn } from 'node:child_process';
import { tmpdir } from 'node:os';
import { fileURLToPath } from 'node:url';
import { beforeEach, expect, test } from 'vitest';
import { languages } from '../../shared/i18n/index.ts';
import { problemText, translator } from '../../shared/i18n/translate.ts';
import type { Problem } from '../../shared/problem.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

let folder: string;
beforeEach(() => {
  folder = temporaryFolder();
});

interface Told {
  readonly save: Problem;
  readonly journal: Problem;
  readonly during: string;
  readonly again: string | Problem;
  readonly after: string;
  readonly recovered: boolean;
  readonly files: readonly string[];
  readonly versions: number;
  readonly id: string;
}

const script = fileURLToPath(new URL('./disk-faults-process.ts', import.meta.url));
/** `wrapped` is the shell text in which `"$@"` stands for the process. */
function runWith(wrapped: string, fault: string): Promise<Told> {
  const [command, ...words] = wrapped.startsWith('mount')
    ? ['unshare', '--map-root-user', '--mount', 'sh', '-c', wrapped, folder]
    : ['sh', '-c', wrapped, folder];
  const child = spawn(command ?? '', [...words, process.execPath, script, folder, fault], {
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    serialization: 'json',
  });
  let errors = '';
  child.stderr?.on('data', (data: Buffer) => {
    errors += data.toString();
  });
  return new Promise((resolve, reject) => {
    let told: Told | undefined;
    child.once('message', (message) => {
      told = message as Told; // its own words
    });
    child.once('close', () => (told ? resolve(told) : reject(new Error(errors))));
  });
}

/** Linux lets a process have a small disk of its own; where it does not, the limited file size below is what is left. */
const mayMount = (() => {
  try {
    execFileSync('unshare', ['--map-root-user', '--mount', 'mount', '-t', 'tmpfs', 'none', tmpdir()], {
      stdio: 'ignore',
    });
    return true;
  } catch {
    return false;
  }
})();

function expectNothingLost(told: Told, reason: RegExp): void {
  for (const problem of [told.save, told.journal]) {
    expect(problem).toMatchObject({ code: 'file/write-failed' });
    expect(String(problem.details['reason'])).toMatch(reason);
    // The sentence is one of its own, and holds no folder.
    for (const language of languages) {
      const text = problemText(problem, translator(language));
      expect(text).toContain(told.id);
      expect(text).not.toContain(folder);
      expect(text).not.toContain('(E');
    }
  }
  expect(told.during).toBe('First');
  expect(told.again).toBe('done');
  expect(told.after).toBe('Second');
  expect(told.recovered).toBe(false);
  expect(told.files).toEqual([`${told.id}.weft.json`]);
  expect(told.versions).toBe(2);
}

const skipped = mayMount ? '' : ' SKIPPED: no file system of its own may be mounted here';

test.runIf(mayMount)(`a full disk${skipped}`, async () => {
  const told = await runWith('mount -t tmpfs -o size=1m none "$0" && exec "$@"', 'full');
  expectNothingLost(told, /^ENOSPC$/);
});

test.runIf(mayMount)(`a disk that may only be read${skipped}`, async () => {
  const told = await runWith('mount -t tmpfs -o size=4m none "$0" && exec "$@"', 'read-only');
  expectNothingLost(told, /^EROFS$/);
});

test.runIf(process.platform !== 'win32')('files that may not grow any more', async () => {
  const told = await runWith('ulimit -f 1000 && exec "$@"', 'limited');
  expectNothingLost(told, /^EFBIG$/);
});
