import { AxeBuilder } from '@axe-core/playwright';
import { expect, type Page } from '@playwright/test';

interface Looked {
  /** A selector of the part to look at; the page otherwise. */
  readonly part?: string;
  /** These rules alone; all otherwise. */
  readonly rules?: readonly string[];
}

/** What axe has to say about the page: a line for each rule, with the first elements that break it. */
export async function axeFindings(page: Page, { part, rules }: Looked = {}): Promise<string[]> {
  const axe = new AxeBuilder({ page }).options({ resultTypes: ['violations'] });
  if (part !== undefined) axe.include(part);
  if (rules !== undefined) axe.withRules([...rules]);
  const { violations } = await axe.analyze();
  return violations.map(
    ({ id, nodes }) =>
      `${id}: ${nodes
        .map(({ html }) => html)
        .slice(0, 3)
        .join(' | ')}`,
  );
}

/** Nothing for axe to say about the page, or about the part of it that the selector names. */
export async function expectNothingFromAxe(page: Page, part?: string): Promise<void> {
  // A tooltip under the pointer lies outside of every landmark.
  await page.mouse.move(400, 20);
  await expect(page.getByRole('tooltip')).toHaveCount(0);
  expect(await axeFindings(page, part === undefined ? {} : { part })).toEqual([]);
}
