/** The main job on a real table of ragged sequences: from the file to an export that Keras loads. */
import { expect, type Locator, type Page } from '@playwright/test';
import { addFromPalette, drawWire, layer, test } from './editor-app.ts';
import {
  downloadExport,
  epochRows,
  facts,
  hasKeras,
  hasShared,
  indoorMovement,
  loadInKeras,
  picture,
  place,
  startWithFile,
  trainButton,
} from './train-steps.ts';

const inspector = (page: Page): Locator => page.getByRole('complementary', { name: 'Inspector' });
const suggestions = (page: Page): Locator => page.getByRole('region', { name: 'Suggestions' });
const prepared = (page: Page): Locator => page.getByRole('region', { name: 'What the model gets' });
const canvas = (page: Page): Locator => page.getByRole('region', { name: 'Canvas' });

/** Waits until a layer stands where it stood a moment ago: fitting the view glides, and a hand waits for that too. */
async function atRest(element: Locator): Promise<void> {
  let before = '';
  await expect
    .poll(
      async () => {
        const now = JSON.stringify(await element.boundingBox());
        const still = now === before;
        before = now;
        return still;
      },
      { intervals: [150] },
    )
    .toBe(true);
}

/** 314 sequences of 19 to 129 steps, a fifth of them held out. */
async function expectPrepared(page: Page): Promise<void> {
  await expect(prepared(page)).toContainText('251 samples train, 63 validate.', { timeout: 60_000 });
  await expect(page.getByRole('region', { name: 'Target' })).toContainText('“changed_room” is a class with 2 values');
  await expect(page.getByRole('region', { name: 'Target' })).toContainText('time 129 × features 4');
}

/** The best validation accuracy as the page tells it. */
async function bestAccuracy(page: Page): Promise<number> {
  const text = (await facts(page).textContent()) ?? '';
  return Number(/Best validation accuracy ([\d.]+)/.exec(text)?.[1]);
}

/** Epochs go by, curves are there, the best accuracy is good enough, predictions stand beside the truth. */
async function expectTrained(page: Page): Promise<void> {
  // The rows come while it trains, however fast that is: the page itself notes how many it shows.
  await page.evaluate(() => {
    const counts = new Set<number>();
    new MutationObserver(() => {
      counts.add(document.querySelectorAll('main tbody tr').length);
      document.body.dataset['rowCounts'] = String(counts.size);
    }).observe(document.body, { childList: true, subtree: true });
  });
  await expect(facts(page)).toContainText('Finished', { timeout: 300_000 });
  const counts = Number(await page.evaluate(() => document.body.dataset['rowCounts']));
  expect(counts).toBeGreaterThan(3);
  for (const name of ['Loss of every step', 'Loss by epoch', 'Accuracy by epoch'])
    await expect(page.getByRole('img', { name })).toBeVisible();
  await expect(epochRows(page)).toHaveCount(80);
  expect(await bestAccuracy(page)).toBeGreaterThanOrEqual(0.8);
}

