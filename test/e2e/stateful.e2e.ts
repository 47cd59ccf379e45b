/** Stateful layers refuse shuffled and unfitting batches and offer the repair; the training form speaks Chinese throughout. */
import { expect } from '@playwright/test';
import { test } from './editor-app.ts';
import { facts, picture, place, trainButton } from './train-steps.ts';

test('shuffling and another batch size are refused, each with a repair that lets the training begin', async ({
  page,
  address,
}, info) => {
  await page.goto(address);
  await page.getByRole('button', { name: /^Memory from batch to batch/ }).click();
  await place(page, 'Data').click();
  await page.getByLabel('Training samples of an epoch').fill('240');
  await page.getByLabel('Validation samples').fill('200');
  await place(page, 'Train').click();
  await page.getByLabel('Epochs', { exact: true }).fill('1');
  await page.getByLabel('Shuffle samples every epoch').setChecked(true, { force: true });
  const main = page.getByRole('main');
  const needs = main.getByRole('region', { name: 'Before training' });
  await expect(needs).toContainText('Shuffling tears them apart');
  await page.getByLabel('Batch size', { exact: true }).fill('20');
  await expect(needs).toContainText('the training makes batches of 20');
  await picture(page, info, 'refused');
  await needs.getByRole('button', { name: 'Turn shuffling off' }).click();
  await needs.getByRole('button', { name: 'Train with batches of 25' }).first().click();
  await expect(needs).toHaveCount(0);
  await trainButton(page).click();
  await expect(facts(page)).toContainText('Finished', { timeout: 60_000 });
});

test.describe('in Chinese', () => {
  test.use({ locale: 'zh-CN' });

  test('every setting of the training is said in Chinese, also those that are folded', async ({
    page,
    address,
  }, info) => {
    await page.goto(address);
    await page.getByRole('button', { name: /^ReLU 对比 SELU/ }).click();
    await page.getByRole('navigation').getByRole('button', { name: '训练', exact: true }).click();
    const form = page.getByRole('complementary', { name: '训练设置' });
    for (const label of ['先预热', '提前停止', '停滞时降低学习率', '每 n 轮保存一份'])
      await form.getByLabel(label).setChecked(true);
    const folded = form.getByRole('button', { expanded: false, name: /高级/ });
    for (let left = await folded.count(); left > 0; left -= 1) await folded.first().click();
    await expect(folded).toHaveCount(0);
    // Names of methods and of mathematics are the same everywhere; sentences and words of English are not.
    const words = (await form.locator('label, legend, p').allTextContents()).filter((text) =>
      /[a-z]{3,} [a-z]{2,}/.test(text),
    );
    expect(words).toEqual([]);
    expect(await form.textContent()).not.toMatch(/\b(?:train|param|choice|optimizer|loss|metric|schedule)\.[a-zA-Z]/);
    await picture(page, info, 'form');
  });
});
