/** The canvas: small and large models, what is wrong with them, the data in them, and what opens beside them. */
import { largeProject } from '../../bench/large-project.ts';
import {
  choose,
  chooseFile,
  closeDialogs,
  dialogShot,
  goTo,
  node,
  openTemplate,
  run,
  type Stage,
  type Story,
  train,
} from './stage.ts';

const settings = ({ page, t }: Stage) => page.getByRole('complementary', { name: t('editor.inspector') });

async function drawn(stage: Stage): Promise<void> {
  const { page, t } = stage;
  await openTemplate(stage, 'raggedTable');
  await stage.shot('model');
  await choose(stage, 'lstm');
  await stage.shot('layer');
  await page.keyboard.press('F1');
  await page.getByRole('article').waitFor();
  await stage.shot('layer-reference');
  await closeDialogs(stage);
  await choose(stage, 'lstm');
  await page.keyboard.press('t');
  await page.getByRole('dialog').waitFor();
  await stage.shot('change-type');
  await closeDialogs(stage);
  await page.locator('.react-flow__edge').nth(1).focus();
  await page.keyboard.press('Enter');
  await stage.shot('wire');
  await page.keyboard.press('Escape');
  await page.getByRole('textbox', { name: t('editor.searchLayers') }).fill('conv');
  await stage.shot('palette');
  await page.getByRole('textbox', { name: t('editor.searchLayers') }).fill('');
  await choose(stage, 'lstm');
  await page.keyboard.press('o');
  await page.getByRole('tree').waitFor();
  await page.getByRole('treeitem').nth(2).click();
  await page.keyboard.press('ArrowRight');
  await stage.shot('outline');
  await page.keyboard.press('Shift+Enter');
  await page.getByRole('dialog').waitFor();
  await stage.shot('connect');
  await closeDialogs(stage);
  await page.keyboard.press('o');
  await page.keyboard.press('Control+f');
  await page.keyboard.type('dense');
  await stage.shot('find');
  await page.keyboard.press('Escape');
  await run(stage, 'showSummary');
  await stage.shot('summary');
  await dialogShot(stage, 'saveAs', 'save-as');
  await dialogShot(stage, 'shareText', 'share');
}

async function wires(stage: Stage): Promise<void> {
  const { page } = stage;
  await openTemplate(stage, 'raggedTable');
  const from = await node(stage, 'masking').locator('.react-flow__handle-right').boundingBox();
  const to = await node(stage, 'dense').boundingBox();
  if (!from || !to) throw new Error('the layers are not drawn');
  await page.mouse.move(from.x + from.width / 2, from.y + from.height / 2);
  await page.mouse.down();
  await page.mouse.move(to.x + 30, to.y - 30, { steps: 5 });
  await page.mouse.move(to.x + 8, to.y + to.height / 2, { steps: 5 });
  await stage.shot('wire-drag');
  await page.mouse.move(to.x + 20, to.y + to.height + 60, { steps: 5 });
  await page.mouse.up();
  await page.getByRole('dialog').or(page.getByRole('listbox')).first().waitFor();
  await stage.shot('wire-dropped');
}

async function problems(stage: Stage): Promise<void> {
  const { page, t } = stage;
  await openTemplate(stage, 'dampedSine');
  await choose(stage, 'lstm');
  await settings(stage)
    .getByRole('switch', { name: t('param.returnSequences') })
    .focus();
  await page.keyboard.press('Space');
  await choose(stage, 'lstm_1');
  await stage.shot('problem');
  await run(stage, 'showProblems');
  await page.keyboard.press('f');
  await stage.shot('problems');
  await page.keyboard.press('Control+j');
  await run(stage, 'newProject');
  await page.locator('.react-flow__node').first().waitFor({ state: 'detached' });
  await page.locator('[data-place]').first().waitFor();
  await goTo(stage, 'model');
  const search = page.getByRole('textbox', { name: t('editor.searchLayers') });
  for (const type of ['input', 'lstm', 'dense']) {
    await search.fill(type);
    await search.press('Enter');
  }
  await search.fill('');
  await search.press('Escape');
  await page.locator('.react-flow__node:focus').waitFor();
  await page.keyboard.press('f');
  await stage.shot('unwired');
}

async function flow(stage: Stage): Promise<void> {
  const { page, t } = stage;
  await openTemplate(stage, 'masking');
  await page.keyboard.press('Shift+D');
  await flowing(stage);
  await page.keyboard.press('f');
  await stage.shot('flow');
  await choose(stage, 'lstm');
  await run(stage, 'showFlow');
  const slider = page.getByRole('slider', { name: t('flow.stepSlider') });
  await slider.focus();
  await page.keyboard.press('End');
  await page.locator('[data-canvas]').focus();
  await page.keyboard.press('f');
  await stage.shot('flow-steps');
}