test.describe(`ragged sequences from a CSV${hasShared ? '' : ' SKIPPED: no ../shared'}`, () => {
  test.skip(!hasShared, 'SKIPPED: no ../shared');
  test.setTimeout(400_000);

  test('with the mouse: import, group, pad, wire, train, predict, export, Keras', async ({ page, address }, info) => {
    await startWithFile(page, address, indoorMovement);
    await expect(page.getByRole('region', { name: 'Source' })).toContainText('13,197 rows · 8 columns');
    const table = page.getByRole('table', { name: 'Rows of indoor-movement.csv' });
    await expect(table).toHaveAttribute('aria-rowcount', '13198');
    await expect(table.getByRole('columnheader', { name: 'sequence' })).toContainText('0 missing · 314 different');
    await expect(suggestions(page)).toContainText('13197 rows make 314 sequences by “sequence”');
    await picture(page, info, 'imported');
    for (const step of ['Columns', 'Group', 'Pad', 'Split'])
      await suggestions(page)
        .getByRole('button', { name: `Accept: ${step}` })
        .click();
    await expectPrepared(page);
    await page
      .getByRole('region', { name: 'Recipe' })
      .getByRole('button', { name: /^Group/ })
      .click();
    await expect(page.getByRole('img', { name: '314 sequences of 19 to 129 steps' })).toBeVisible();
    await page.getByRole('region', { name: 'Recipe' }).getByRole('button', { name: /^Pad/ }).click();
    await expect(page.getByText('67 % of the padded steps are filling; 0 sequences lose steps.')).toBeVisible();
    await page.getByRole('button', { name: 'Use loss and metric' }).click();
    await picture(page, info, 'prepared');

    await place(page, 'Model').click();
    for (const label of ['Input', 'Masking', 'LSTM', 'Dense', 'Output']) await addFromPalette(page, label);
    await canvas(page).press('f');
    await expect(layer(page, 'Output output')).toBeVisible();
    const chain = ['Input input_layer', 'Masking masking', 'LSTM lstm', 'Dense dense', 'Output output'];
    await atRest(layer(page, 'Output output'));
    for (const [index, to] of chain.slice(1).entries()) {
      await drawWire(page, chain[index] ?? '', to);
      await expect(canvas(page).locator('.react-flow__edge')).toHaveCount(index + 1);
    }
    await layer(page, 'LSTM lstm').click({ position: { x: 40, y: 12 } });
    await inspector(page).getByLabel('Units').fill('128');
    await layer(page, 'Dense dense').click({ position: { x: 40, y: 12 } });
    await inspector(page).getByLabel('Units').fill('2');
    await inspector(page).getByLabel('Activation', { exact: true }).selectOption('softmax');
    await expect(page.getByRole('tab', { name: 'Problems 0' })).toBeVisible();
    await picture(page, info, 'wired');

    await place(page, 'Train').click();
    await expect(page.getByLabel('Loss', { exact: true })).toHaveValue('categorical_crossentropy');
    await page.getByLabel('Learning rate').fill('0.005');
    await page.getByLabel('Epochs', { exact: true }).fill('80');
    await page.getByLabel('Course of the rate').selectOption('cosine');
    await page.getByLabel('Clip gradients').selectOption('clipnorm');
    await page.getByLabel('Limit', { exact: true }).fill('1');
    await trainButton(page).click();
    await expectTrained(page);
    await picture(page, info, 'trained');

    await page.getByRole('button', { name: 'Try what it has learnt' }).click();
    const predictions = page.getByRole('table', { name: 'Predictions' });
    await expect(predictions.locator('tbody tr')).toHaveCount(63, { timeout: 60_000 });
    await expect(page.getByText(/The model is right in ((8|9)\d(\.\d+)?|100) % of 63 samples/)).toBeVisible();
    await picture(page, info, 'predicted');

    await place(page, 'Export').click();
    const { path } = await downloadExport(page, 'Download for Keras');
    await expect(page.getByRole('region', { name: 'Keras', exact: true })).toContainText('is saved');
    await picture(page, info, 'exported');
    if (hasKeras)
      expect(await loadInKeras(path)).toEqual({ params: 4 * 128 * (4 + 128 + 1) + 2 * (128 + 1), output: [1, 2] });
    else info.annotations.push({ type: 'SKIPPED', description: 'no Keras' });
  });

  test('with the keyboard alone: the same, from the file to the prediction', async ({ page, address }, info) => {
    const keys = page.keyboard;
    /** Moves the focus with Tab until it is on the control, as someone without a mouse has to. */
    const tabTo = async (control: Locator): Promise<void> => {
      for (let presses = 0; presses < 150; presses++) {
        if (await control.evaluate((element) => element === document.activeElement).catch(() => false)) return;
        await keys.press('Tab');
      }
      throw new Error(`150 presses of Tab never came to ${String(control)}.`);
    };
    const press = async (control: Locator): Promise<void> => {
      await control.waitFor();
      await tabTo(control);
      await keys.press('Enter');
    };
    const type = async (control: Locator, text: string): Promise<void> => {
      await control.waitFor();
      await tabTo(control);
      await keys.press('Control+a');
      await keys.type(text);
    };
    const choose = async (control: Locator, text: string): Promise<void> => {
      await tabTo(control);
      await keys.type(text);
    };

    await page.goto(address);
    const chooser = page.waitForEvent('filechooser');
    await press(page.getByRole('button', { name: 'Import a file' }));
    await (await chooser).setFiles(indoorMovement);
    await expect(page.getByRole('region', { name: 'Source' })).toContainText('13,197 rows', { timeout: 60_000 });
    await press(suggestions(page).getByRole('button', { name: 'Accept all' }));
    await expectPrepared(page);
    await press(page.getByRole('button', { name: 'Use loss and metric' }));

    await keys.press('Alt+2');
    await canvas(page).waitFor();
    await page.locator('body').press('a');
    const search = page.getByLabel('Search layers');
    for (const word of ['input', 'masking', 'lstm', 'dense', 'output']) {
      await expect(search).toBeFocused();
      await keys.press('Control+a');
      await keys.type(word);
      await keys.press('Enter');
    }
    await expect(layer(page, 'Output output')).toBeAttached();
    const chain = ['Input input_layer', 'Masking masking', 'LSTM lstm', 'Dense dense', 'Output output'];
    for (const [index, to] of chain.slice(1).entries()) {
      await tabTo(layer(page, chain[index] ?? ''));
      await keys.press('c');
      await expect(page.getByLabel('Search for a layer')).toBeFocused();
      await keys.type(to);
      await keys.press('Enter');
      await expect(page.getByLabel('Search for a layer')).toBeHidden();
    }
    await expect(canvas(page).locator('.react-flow__edge')).toHaveCount(4);
    await tabTo(layer(page, 'LSTM lstm'));
    await keys.press('Enter');
    await type(inspector(page).getByLabel('Units'), '128');
    await tabTo(layer(page, 'Dense dense'));
    await keys.press('Enter');
    await type(inspector(page).getByLabel('Units'), '2');
    await choose(inspector(page).getByLabel('Activation', { exact: true }), 'softmax');
    await expect(page.getByRole('tab', { name: 'Problems 0' })).toBeVisible();

    await keys.press('Alt+3');
    await type(page.getByLabel('Learning rate'), '0.005');
    await choose(page.getByLabel('Clip gradients'), 'by the norm of each');
    await type(page.getByLabel('Epochs', { exact: true }), '80');
    await press(trainButton(page));
    await expectTrained(page);
    await picture(page, info, 'keyboard-trained');

    await press(page.getByRole('button', { name: 'Try what it has learnt' }));
    await expect(page.getByRole('table', { name: 'Predictions' }).locator('tbody tr')).toHaveCount(63, {
      timeout: 60_000,
    });
    await keys.press('Alt+5');
    const download = page.waitForEvent('download');
    await press(page.getByRole('button', { name: 'Download for Keras' }));
    expect((await download).suggestedFilename()).toMatch(/\.zip$/);
  });
});

test('a bad file says file, row and column, and loses nothing', async ({ page, address }) => {
  await page.goto(address);
  await page.getByRole('button', { name: 'New project' }).click();
  await place(page, 'Data').click();
  const chooser = page.waitForEvent('filechooser');
  await page.getByRole('main').getByRole('button', { name: 'Choose a file' }).click();
  await (await chooser).setFiles({
    name: 'broken.csv',
    mimeType: 'text/csv',
    buffer: Buffer.from('day,sales\n1,10\n2,20,30\n3,30\n'),
  });
  await expect(page.getByText('“broken.csv” could not be read. Nothing was changed.')).toBeVisible();
  await expect(page.getByRole('alert')).toContainText(/broken\.csv, row 3/);
  await expect(page.getByText('Drop a CSV, TSV or text file here')).toBeVisible();
});
