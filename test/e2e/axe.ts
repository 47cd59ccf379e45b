import { AxeBuilder } from '@axe-core/playwright';
import { expect, type Page } from '@playwright/test';

/** Nothing for axe to say about the page, or about the part of it that the selector names. */
export async function expectNothingFromAxe(page: Page, part?: string): Promise<void> {
  // A tooltip under the pointer lies outside of every landmark.
  await page.mouse.move(400, 20);
  await expect(page.getByRole('tooltip')).toHaveCount(0);
  const axe = new AxeBuilder({ page });
  if (part !== undefined) axe.include(part);
  const { violations } = await axe.analyze();
  expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' | ')}`)).toEqual([]);
}
