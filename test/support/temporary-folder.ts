import { afterAll, onTestFinished, TestRunner } from 'vitest';
import { newFolder, removeFolder } from './folders.ts';

/**
 * A folder that is removed when what asked for it ends, failed or not: the test where it was called (or its
 * `beforeEach`), else the tests of the file or `describe`. Not for `beforeAll`: call it before.
 */
export function temporaryFolder(): string {
  const folder = newFolder();
  const remove = (): Promise<void> => removeFolder(folder);
  if (TestRunner.getCurrentTest() === undefined) afterAll(remove);
  else onTestFinished(remove);
  return folder;
}
