/** Every screen and dialog there is, one after the other, for tests that look at all of them. */
import { expect, type Page } from '@playwright/test';

/** Words that lead there: buttons are found by their commands' names in the language of the page. */
export interface ScreenWords {
  readonly locale: string;
  readonly newProject: string;
  readonly closeProject: string;
  readonly shortcuts: string;
  readonly change: RegExp;
  readonly remove: RegExp;
  readonly finished: string;
  readonly cancel: string;
}
export const screenWords: readonly ScreenWords[] = [
  {
    locale: 'en-US',
    newProject: 'New project',
    closeProject: 'Close the project',
    shortcuts: 'Keyboard shortcuts',
    change: /^Change the keys of Arrange/,
    remove: /^Delete “/,
    finished: 'Finished',
    cancel: 'Cancel',
  },
  {
    locale: 'zh-CN',
    newProject: '新建项目',
    closeProject: '关闭项目',
    shortcuts: '键盘快捷键',
    change: /^更改“.*排列.*”的按键/,
    remove: /^删除/,
    finished: '已完成',
    cancel: '取消',
  },
];

type Visit = (name: string) => Promise<void>;

const closeDialog = async (page: Page): Promise<void> => {
  await page.keyboard.press('Escape');
  await expect(page.getByRole('dialog')).toHaveCount(0);
};
const settled = async (page: Page): Promise<void> => {
  // A tooltip of what was just pressed lies outside every landmark.
  await page.mouse.move(3, 395);
  await expect(page.getByRole('tooltip')).toHaveCount(0);
  await expect(page.locator('[data-loading="true"]')).toHaveCount(0);
};

/** Goes through the start page and its dialogs. */
export async function visitStart(page: Page, words: ScreenWords, visit: Visit): Promise<void> {
  const see: Visit = async (name) => {
    await settled(page);
    await visit(name);
  };
  // Pictures are drawn when they come into sight.
  await page.locator('[data-template]').first().scrollIntoViewIfNeeded();
  await page.locator('[data-drawn="true"]').first().waitFor();
  await see('start');
  await page.keyboard.press('F1');
  await page.getByRole('article').waitFor();
  await see('reference');
  await closeDialog(page);
  await page.keyboard.press('?');
  await page.getByRole('dialog', { name: words.shortcuts }).waitFor();
  await see('shortcuts');
  await page.getByRole('button', { name: words.change }).first().click();
  await see('shortcuts, choosing keys');
  await page.getByRole('button', { name: words.cancel, exact: true }).click();
  await closeDialog(page);
  await page.keyboard.press('Control+k');
  await page.getByRole('dialog').waitFor();
  await see('command palette');
  await closeDialog(page);
}

/** Goes through the five places of an empty project and back to the start page, where it can be deleted. */
export async function visitEmpty(page: Page, words: ScreenWords, visit: Visit): Promise<void> {
  await page.getByRole('button', { name: words.newProject }).click();
  for (const [index, place] of ['data', 'model', 'train', 'use', 'export'].entries()) {
    await page.keyboard.press(`Alt+${index + 1}`);
    await expect(page.locator(`[data-place="${place}"]`)).toHaveAttribute('aria-current', 'page');
    await expect(page.getByRole('main').locator('button, input, p').first()).toBeVisible();
    await settled(page);
    await visit(`empty ${place}`);
  }
  await page.keyboard.press('Control+k');
  await page.keyboard.type(words.closeProject);
  await page.keyboard.press('Enter');
  await page.getByRole('button', { name: words.remove }).first().click();
  await page.getByRole('dialog').waitFor();
  await settled(page);
  await visit('deleting a project');
  await closeDialog(page);
}

/** Goes through the places of a template that is trained on the way. */
export async function visitProject(page: Page, words: ScreenWords, visit: Visit): Promise<void> {
  const see: Visit = async (name) => {
    await settled(page);
    await visit(name);
  };
  await page.locator('[data-template="echo"]').click();
  await page.locator('.react-flow__node').first().waitFor();
  await see('model');
  const count = await page.locator('.react-flow__node').count();
  for (let index = 0; index < count; index++) {
    await page.locator('.react-flow__node').nth(index).focus();
    await page.keyboard.press('Shift+Tab');
    await page.keyboard.press('Tab');
    await see(`inspector of layer ${index + 1}`);
  }
  await page.keyboard.press('o');
  await page.getByRole('tree').waitFor();
  await page.getByRole('treeitem').nth(1).click();
  await page.keyboard.press('ArrowRight');
  await see('outline');
  await page.keyboard.press('Shift+Enter');
  await page.getByRole('dialog').waitFor();
  await see('connecting');
  await closeDialog(page);
  await page.getByRole('treeitem').nth(1).focus();
  await page.keyboard.press('Control+j');
  for (const tab of await page.getByRole('tab').all()) {
    await tab.click();
    await see(`drawer, ${(await tab.getAttribute('id')) ?? ''}`);
  }
  await page.keyboard.press('Control+j');
  await page.keyboard.press('Alt+1');
  await see('data');
  await page.keyboard.press('Alt+3');
  await page.locator('[data-tour="train"]').click();
  await expect(page.getByRole('main')).toContainText(words.finished, { timeout: 120_000 });
  await see('train');
  await page.keyboard.press('Alt+4');
  await expect(page.getByRole('main').getByRole('table').first()).toBeVisible({ timeout: 60_000 });
  await see('use');
  await page.keyboard.press('Alt+5');
  await expect(page.getByRole('main').getByRole('button').first()).toBeVisible();
  await see('export');
}
