// "What if?": due times of a ticket that nobody has reported, with a script without asking the server for anything.

import type { Request } from '@playwright/test';
import { axe, expect, hasJavaScript, signIn, test } from '../support/test.ts';
import { hrmClient, open } from '../support/tickets.ts';

const soon = '2027-01-12T10:00';

test('an answer changes with every choice and asks the server for nothing', async ({ page }) => {
  await signIn(page, 'agent');
  await open(page, '/what-if');
  const asked: string[] = [];
  // A browser looks for the icon again whenever the address changes; the counts of the menu come anew when others work.
  const isOwn = (request: Request) => request.url().endsWith('/favicon.svg') || 'x-aftercare-background' in request.headers();
  page.on('request', (request) => !isOwn(request) && asked.push(request.url()));
  const answer = page.getByRole('region', { name: 'Due times' });
  await page.getByLabel('Plan', { exact: true }).selectOption({ label: 'Standard care' });
  await expect(answer).toContainText('Standard');
  await page.getByLabel('Reported at').fill(soon);
  await page.getByLabel('Priority').selectOption({ label: 'High' });
  const resolution = answer.getByRole('article').filter({ hasText: 'Resolution' });
  const before = await resolution.locator('.why-due').textContent();
  await resolution.getByText('Hour by hour').click();
  await expect(resolution.getByRole('row').filter({ hasText: 'counted' }).first()).toBeVisible();
  // A pause moves it, is listed with its reason, and the list stays unfolded.
  await page.getByText('Add a pause').click();
  await page.getByLabel('Reason').first().selectOption({ label: 'Waiting on the client' });
  await expect(answer).toContainText('No answer yet');
  await page.getByLabel('From').first().fill('2027-01-12T11:00');
  await page.getByLabel('Length').first().fill('26');
  await expect(resolution.getByRole('row').filter({ hasText: /paused: waiting on the client/i })).toBeVisible();
  expect(await resolution.locator('.why-due').textContent()).not.toBe(before);
  await expect(answer).toContainText('The first response is never paused.');
  await axe(page);
  const shown = await answer.locator('[data-answer]').innerHTML();
  expect(asked, 'no request').toEqual([]);
  // The server says the same: the address names what is asked.
  await expect(page).toHaveURL(/pause1_length=26/);
  await page.reload();
  const closed = (html: string) => html.replaceAll(' open=""', '');
  expect(closed(await answer.locator('[data-answer]').innerHTML())).toBe(closed(shown));
});

test('a client asks about its own plan, also without a script @nojs', async ({ page }) => {
  await signIn(page, hrmClient);
  await open(page, '/what-if');
  const answer = page.getByRole('region', { name: 'Due times' });
  await expect(answer).toContainText('First response');
  await page.getByLabel('Reported at').fill(soon);
  if (!hasJavaScript()) await page.getByRole('button', { name: 'Show due times' }).click();
  await expect(answer).toContainText('Tue 12 Jan');
  await expect(answer).toContainText('Times are in');
});

test('what is wrong is said with a link to its field @nojs', async ({ page, noConsoleErrors }) => {
  noConsoleErrors.allow(/422/);
  await signIn(page, 'agent');
  await open(page, '/what-if');
  await page.getByLabel('Reported at').fill('2020-01-12T10:00');
  if (!hasJavaScript()) await page.getByRole('button', { name: 'Show due times' }).click();
  const problem = page.getByRole('link', { name: /Choose a moment from/ });
  await expect(problem).toBeVisible();
  await problem.click();
  await expect(page.getByLabel('Reported at')).toBeFocused();
  await expect(page.getByLabel('Reported at')).toHaveAttribute('aria-invalid', 'true');
});
