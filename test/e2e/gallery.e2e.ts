/** Cards that open no template of their own: what every project can do, shown on one. */
import { expect } from '@playwright/test';
import { expectNothingFromAxe } from './axe.ts';
import { test } from './editor-app.ts';

test.use({ actionTimeout: 10_000, contextOptions: { reducedMotion: 'reduce' } });

test('one press leads to the engines side by side, and another one to the summary', async ({ page, address }) => {
  await page.goto(address);
  await page.getByRole('button', { name: /^Which engine is fastest here/ }).click();
  const before = page.getByRole('region', { name: 'Before you train' });
  await expect(before.getByRole('table')).toBeVisible({ timeout: 120_000 });
  await expect(before.getByRole('columnheader', { name: 'Engine' })).toBeVisible();
  await expectNothingFromAxe(page);
  await page.keyboard.press('Control+k');
  await page.getByRole('dialog').getByRole('textbox').fill('Close the project');
  await page.keyboard.press('Enter');
  await page.getByRole('button', { name: /^Look at a model/ }).click();
  await expect(page.getByRole('tab', { name: 'Summary' })).toHaveAttribute('aria-selected', 'true');
  await expect(page.getByRole('tabpanel')).toContainText('240,661');
});
