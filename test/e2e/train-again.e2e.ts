/** What happens when training goes wrong, is repeated, or loses its connection. */
import { expect, type WebSocketRoute } from '@playwright/test';
import { test } from './editor-app.ts';
import { epochNumbers, facts, picture, place, trainButton } from './train-steps.ts';

test('a loss that is no number stops the run and leads to the layer; starting over survives two lost connections', async ({
  page,
  address,
}, info) => {
  const sockets: WebSocketRoute[] = [];
  await page.routeWebSocket(/\/rpc/, (socket) => {
    socket.connectToServer();
    sockets.push(socket);
  });
  await page.goto(address);
  await page.getByRole('button', { name: /^Damped sine\s*Stacked/ }).click();
  await place(page, 'Train').click();
  await page.getByLabel('Optimizer').selectOption('sgd');
  await page.getByLabel('Loss', { exact: true }).selectOption('mean_squared_error');
  await page.getByLabel('Learning rate').fill('1000000000000000');
  await trainButton(page).click();
  await expect(facts(page)).toContainText('Failed', { timeout: 60_000 });
  await expect(facts(page)).toContainText(/stopped being a number in epoch 1, step \d+: the loss of output “dense”/);
  await expect(page.getByRole('button', { name: 'Try what it has learnt' })).toHaveCount(0);
  await picture(page, info, 'diverged');
  await page.getByRole('button', { name: 'Go to “dense”' }).click();
  await expect(page.getByRole('complementary', { name: 'Inspector' }).getByLabel('Units')).toBeVisible();

  await place(page, 'Train').click();
  await page.getByLabel('Optimizer').selectOption('adam');
  await page.getByLabel('Epochs', { exact: true }).fill('12');
  await page.getByRole('button', { name: 'Train again' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Start over' }).click();
  for (const loss of [1, 2]) {
    await expect
      .poll(async () => (await epochNumbers(page)).length, { timeout: 60_000 })
      .toBeGreaterThanOrEqual(2 * loss);
    await sockets.at(-1)?.close();
    await expect.poll(() => sockets.length).toBe(loss + 1);
  }
  await expect(facts(page)).toContainText('Finished', { timeout: 120_000 });
  expect(await epochNumbers(page)).toEqual(Array.from({ length: 12 }, (_, index) => index + 1));
});
