/** Unsaved work outlives a crash, of the page and of the core. */
import { readFile } from 'node:fs/promises';
import { expect } from '@playwright/test';
import { addFromPalette, layer, newProject, serve, test, untilKept } from './editor-app.ts';

test('the work of a page that crashed comes back', async ({ page, home, address, context }) => {
  await newProject(page, address);
  await addFromPalette(page, 'GRU');
  await untilKept(home, '"gru"');
  const projectAddress = page.url();
  const crashed = page.waitForEvent('crash');
  await page.goto('chrome://crash').catch(() => undefined);
  await crashed;
  const second = await context.newPage();
  await second.goto(projectAddress);
  await expect(second.getByText('The last session ended without saving')).toBeVisible();
  await expect(layer(second, 'GRU gru')).toBeAttached();
  await expect(second.getByText('This project is open in another tab')).toBeHidden();
  await second.getByRole('status').getByRole('button', { name: 'Save' }).click();
  await expect(second.getByText('Saved', { exact: true })).toBeVisible();
});

test('the work of a core that was killed comes back in the next one', async ({ page, home, context }) => {
  const first = await serve(home);
  await newProject(page, first.address);
  await addFromPalette(page, 'GRU');
  await untilKept(home, '"gru"');
  await first.end('SIGKILL');
  await expect(page.getByText('The connection to the studio’s core is lost')).toBeVisible();
  // What is on the screen stays, and can be worked on.
  await addFromPalette(page, 'Dense');
  await expect(layer(page, 'Dense dense')).toBeAttached();
  // What nobody else has can be kept as a file.
  const download = page.waitForEvent('download');
  await page.getByRole('status').getByRole('button', { name: 'Download the project as a file' }).click();
  expect(await readFile(await (await download).path(), 'utf8')).toContain('"type": "dense"');

  const next = await serve(home);
  try {
    const second = await context.newPage();
    await second.goto(next.address);
    await second.getByRole('main').getByRole('listitem').getByRole('button').first().click();
    await second.getByRole('navigation', { name: 'Places' }).getByRole('button', { name: 'Model' }).click();
    await expect(second.getByText('The last session ended without saving')).toBeVisible();
    await expect(layer(second, 'GRU gru')).toBeAttached();
  } finally {
    await next.end();
  }
});

test('a page that is older than the core it meets again says so, and a new one is loaded with the work', async ({
  page,
  address,
}) => {
  let hangUp: (() => Promise<void>) | undefined;
  await page.routeWebSocket(/\/rpc$/, (socket) => {
    socket.connectToServer();
    hangUp = () => socket.close();
  });
  await newProject(page, address);
  await addFromPalette(page, 'GRU');
  const asked = page.getByText('The studio was replaced by another version');
  const newer = (url: URL): boolean => url.pathname === '/';
  // The same core again: nothing to be said.
  const looked = page.waitForResponse((response) => newer(new URL(response.url())));
  await hangUp?.();
  await looked;
  await expect(asked).toHaveCount(0);

  await page.route(newer, (route) =>
    route.fulfill({ contentType: 'text/html', body: '<script type="module" src="./assets/index-newer.js"></script>' }),
  );
  await hangUp?.();
  await expect(asked).toBeVisible();
  await page.unroute(newer);
  await page.getByRole('status').getByRole('button', { name: 'Load again' }).click();
  await expect(asked).toHaveCount(0);
  await expect(layer(page, 'GRU gru')).toBeAttached();
});