/** Values stand on every layer. */
const flowing = ({ page }: Stage): Promise<void> =>
  page.locator('[data-canvas] [data-flow]:is(:has(img), :has(svg))').first().waitFor();

async function costs(stage: Stage): Promise<void> {
  await openTemplate(stage, 'addition');
  await run(stage, 'toggleCost');
  await stage.page.keyboard.press('f');
  await stage.shot('costs');
}

async function blocks(stage: Stage): Promise<void> {
  await openTemplate(stage, 'siamese');
  await stage.shot('blocks');
  await choose(stage, 'encoder_first');
  await stage.shot('block');
  await run(stage, 'openBlockInTab');
  await node(stage, 'dense_1').waitFor();
  await stage.page.keyboard.press('f');
  await stage.shot('block-tab');
}

async function others(stage: Stage): Promise<void> {
  await openTemplate(stage, 'dynamicRecurrence');
  await stage.shot('states');
  await run(stage, 'closeProject');
  await openTemplate(stage, 'movingSquareLayers');
  await stage.shot('long-chain');
  await stage.page.keyboard.press('Control+a');
  await stage.page.keyboard.press('Shift+F');
  await stage.page.keyboard.press('Escape');
  await stage.shot('notes');
}

async function large(stage: Stage): Promise<void> {
  const { page } = stage;
  await chooseFile(stage, 'openFile', { name: 'large.weft.json', text: JSON.stringify(largeProject(200)) });
  await page.locator('.react-flow__node').nth(4).waitFor();
  await page.mouse.move(720, 60);
  await stage.shot('large');
  await page.keyboard.press('f');
  await stage.shot('large-all');
}

async function versions(stage: Stage): Promise<void> {
  const { page, t } = stage;
  await openTemplate(stage, 'raggedTable');
  await page.keyboard.press('Control+s');
  await page.getByText(t('app.state.saved'), { exact: true }).waitFor();
  await choose(stage, 'lstm');
  await settings(stage).getByLabel(t('param.units'), { exact: true }).fill('64');
  await choose(stage, 'masking');
  await page.keyboard.press('Shift+Delete');
  await page.keyboard.press('Control+s');
  await page.getByText(t('app.state.saved'), { exact: true }).waitFor();
  await run(stage, 'addLayer');
  await page.getByRole('textbox', { name: t('editor.searchLayers') }).fill('dropout');
  await page.keyboard.press('Enter');
  await run(stage, 'showHistory');
  await stage.shot('history');
  await run(stage, 'versions');
  await page
    .getByRole('button', { name: t('projects.versions.compare') })
    .nth(1)
    .waitFor();
  await page.locator('.mantine-Spotlight-search').waitFor({ state: 'detached' });
  await stage.shot('versions');
  await page
    .getByRole('button', { name: t('projects.versions.compare') })
    .last()
    .click();
  await page.locator('[role="dialog"] .react-flow__node').first().waitFor();
  await stage.shot('compare-versions');
}

/** A window of a small screen, and one magnified twice. */
async function narrow(stage: Stage): Promise<void> {
  const { page } = stage;
  await openTemplate(stage, 'raggedTable');
  for (const [name, width, height] of [
    ['narrow', 1024, 640],
    ['magnified', 640, 400],
  ] as const) {
    await page.setViewportSize({ width, height });
    for (const [index, place] of ['data', 'model', 'train'].entries()) {
      await page.keyboard.press(`Alt+${index + 1}`);
      if (place === 'model') {
        await choose(stage, 'masking').catch(() => undefined);
        await page.keyboard.press('f');
      }
      await stage.shot(`${name}-${place}`);
    }
  }
}

async function trainedFlow(stage: Stage): Promise<void> {
  const { page } = stage;
  await openTemplate(stage, 'manyToMany');
  await train(stage, 3);
  await page.keyboard.press('Alt+2');
  await page.keyboard.press('Shift+D');
  await run(stage, 'trainedWeights');
  await flowing(stage);
  await page.keyboard.press('f');
  await stage.shot('flow-trained');
}

export const modelStories: readonly Story[] = [
  { name: 'model', tell: drawn },
  { name: 'wires', tell: wires },
  { name: 'problems', tell: problems },
  { name: 'flow', tell: flow },
  { name: 'flow-trained', tell: trainedFlow },
  { name: 'costs', tell: costs },
  { name: 'blocks', tell: blocks },
  { name: 'others', tell: others },
  { name: 'large', tell: large },
  { name: 'versions', tell: versions },
  { name: 'narrow', tell: narrow },
];
