/** What a story needs to go through the app and to take pictures of it, in one language. */
import { join } from 'node:path';
import type { Locator, Page } from '@playwright/test';
import type { TFunction } from 'i18next';
import type { TemplateId } from '../../../shared/templates/index.ts';

const themes = ['light', 'dark'] as const;

export interface Stage {
  readonly page: Page;
  readonly t: TFunction;
  /** Takes the screen as it is, light and dark. `busy`: something goes on that will not end soon. */
  shot(name: string, options?: { readonly busy?: boolean }): Promise<void>;
}

/** A way through the app on which pictures are taken. It begins at the start page of a page of its own. */
export interface Story {
  readonly name: string;
  readonly tell: (stage: Stage) => Promise<void>;
}

export function createStage(page: Page, t: TFunction, folder: string, taken: (file: string) => void): Stage {
  const shot: Stage['shot'] = async (name, { busy = false } = {}) => {
    if (!busy) await page.locator('[aria-busy="true"], [data-loading="true"]').first().waitFor({ state: 'detached' });
    for (const theme of themes) {
      await page.emulateMedia({ colorScheme: theme, reducedMotion: 'reduce' });
      await page.locator(`html[data-mantine-color-scheme="${theme}"]`).waitFor();
      // Charts and pictures of values are drawn anew in the other colours, and what inherits its colour follows frames later.
      await page.waitForTimeout(500);
      const file = join(folder, theme, `${name}.png`);
      await page.screenshot({ path: file });
      taken(file);
    }
    await page.emulateMedia({ colorScheme: 'light', reducedMotion: 'reduce' });
  };
  return { page, t, shot };
}

/** Runs a command by the palette, by its name in the language of the page. */
export async function run({ page, t }: Stage, command: string): Promise<void> {
  await page.keyboard.press('Control+k');
  const search = page.getByRole('textbox', { name: t('app.searchCommands') });
  await search.fill(t(`command.${command}`));
  await page.keyboard.press('Enter');
}

/** A command that opens a dialog, a picture of it, and back. */
export async function dialogShot(stage: Stage, command: string, name: string): Promise<void> {
  await run(stage, command);
  // The palette's own dialog goes, the other one comes.
  await stage.page.locator('[role="dialog"]:not(:has(.mantine-Spotlight-search))').last().waitFor();
  await stage.page.locator('.mantine-Spotlight-search').waitFor({ state: 'detached' });
  await stage.shot(name);
  await closeDialogs(stage);
}

export async function closeDialogs({ page }: Stage): Promise<void> {
  await page.keyboard.press('Escape');
  await page.getByRole('dialog').first().waitFor({ state: 'detached' });
}

/** Opens a template from the start page, its whole model in sight. */
export async function openTemplate({ page }: Stage, template: TemplateId): Promise<void> {
  await page.locator(`[data-template="${template}"]`).click();
  await page.locator('.react-flow__node').first().waitFor();
  await page.keyboard.press('f');
}

export const places = { data: 1, model: 2, train: 3, use: 4, export: 5 } as const;

export async function goTo({ page }: Stage, place: keyof typeof places): Promise<void> {
  await page.keyboard.press(`Alt+${places[place]}`);
  await page.locator(`[data-place="${place}"][aria-current="page"]`).waitFor();
}

export const node = ({ page }: Stage, id: string): Locator => page.locator(`.react-flow__node[data-id="${id}"]`);

/** Chooses a layer at its title, where no port is. */
export const choose = (stage: Stage, id: string): Promise<void> =>
  node(stage, id).click({ position: { x: 40, y: 14 } });

export async function setField({ page }: Stage, label: string, value: string): Promise<void> {
  await page.getByLabel(label, { exact: true }).fill(value);
}

/** Trains to the end, `epochs` long where told. */
export async function train(stage: Stage, epochs?: number): Promise<void> {
  const { page, t } = stage;
  await goTo(stage, 'train');
  if (epochs !== undefined) await setField(stage, t('train.epochs'), `${epochs}`);
  await page.locator('[data-tour="train"]').click();
  await untilTrained(stage);
}

export async function untilTrained({ page, t }: Stage): Promise<void> {
  await page
    .getByRole('region', { name: t('train.facts'), exact: true })
    .getByText(t('run.status.finished'), { exact: true })
    .waitFor({ timeout: 300_000 });
}

export async function chooseFile(
  { page, t }: Stage,
  command: string,
  file: { readonly name: string; readonly text: string },
): Promise<void> {
  const [chooser] = await Promise.all([
    page.waitForEvent('filechooser'),
    page
      .getByRole('button', { name: t(`command.${command}`) })
      .first()
      .click(),
  ]);
  await chooser.setFiles({ name: file.name, mimeType: 'text/plain', buffer: Buffer.from(file.text) });
}
