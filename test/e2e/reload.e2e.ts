/** A page that goes away in mid-training loses nothing: the run goes on, and the new page finds every epoch. */
import { expect } from '@playwright/test';
import { test } from './editor-app.ts';
import { epochNumbers, epochRows, facts, picture, place, trainButton } from './train-steps.ts';

test('reloading in mid-training finds every epoch, with the numbers it had', async ({ page, address }, info) => {
  await page.goto(address);
  await page.getByRole('button', { name: /^Damped sine\s*Stacked/ }).click();
  // Long enough to be left and found again on a fast computer.
  await place(page, 'Data').click();
  await page.getByLabel('Training samples of an epoch').fill('10000');
  await place(page, 'Train').click();
  await page.getByLabel('Epochs', { exact: true }).fill('400');
  await trainButton(page).click();
  await expect.poll(() => epochRows(page).count(), { timeout: 90_000 }).toBeGreaterThanOrEqual(3);
  // Without the epoch's own cell: it says "best" until a better one comes.
  const firstRow = async (): Promise<string[]> =>
    (await epochRows(page).last().locator('td').allTextContents()).slice(1, 3);
  const before = await firstRow();

  await page.reload();
  await expect(facts(page)).toContainText('Running');
  await expect.poll(() => epochRows(page).count(), { timeout: 90_000 }).toBeGreaterThanOrEqual(6);
  expect(await firstRow()).toEqual(before);
  const numbers = await epochNumbers(page);
  expect(numbers).toEqual(Array.from({ length: numbers.length }, (_, index) => index + 1));
  await picture(page, info, 'after-reload');

  // Pausing holds it, resuming goes on, stopping ends it and keeps what was learnt.
  await page.getByRole('main').getByRole('button', { name: 'Pause', exact: true }).click();
  await expect(facts(page)).toContainText('Paused');
  await page.getByRole('main').getByRole('button', { name: 'Resume', exact: true }).click();
  await expect(facts(page)).toContainText('Running');
  await page.getByRole('main').getByRole('button', { name: 'Stop', exact: true }).click();
  await expect(facts(page)).toContainText('Stopped');
  const stopped = await epochNumbers(page);
  expect(stopped).toEqual(Array.from({ length: stopped.length }, (_, index) => index + 1));

  // Training again asks how to begin; going on makes a second run.
  await page.getByRole('main').getByRole('button', { name: 'Train again' }).click();
  await page.getByRole('button', { name: 'Continue from run 1' }).click();
  await expect(facts(page)).toContainText('Run 2');
  await expect.poll(() => epochRows(page).count(), { timeout: 60_000 }).toBeGreaterThanOrEqual(1);
  await page.getByRole('main').getByRole('button', { name: 'Stop', exact: true }).click();
  await expect(facts(page)).toContainText('Stopped');
});
