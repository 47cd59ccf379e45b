/** Every layer of the palette, in both languages: added, fed with something that fits, shown, with no text missing. */
import { expect, type Page } from '@playwright/test';
import type { TFunction } from 'i18next';
import { type Language, languages } from '../../shared/i18n/index.ts';
import { translator } from '../../shared/i18n/translate.ts';
import { allLayerTypes } from '../../shared/layers/index.ts';
import { layerSamples } from '../layers/samples.ts';
import { test } from './editor-app.ts';

// Some sixty layers, each drawn and opened.
test.describe.configure({ timeout: 400_000 });

const locales: Readonly<Record<Language, string>> = { en: 'en-US', 'zh-Hans': 'zh-CN' };

/** Sizes that a layer takes: those of its first sample. */
const sizesOf = (id: string): string =>
  (Object.entries(layerSamples).find(([type]) => type === id)?.[1].samples[0]?.inputs[0] ?? [12, 4]).join(', ');

/** Keys of catalogues, which a person sees where a text is missing, and places that were not filled. */
const rawKey = /\b(?:layer|param|choice|editor|command|problem|repair|category|axis|app)\.[a-zA-Z]\S*|\{[a-z]+\}/g;

async function missingTexts(page: Page): Promise<readonly string[]> {
  const said = await page.evaluate(() => {
    const names = ['aria-label', 'title', 'placeholder'];
    const spoken = [...document.querySelectorAll('[aria-label], [title], [placeholder]')].flatMap((element) =>
      names.map((name) => element.getAttribute(name) ?? ''),
    );
    return [document.body.innerText, ...spoken].join('\n');
  });
  return [...new Set([...said.matchAll(rawKey)].map(([key]) => key))];
}

const canvasOf = (page: Page) => page.locator('[data-canvas]');

/** Searched for, since the palette folds rare layers away. */
async function add(page: Page, t: TFunction, type: string): Promise<void> {
  const palette = page.getByRole('complementary', { name: t('editor.palette') });
  await palette.getByRole('textbox').fill(t(`layer.${type}`));
  // The keyboard's way: the list is drawn anew while one types, and a double click needs the same button twice.
  await palette.getByRole('button', { name: t(`layer.${type}`), exact: true }).press('Enter');
  await palette.getByRole('textbox').fill('');
}

/** An Input of fixed shape, selected. */
async function addInput(page: Page, t: TFunction, shape: string): Promise<void> {
  await add(page, t, 'input');
  const inspector = page.getByRole('complementary', { name: t('editor.inspector') });
  await inspector.getByRole('combobox').first().selectOption('fixed');
  await inspector.getByRole('textbox').last().fill(shape);
}

/** A wire chosen from the list of layers, from the nth layer on the canvas to the last one. */
async function wireToLast(page: Page, from: number): Promise<void> {
  await canvasOf(page)
    .locator('.react-flow__node')
    .nth(from)
    .click({ position: { x: 30, y: 8 } });
  await page.keyboard.press('c');
  await page.getByRole('dialog').getByRole('listitem').first().getByRole('button').click();
  await expect(page.getByRole('dialog')).toHaveCount(0);
}

for (const language of languages) {
  test(`every layer can be added, wired and set (${language})`, async ({ browser, address }) => {
    const t = translator(language);
    const context = await browser.newContext({
      locale: locales[language],
      reducedMotion: 'reduce',
      viewport: { width: 1440, height: 900 },
    });
    const page = await context.newPage();
    const broken: string[] = [];
    page.on('pageerror', (error) => broken.push(error.message));
    await page.goto(address);
    await page.getByRole('button', { name: t('command.newProject') }).click();
    await page
      .getByRole('navigation', { name: t('app.places') })
      .getByRole('button', { name: t('places.model') })
      .click();
    const inspector = page.getByRole('complementary', { name: t('editor.inspector') });

    for (const { id, inputs: ports } of allLayerTypes.filter((type) => type.id !== 'input')) {
      await test.step(id, async () => {
        const inputs = ports[0]?.many === true ? 2 : ports.filter(({ optional }) => optional !== true).length;
        for (let input = 0; input < inputs; input += 1) await addInput(page, t, sizesOf(id));
        await add(page, t, id);
        for (let input = 0; input < inputs; input += 1) await wireToLast(page, input);
        await expect(canvasOf(page).locator('.react-flow__edge')).toHaveCount(inputs);
        const node = canvasOf(page).locator('.react-flow__node').last();
        await node.click({ position: { x: 30, y: 8 } });
        await expect(inspector.getByRole('heading', { level: 2 })).toHaveText(t(`layer.${id}`));
        await expect(node).not.toContainText(t('editor.noShape'));
        await expect(node.locator('[data-severity="error"]')).toHaveCount(0);
        // Opening one may bring another, of the layer inside a wrapper.
        const folds = inspector.locator('[aria-expanded="false"]');
        while ((await folds.count()) > 0) await folds.first().click();
        expect(await missingTexts(page)).toEqual([]);
        await node.click({ position: { x: 30, y: 8 } });
        await page.keyboard.press('Control+a');
        await page.keyboard.press('Delete');
        await expect(canvasOf(page).locator('.react-flow__node')).toHaveCount(0);
      });
    }
    expect(broken).toEqual([]);
    await context.close();
  });
}
