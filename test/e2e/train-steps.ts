/** Steps that the tests of the Data, Train, Use and Export places share, as a person would do them. */
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, type Locator, type Page, test, type TestInfo } from '@playwright/test';
import { unzipSync } from 'fflate';
import { newFolder, removeFolder } from '../support/folders.ts';

const sharedFolder = process.env['WEFT_SHARED'] ?? join(import.meta.dirname, '..', '..', '..', 'shared');
export const indoorMovement = join(sharedFolder, 'data', 'indoor-movement.csv');
export const hasShared = existsSync(indoorMovement);

export const place = (page: Page, name: 'Data' | 'Model' | 'Train' | 'Use' | 'Export'): Locator =>
  page.getByRole('navigation', { name: 'Places' }).getByRole('button', { name });

/** A picture of a moment, kept with the results of the test. */
export async function picture(page: Page, info: TestInfo, name: string): Promise<void> {
  const path = info.outputPath(`${name}.png`);
  await page.screenshot({ path });
  await info.attach(name, { path, contentType: 'image/png' });
}

/** Starts with a file from the start page; the project is named after it. */
export async function startWithFile(page: Page, address: string, file: string): Promise<void> {
  await page.goto(address);
  const chooser = page.waitForEvent('filechooser');
  await page.getByRole('button', { name: 'Import a file' }).click();
  await (await chooser).setFiles(file);
  await expect(page.getByRole('region', { name: 'Source' })).toContainText('rows', { timeout: 60_000 });
}

export const trainButton = (page: Page): Locator =>
  page.getByRole('main').getByRole('button', { name: 'Train', exact: true });
export const facts = (page: Page): Locator => page.getByRole('region', { name: 'The run', exact: true });
export const epochRows = (page: Page): Locator => page.getByRole('table', { name: 'Every epoch' }).locator('tbody tr');

/** The numbers of the first column of the table of epochs, oldest first. */
export async function epochNumbers(page: Page): Promise<number[]> {
  const cells = await epochRows(page).locator('td:first-child').allTextContents();
  return cells.map((text) => Number.parseInt(text, 10)).reverse();
}

/** Downloads an export into the folder of the running test. */
export async function downloadExport(
  page: Page,
  button: string,
): Promise<{ readonly path: string; readonly name: string }> {
  const download = page.waitForEvent('download');
  await page.getByRole('button', { name: button }).click();
  const file = await download;
  const path = test.info().outputPath(file.suggestedFilename());
  await file.saveAs(path);
  return { path, name: file.suggestedFilename() };
}

const python = process.env['WEFT_PYTHON'] ?? join(homedir(), '.cache', 'weft-studio', 'python', 'bin', 'python');
export const hasKeras = existsSync(python);

/** Follows the README of an exported zip to the letter: unzips it and runs `python predict.py FILE` there; the printed rows. */
export async function predictInKeras(zip: string, csv: string): Promise<string[][]> {
  const folder = newFolder();
  try {
    for (const [name, bytes] of Object.entries(unzipSync(await readFile(zip))))
      await writeFile(join(folder, name), bytes);
    await writeFile(join(folder, 'new.csv'), csv);
    const { stdout } = await promisify(execFile)(python, ['predict.py', 'new.csv'], { cwd: folder, timeout: 120_000 });
    return stdout
      .trim()
      .split(/\r?\n/)
      .map((line) => line.split(','));
  } finally {
    await removeFolder(folder);
  }
}

const script = `
import sys, os, zipfile, json
os.environ['TF_CPP_MIN_LOG_LEVEL'] = '3'
import keras, numpy
folder = os.path.dirname(os.path.abspath(__file__))
zipfile.ZipFile(sys.argv[1]).extractall(folder)
found = [os.path.join(f, n) for f, _, names in os.walk(folder) for n in names if n.endswith('.keras')]
model = keras.models.load_model(found[0])
shape = [1] + [5 if size is None else size for size in model.input_shape[1:]]
print('RESULT', json.dumps({'params': model.count_params(), 'output': list(model.predict(numpy.zeros(shape), verbose=0).shape)}))
`;

/** What real Keras says of an exported zip: its parameters, and the shape it gives for one sample. */
export async function loadInKeras(zip: string): Promise<{ params: number; output: number[] }> {
  const folder = newFolder();
  try {
    const file = join(folder, 'load.py');
    await writeFile(file, script);
    const { stdout } = await promisify(execFile)(python, [file, zip], { timeout: 120_000 });
    return JSON.parse(/RESULT (.*)/.exec(stdout)?.[1] ?? 'null') as { params: number; output: number[] }; // our own script's output
  } finally {
    await removeFolder(folder);
  }
}
