// What the promises came to: filters in the address, a table behind each chart, files. With and without JavaScript.

import { readFile } from 'node:fs/promises';
import type { Page } from '@playwright/test';
import { axe, expect, signIn, test } from '../support/test.ts';
import { hrmClient, open, refusal } from '../support/tickets.ts';

const nojs = { tag: '@nojs' };

/** A section of the page by its heading. */
function part(page: Page, name: string) {
  return page.getByRole('main').getByRole('region', { name, exact: true });
}

/** The form that narrows the figures. */
function filters(page: Page) {
  return page.getByRole('form', { name: 'What is shown' });
}

/** The lines of the file that a section offers. */
async function file(page: Page, name: string, link: string): Promise<{ name: string; lines: string[] }> {
  const coming = page.waitForEvent('download');
  await part(page, name).getByRole('link', { name: link }).click();
  const download = await coming;
  const text = await readFile(await download.path(), 'utf8');
  return { name: download.suggestedFilename(), lines: text.trimEnd().split('\r\n') };
}

test('staff narrow the figures, read the table behind a chart and take the files', nojs, async ({ page, isMobile }) => {
  await signIn(page, 'admin');
  await open(page, '/inbox');
  if (!isMobile) await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Reports' }).click();
  else await open(page, '/reports');
  await expect(page.getByRole('heading', { name: 'Reports', level: 1 })).toBeVisible();
  await axe(page);

  const attainment = part(page, 'Attainment');
  await expect(attainment.getByRole('img', { name: /^First response/ })).toBeVisible();
  const behind = attainment.getByRole('table', { name: 'Attainment by month and metric' });
  await expect(behind).toBeHidden();
  await attainment.getByText('The same by month, as a table').click();
  await expect(behind).toBeVisible();
  await expect(behind.getByRole('row')).toHaveCount(7);

  const all = await file(page, 'Attainment', 'CSV with the attainment by metric and month');
  expect(all.name).toMatch(/^attainment-\d{4}-\d\d-to-\d{4}-\d\d\.csv$/);
  expect(all.lines[0]).toBe('month,metric,met,missed,attainment_percent,cancelled,not_computable,paused_seconds');
  expect(all.lines).toHaveLength(1 + 6 * 5);

  const month = all.lines.at(-1)?.slice(0, 7) ?? '';
  await filters(page).getByLabel('From').fill(month);
  await filters(page).getByLabel('Client').selectOption({ label: 'Brimley Care' });
  await filters(page).getByRole('button', { name: 'Show' }).click();
  await expect(page).toHaveURL(new RegExp(`from=${month}.*client=`));
  await expect(filters(page).getByLabel('Client')).not.toHaveValue('');
  const details = await file(page, 'Attainment', 'All details');
  for (const line of details.lines.slice(1)) expect(line).toMatch(new RegExp(`^${month},Brimley Care,`));
  await page.getByRole('link', { name: 'Reset' }).click();
  await expect(page).toHaveURL(/\/reports$/);
});

test('a bad range is refused with the field named and kept', nojs, async ({ page, noConsoleErrors }) => {
  noConsoleErrors.allow(refusal);
  await signIn(page, 'admin');
  await page.goto('/reports?from=2026-11&to=2026-02');
  await expect(page.getByRole('alert')).toContainText('lies after');
  await expect(filters(page).getByLabel('From')).toHaveValue('2026-11');
  await expect(part(page, 'Attainment')).toHaveCount(0);
});

test('a client sees its own figures and nobody else\'s', nojs, async ({ page }) => {
  await signIn(page, hrmClient);
  await open(page, '/reports');
  await axe(page);
  const main = page.getByRole('main');
  await expect(main).toContainText('Brimley Care');
  await expect(main).not.toContainText('St. Agnes');
  await expect(part(page, 'By client')).toHaveCount(0);
  await expect(filters(page).getByLabel('Client')).toHaveCount(0);
  const details = await file(page, 'Attainment', 'All details');
  expect(details.lines.length).toBeGreaterThan(1);
  for (const line of details.lines.slice(1)) expect(line).toContain(',Brimley Care,');
});
