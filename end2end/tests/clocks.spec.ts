// Clocks: they tick in the browser with the server's own arithmetic, and explain themselves.

import type { Page } from '@playwright/test';
import { axe, expect, hasJavaScript, test } from '../support/test.ts';
import { hrmClient, inboxRow, narrow, open, reportAs, standardClient, ticket, unique } from '../support/tickets.ts';

/** Seconds in words such as `1 d 2 h`, `4 min 41 s` or `4:41`. */
function seconds(words: string): number {
  const units = { d: 86_400, h: 3_600, min: 60, s: 1 };
  const parts = [...words.matchAll(/(\d+)\s*(d|h|min|s)\b/g)];
  if (parts.length === 0) throw new Error(`"${words}" is no time`);
  return parts.reduce((sum, [, count, unit]) => sum + Number(count) * units[unit as keyof typeof units], 0);
}

/** The words of the first large clock: on the client's new ticket or in the hero. */
const largeWords = (page: Page) => page.getByRole('main').getByRole('timer').first().innerText();

test('a clock under an hour ticks by the second, and agrees with the server', async ({ page }) => {
  const key = await reportAs(page, hrmClient, { title: unique('All screens are black'), impact: 'stopped' });
  await open(page, `/tickets/${key}`);
  const first = await largeWords(page);
  await expect.poll(() => largeWords(page), { intervals: [100] }).not.toBe(first);
  const second = await largeWords(page);
  expect(seconds(second)).toBeLessThan(seconds(first));
  // What the server says of the same moment, and what the page says after loading it anew.
  const html = await (await page.request.get(`/tickets/${key}`)).text();
  const here = seconds(await largeWords(page));
  const there = seconds(/class="hero-time"[^>]*>.*?class="words">([^<]+)</s.exec(html)?.[1] ?? '');
  expect(Math.abs(here - there), `browser ${here} s, server ${there} s`).toBeLessThanOrEqual(2);
  await page.reload();
  expect(Math.abs(seconds(await largeWords(page)) - here)).toBeLessThanOrEqual(15);
});

test('a device whose clock is wrong shows the right time left', async ({ page }) => {
  const key = await reportAs(page, hrmClient, { title: unique('The door stays shut'), impact: 'stopped' });
  const html = await (await page.request.get(`/tickets/${key}`)).text();
  const there = seconds(/class="hero-time"[^>]*>.*?class="words">([^<]+)</s.exec(html)?.[1] ?? '');
  await page.addInitScript(() => {
    const [now, wrong] = [Date.now.bind(Date), 2 * 3_600_000];
    Date.now = () => now() + wrong;
    const origin = performance.timeOrigin + wrong;
    Object.defineProperty(performance, 'timeOrigin', { get: () => origin });
  });
  await open(page, `/tickets/${key}`);
  await expect.poll(async () => Math.abs(seconds(await largeWords(page)) - there)).toBeLessThanOrEqual(20);
});

test('the clock that ends first stands in the inbox', async ({ page, as }) => {
  const title = unique('The printer prints nothing');
  await reportAs(page, standardClient, { title, impact: 'stopped' });
  const agent = await as('agent');
  await open(agent, '/inbox');
  // Other tests report more than one page of the inbox holds.
  await narrow(agent, { Client: 'Luma Dental', Priority: 'Critical', State: 'New' });
  await expect(inboxRow(agent, title)).toContainText(/Next update in (59 min|1 h)/);
});

test('every clock says why it is due then, by keyboard, and gives the focus back', async ({ page, as }, info) => {
  const key = await reportAs(page, standardClient, { title: unique('Why so late'), impact: 'blocked' });
  const agent = await as('agent');
  await open(agent, `/tickets/${key}`);
  const { facts } = ticket(agent);
  for (const metric of ['First response', 'Resolution']) {
    const link = facts.getByRole('listitem').filter({ hasText: metric }).getByRole('link');
    await link.focus();
    await agent.keyboard.press('Enter');
    const dialog = agent.getByRole('dialog', { name: `${metric}: why this time?` });
    await expect(dialog).toBeVisible();
    await expect(dialog.getByRole('table')).toContainText('counted');
    await expect(dialog).toContainText('Standard support, version 1, priority High');
    if (metric === 'Resolution' && info.project.name === 'desktop') await axe(agent);
    await agent.keyboard.press('Escape');
    await expect(dialog).toBeHidden();
    await expect(link).toBeFocused();
    await expect(agent).toHaveURL(new RegExp(`/tickets/${key}$`));
  }
});

test('the back button closes the explanation and stays on the ticket', async ({ page }) => {
  const key = await reportAs(page, standardClient, { title: unique('Back from why') });
  await open(page, `/tickets/${key}`);
  await ticket(page).main.getByRole('link', { name: 'Why this time?' }).click();
  const dialog = page.getByRole('dialog', { name: /why this time/ });
  await expect(dialog).toBeVisible();
  await page.goBack();
  await expect(dialog).toBeHidden();
  await expect(page).toHaveURL(new RegExp(`/tickets/${key}$`));
  await ticket(page).main.getByRole('link', { name: 'Why this time?' }).click();
  await dialog.getByRole('button', { name: 'Close' }).click();
  await expect(dialog).toBeHidden();
});

test('without JavaScript the explanation is a page of its own', { tag: '@nojs' }, async ({ page }) => {
  const key = await reportAs(page, standardClient, { title: unique('A page for why'), impact: 'wish' });
  await open(page, `/tickets/${key}`);
  const link = ticket(page).main.getByRole('link', { name: 'Why this time?' });
  if (hasJavaScript()) await open(page, (await link.getAttribute('href')) ?? '');
  else await link.click();
  await expect(page).toHaveURL(new RegExp(`/tickets/${key}/why/first_response$`));
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('First response: why this time?');
  // In the very second of the report nothing has been counted yet.
  await expect(async () => {
    await page.reload();
    await expect(page.getByRole('table')).toContainText('counted', { timeout: 500 });
  }).toPass({ timeout: 10_000 });
  await axe(page);
  await page.getByRole('navigation', { name: 'Where you are' }).getByRole('link', { name: key }).click();
  await expect(page).toHaveURL(new RegExp(`/tickets/${key}$`));
});
