/** The tour: from the start page to a trained model, in both languages, by mouse and by keyboard; left and taken up again. */
import { expect, type Locator, type Page } from '@playwright/test';
import { expectNothingFromAxe } from './axe.ts';
import { test } from './editor-app.ts';
import { facts, picture, place, trainButton } from './train-steps.ts';

test.use({ contextOptions: { reducedMotion: 'reduce' } });

const tour = (page: Page): Locator => page.getByRole('region', { name: /^(Tour|导览)$/ });

test('five steps end with a trained model', async ({ page, address }, info) => {
  await page.goto(address);
  await page.getByRole('button', { name: 'Take the tour' }).click();
  await expect(tour(page)).toContainText('Step 1 of 5');
  await picture(page, info, 'first-step');
  await page.getByRole('button', { name: /^Damped sine/ }).click();
  await expect(tour(page)).toContainText('Step 2 of 5');
  await page
    .locator('.react-flow__node')
    .nth(1)
    .click({ position: { x: 30, y: 12 } });
  await expect(tour(page)).toContainText('Step 3 of 5');
  await place(page, 'Train').click();
  await expect(tour(page)).toContainText('Step 4 of 5');
  await trainButton(page).click();
  await expect(tour(page)).toContainText('It is learning');
  await picture(page, info, 'training');
  await expect(facts(page)).toContainText('Finished', { timeout: 120_000 });
  await expect(tour(page)).toContainText('Step 5 of 5');
  await place(page, 'Use').click();
  await expect(page.getByRole('img', { name: 'Forecast over the truth' })).toBeVisible({ timeout: 60_000 });
  await expect(tour(page)).toContainText('That was the whole way');
  await picture(page, info, 'finished');
  await tour(page).getByRole('button', { name: 'End the tour' }).click();
  await expect(tour(page)).toHaveCount(0);
});

test('it can be left and taken up again, with the keyboard alone and in Chinese', async ({ browser, address }) => {
  const context = await browser.newContext({ locale: 'zh-CN', reducedMotion: 'reduce' });
  const page = await context.newPage();
  await page.goto(address);
  await page.getByRole('button', { name: '参加导览' }).press('Enter');
  await expect(tour(page)).toContainText('第 1 步，共 5 步');
  // The card takes the focus to what it speaks of.
  await tour(page).getByRole('button', { name: '带我去' }).press('Enter');
  await expect(page.locator('[data-template="dampedSine"]')).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(tour(page)).toContainText('第 2 步，共 5 步');
  await tour(page).getByRole('button', { name: '下一步' }).press('Enter');
  await expect(tour(page)).toContainText('第 3 步，共 5 步');
  await expectNothingFromAxe(page);
  await tour(page).getByRole('button', { name: '退出导览' }).press('Enter');
  await expect(tour(page)).toHaveCount(0);
  await page.keyboard.press('Control+k');
  await page.keyboard.type('继续导览');
  await page.keyboard.press('Enter');
  await expect(tour(page)).toContainText('第 3 步，共 5 步');
  await tour(page).getByRole('button', { name: '带我去' }).press('Enter');
  await page.keyboard.press('Enter');
  await expect(tour(page)).toContainText('第 4 步，共 5 步');
  await page.reload();
  await expect(tour(page)).toContainText('第 4 步，共 5 步');
  await context.close();
});
