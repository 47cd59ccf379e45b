/** The models of two runs beside each other, reached from the list of runs: in words, drawn, and by keyboard. */
import { expect, type Page } from '@playwright/test';
import { expectNothingFromAxe } from './axe.ts';
import { test } from './editor-app.ts';
import { facts, picture, place, trainButton } from './train-steps.ts';

async function train(page: Page, epochs: string): Promise<void> {
  await place(page, 'Train').click();
  await page.getByLabel('Epochs', { exact: true }).fill(epochs);
  await trainButton(page).click();
  await expect(facts(page)).toContainText('Finished', { timeout: 120_000 });
}

test('two runs of a model that was changed between them', async ({ page, address }, info) => {
  await page.emulateMedia({ reducedMotion: 'reduce' });
  await page.goto(address);
  await page.getByRole('button', { name: /^One to one/ }).click();
  await train(page, '2');
  await expect(page.getByRole('checkbox', { name: /for a comparison$/ })).toHaveCount(0);

  await place(page, 'Model').click();
  await page.locator('.react-flow__node[data-id="hidden"]').click({ position: { x: 30, y: 8 } });
  await page.getByRole('complementary', { name: 'Inspector' }).getByLabel('Units').fill('7');
  await page
    .getByRole('complementary', { name: 'Palette' })
    .getByRole('button', { name: 'Dropout', exact: true })
    .dblclick();
  await place(page, 'Train').click();
  await page.getByLabel('Epochs', { exact: true }).fill('3');
  await page.getByRole('button', { name: 'Train again' }).click();
  const question = page.getByRole('dialog');
  await question.getByRole('button', { name: 'Start over' }).click();
  await expect(page.getByRole('checkbox', { name: 'Choose run 2 for a comparison' })).toBeVisible();
  await expect(facts(page)).toContainText('Finished', { timeout: 120_000 });

  await page.getByRole('checkbox', { name: 'Choose run 2 for a comparison' }).focus();
  await page.keyboard.press('Space');
  await expect(page.getByText('Choose one more run to compare their models.')).toBeVisible();
  await page.getByRole('checkbox', { name: 'Choose run 1 for a comparison' }).check();
  await page.getByRole('button', { name: 'Compare the two models' }).click();
  const comparison = page.getByRole('dialog', { name: 'Differences: Run 1 → Run 2' });
  const words = comparison.getByRole('region', { name: 'Differences' });
  await expect(words.getByRole('listitem')).toHaveCount(3);
  await expect(words).toContainText('“hidden”: Units 16 → 7');
  await expect(words).toContainText('Added Dropout “dropout”');
  await expect(words).toContainText('Epochs: 2 → 3');
  const drawing = comparison.getByRole('region', { name: 'Both drawings' });
  await expect(drawing.getByRole('group', { name: 'hidden: changed' })).toContainText('Units 16 → 7');
  await expect(drawing.getByRole('group', { name: 'dropout: added' })).toBeVisible();
  await expect(drawing.getByRole('group', { name: 'dense', exact: true })).toBeVisible();
  await words.getByRole('button', { name: '“hidden”: Units 16 → 7' }).focus();
  await page.keyboard.press('Enter');
  await expect(words.getByRole('button', { name: '“hidden”: Units 16 → 7' })).toHaveAttribute('aria-pressed', 'true');
  await picture(page, info, 'compare-runs');
  await expectNothingFromAxe(page, '[role="dialog"]');
  await page.keyboard.press('Escape');
  await expect(comparison).toBeHidden();
});
