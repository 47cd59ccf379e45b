/** Data, training, trying and giving away: projects that are trained on the way. */
import { choose, goTo, openTemplate, run, setField, type Stage, type Story, train, untilTrained } from './stage.ts';

async function table(stage: Stage): Promise<void> {
  const { page, t } = stage;
  await openTemplate(stage, 'raggedTable');
  await goTo(stage, 'data');
  await page.getByRole('table').first().waitFor();
  await stage.shot('data');
  await page
    .locator(`aside[aria-label="${t('data.side')}"] button[aria-expanded="false"]`)
    .nth(2)
    .click();
  await stage.shot('data-step');
  await goTo(stage, 'train');
  await page.locator(`[aria-label="${t('estimate.title')}"][aria-busy="false"]`).waitFor({ timeout: 60_000 });
  await stage.shot('train-before');
  await page.locator('[data-tour="train"]').click();
  await page
    .getByText(t('train.epochOf', { epoch: 12, epochs: 80 }))
    .or(page.getByText(t('run.status.finished'), { exact: true }))
    .first()
    .waitFor({ timeout: 120_000 });
  await stage.shot('train-running', { busy: true });
  await untilTrained(stage);
  await stage.shot('train');
  await goTo(stage, 'use');
  await page.getByRole('main').getByRole('table').first().waitFor({ timeout: 60_000 });
  await stage.shot('use');
  await page.getByRole('tab', { name: t('use.way.values') }).click();
  await stage.shot('use-values');
  await page.getByRole('tab', { name: t('use.way.file') }).click();
  await stage.shot('use-file');
  await goTo(stage, 'export');
  await stage.shot('export');
  await goTo(stage, 'model');
  await choose(stage, 'lstm');
  await page.getByLabel(t('param.units'), { exact: true }).fill('32');
  await goTo(stage, 'train');
  await setField(stage, t('train.epochs'), '10');
  await page.locator('[data-tour="train"]').click();
  await page.getByRole('dialog').waitFor();
  await stage.shot('train-again');
  await page.getByRole('button', { name: t('train.startOver') }).click();
  await page.getByLabel(t('compare.chooseRun', { number: 2 })).waitFor();
  await untilTrained(stage);
  await page.getByRole('region', { name: t('train.runs'), exact: true }).scrollIntoViewIfNeeded();
  for (const number of [1, 2]) await page.getByLabel(t('compare.chooseRun', { number })).check();
  await stage.shot('runs');
  await page.getByRole('button', { name: t('compare.runs') }).click();
  await page.locator('[role="dialog"] .react-flow__node').first().waitFor();
  await stage.shot('compare-runs');
  await page.keyboard.press('Escape');
  await run(stage, 'showHistory');
  await page.locator('#drawer-log').click();
  await stage.shot('log');
}

async function forecast(stage: Stage): Promise<void> {
  const { page, t } = stage;
  await openTemplate(stage, 'dampedSine');
  await train(stage, 6);
  await stage.shot('train-forecast');
  await goTo(stage, 'use');
  await page
    .getByRole('img', { name: t('use.forecast') })
    .first()
    .waitFor({ timeout: 60_000 });
  await stage.shot('use-forecast');
}

async function writer(stage: Stage): Promise<void> {
  await openTemplate(stage, 'characters');
  await goTo(stage, 'data');
  await stage.shot('data-text');
  await train(stage, 1);
  await stage.shot('train-text');
  await goTo(stage, 'use');
  await stage.shot('use-writer');
}

async function words(stage: Stage): Promise<void> {
  const { page, t } = stage;
  await openTemplate(stage, 'fastText');
  await train(stage, 4);
  await goTo(stage, 'use');
  await page.getByRole('tab', { name: t('use.way.words') }).click();
  await page.getByRole('main').getByRole('textbox').first().fill('The plot is clever, the music is moving.');
  await page
    .getByRole('main')
    .getByRole('button', { name: t('use.predict') })
    .click();
  await page.getByRole('main').getByRole('table').waitFor({ timeout: 60_000 });
  await stage.shot('use-words');
}

async function pictures(stage: Stage): Promise<void> {
  const { page, t } = stage;
  await openTemplate(stage, 'irnn');
  await goTo(stage, 'data');
  await page.getByRole('table').first().waitFor();
  await stage.shot('data-pictures');
  await train(stage, 1);
  await goTo(stage, 'use');
  await page.getByRole('tab', { name: t('use.way.picture') }).click();
  await page.getByRole('button', { name: t('use.picture.take') }).click();
  await page
    .getByRole('main')
    .getByRole('button', { name: t('use.predict') })
    .click();
  await page.getByRole('main').getByRole('table').waitFor({ timeout: 60_000 });
  await stage.shot('use-picture');
}

async function pairs(stage: Stage): Promise<void> {
  const { page, t } = stage;
  await openTemplate(stage, 'siamese');
  await train(stage, 3);
  await goTo(stage, 'use');
  await page.getByRole('tab', { name: t('use.way.pair') }).click();
  await page.getByRole('button', { name: t('use.pair.compare'), exact: true }).click();
  await page.getByRole('main').getByRole('table').waitFor({ timeout: 60_000 });
  await stage.shot('use-pair');
}

async function sideBySide(stage: Stage): Promise<void> {
  await openTemplate(stage, 'reluSelu');
  await stage.shot('two-outputs');
  await train(stage, 2);
  await stage.shot('train-two-outputs');
}

export const trainingStories: readonly Story[] = [
  { name: 'table', tell: table },
  { name: 'forecast', tell: forecast },
  { name: 'writer', tell: writer },
  { name: 'words', tell: words },
  { name: 'pictures', tell: pictures },
  { name: 'pairs', tell: pairs },
  { name: 'side-by-side', tell: sideBySide },
];
