/** The start page, what opens from everywhere, and the five places while nothing is there yet. */
import { templates } from '../../../shared/templates/index.ts';
import type { ProjectId } from '../../../shared/ids.ts';
import { choose, chooseFile, closeDialogs, dialogShot, goTo, places, run, type Stage, type Story } from './stage.ts';

/** What a template carries as a file: the table or text that a person would bring along. */
function fileOf(template: 'raggedTable' | 'characters'): { readonly name: string; readonly text: string } {
  const { source } = templates[template].create('project-of-a-file' as ProjectId, template).data; // never stored
  if (source?.kind !== 'inline') throw new Error(`${template} carries no file`);
  return { name: source.name, text: source.content };
}

async function start(stage: Stage): Promise<void> {
  const { page, t } = stage;
  await page.locator('[data-drawn="true"]').first().waitFor();
  await stage.shot('start');
  await page.locator('[data-template="manyToOne"]').scrollIntoViewIfNeeded();
  await page.locator('[data-template="manyToOne"] [data-drawn="true"]').waitFor();
  await stage.shot('gallery');
  await page.getByRole('textbox', { name: t('start.searchTemplates') }).fill('LSTM');
  await stage.shot('gallery-search');
  await page.getByRole('textbox', { name: t('start.searchTemplates') }).fill('');
  await dialogShot(stage, 'openText', 'open-text');
  await page.keyboard.press('F1');
  await page.getByRole('article').waitFor();
  await stage.shot('reference');
  await closeDialogs(stage);
  await dialogShot(stage, 'showShortcuts', 'shortcuts');
  await page.keyboard.press('Control+k');
  await page.getByRole('dialog').waitFor();
  await stage.shot('commands');
  await closeDialogs(stage);
  await page.getByRole('button', { name: t('app.language') }).click();
  await page.getByRole('menu').waitFor();
  await stage.shot('languages');
}

async function tour(stage: Stage): Promise<void> {
  const { page, t } = stage;
  await page.getByRole('button', { name: t('command.startTour') }).click();
  await page.getByRole('region', { name: t('tour.name') }).waitFor();
  await stage.shot('tour-1');
  await page.locator('[data-template="dampedSine"]').click();
  await page.locator('.react-flow__node').first().waitFor();
  await stage.shot('tour-2');
  await choose(stage, 'lstm');
  await stage.shot('tour-3');
  await goTo(stage, 'train');
  await stage.shot('tour-4');
}

async function nothingYet(stage: Stage): Promise<void> {
  const { page, t } = stage;
  await page.getByRole('button', { name: t('command.newProject') }).click();
  for (const place of Object.keys(places) as (keyof typeof places)[]) {
    await goTo(stage, place);
    await stage.shot(`empty-${place}`);
  }
  await run(stage, 'closeProject');
  await page.locator('[data-template]').first().waitFor();
  await stage.shot('recent');
  await page
    .getByRole('button', { name: /^(Delete|删除)/ })
    .first()
    .click();
  await page.getByRole('dialog').waitFor();
  await stage.shot('delete-project');
}

const imported =
  (template: 'raggedTable' | 'characters', name: string) =>
  async (stage: Stage): Promise<void> => {
    await chooseFile(stage, 'importFile', fileOf(template));
    await stage.page.locator('[data-place="data"][aria-current="page"]').waitFor();
    await stage.page.getByText(fileOf(template).name).first().waitFor();
    await stage.page.getByRole('table').or(stage.page.locator('pre')).first().waitFor();
    await stage.shot(name);
  };

export const startStories: readonly Story[] = [
  { name: 'start', tell: start },
  { name: 'tour', tell: tour },
  { name: 'empty', tell: nothingYet },
  { name: 'import-table', tell: imported('raggedTable', 'import-table') },
  { name: 'import-text', tell: imported('characters', 'import-text') },
];
