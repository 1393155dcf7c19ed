// The phone: what is needed lies within the thumb's reach, and everything can be done with it.

import type { Locator, Page } from '@playwright/test';
import { axe, expect, signIn, test } from '../support/test.ts';
import { hrmClient, inboxRow, narrow, open, report, reportAs, reportForm, ticket, unique } from '../support/tickets.ts';

test.skip(({ isMobile }) => !isMobile, 'the other sizes have their own layout');

/** Whether an element lies in the lower two thirds of the window: a thumb gets there. */
async function withinReach(page: Page, element: Locator): Promise<void> {
  await expect(element).toBeInViewport();
  const box = await element.boundingBox();
  const height = page.viewportSize()?.height ?? 0;
  expect(box?.y ?? 0, 'lower two thirds of the window').toBeGreaterThan(height / 3);
}

/** Controls smaller than a finger. Links within a sentence are as tall as its lines; `.cover` covers its whole row. */
function tooSmall(page: Page): Promise<string[]> {
  return page.evaluate(() =>
    [...document.querySelectorAll('button, a[href], input:not([type=hidden]), select, textarea, summary')]
      .filter((element) => element.checkVisibility({ visibilityProperty: true, opacityProperty: true }))
      .filter((element) => !element.closest('p, .prose, dd, li.ev, .visually-hidden') && !element.matches('.skip, .cover'))
      .map((element) => ({ element, box: (element.closest('label') ?? element).getBoundingClientRect() }))
      .filter(({ box }) => box.width > 1 && box.height > 1 && (box.height < 43.5 || box.width < 43.5))
      .map(({ element, box }) => `${element.tagName.toLowerCase()}.${element.className} "${(element.textContent ?? '').trim().slice(0, 30)}" ${Math.round(box.width)}x${Math.round(box.height)}`),
  );
}

test('the bottom bar leads to the most used, the rest is in a sheet', async ({ page }) => {
  for (const [who, names] of [['agent', ['Inbox', 'Notifications', 'Checklists', 'Field']], [hrmClient, ['Home', 'Issues', 'Checklists', 'Report']]] as const) {
    await signIn(page, who);
    await page.goto('/');
    const bar = page.getByRole('navigation', { name: 'Main' }).filter({ visible: true });
    for (const name of names) {
      const link = bar.getByRole('link', { name });
      await withinReach(page, link);
      await link.click();
      await expect(link).toHaveAttribute('aria-current', 'page');
    }
    await bar.getByRole('button', { name: 'More' }).click();
    await expect(page.getByRole('navigation', { name: 'More' })).toBeVisible();
    await expect(page.getByRole('button', { name: 'Sign out' }).filter({ visible: true })).toBeVisible();
    await axe(page);
    await page.keyboard.press('Escape');
  }
});

test('reporting within a minute, with the button always at hand', async ({ page }) => {
  await signIn(page, hrmClient);
  await open(page, '/home');
  await withinReach(page, page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Report' }).filter({ visible: true }));
  await open(page, '/report');
  const form = reportForm(page);
  await withinReach(page, form.send);
  await form.title.fill(unique('From my phone'));
  await form.whatHappens.fill('It does not load on the ward.');
  await form.impact('workaround').check();
  await withinReach(page, form.send);
  await form.send.tap();
  await expect(page).toHaveURL(/\/tickets\//);
  await expect(page.getByRole('region', { name: 'What we promise' })).toBeInViewport();
});

test('triage with the thumb only', async ({ page, as }) => {
  const title = unique('Triage me');
  await signIn(page, 'carmel@st-agnes.example');
  const key = await report(page, { title, product: 'Rota HRM', impact: 'stopped' });
  const agent = await as('agent');
  await open(agent, '/inbox');
  await narrow(agent, { Client: 'St. Agnes Hospital', Product: 'Rota HRM', Priority: 'P0', State: 'New' });
  await inboxRow(agent, title).getByRole('link').tap();
  await expect(ticket(agent).main.getByRole('article')).toContainText(key);
  await expect(inboxRow(agent, title), 'the ticket has the window for itself').toBeHidden();
  for (const name of ['Accept', 'Assign']) await expect(ticket(agent).action(name)).toBeInViewport();
  await withinReach(agent, ticket(agent).action('Accept'));
  await ticket(agent).action('Priority').tap();
  await withinReach(agent, ticket(agent).panel('Change the priority').getByRole('button', { name: 'Change the priority' }));
  await axe(agent);
  await ticket(agent).panel('Change the priority').getByRole('button', { name: 'Close' }).tap();
  await ticket(agent).action('Accept').tap();
  await expect(agent.getByRole('main')).toContainText(`${key}: accepted.`);
});

test('back leads from the ticket to the list', async ({ page }) => {
  await signIn(page, 'agent');
  await open(page, '/inbox');
  await page.getByRole('region', { name: 'Tickets' }).getByRole('link', { name: /P\d|High|Medium|Low|Critical/ }).first().tap();
  const back = page.getByRole('main').getByRole('link', { name: 'Inbox' });
  await back.tap();
  await expect(page).toHaveURL(/\/inbox$/);
  await expect(page.getByRole('region', { name: 'Tickets' })).toBeVisible();
});

test('fingers find their targets', async ({ page }) => {
  const key = await reportAs(page, hrmClient, { title: unique('For fingers') });
  for (const path of ['/home', '/issues', '/report', `/tickets/${key}`, '/knowledge']) {
    await open(page, path);
    expect.soft(await tooSmall(page), path).toEqual([]);
  }
  await signIn(page, 'agent');
  for (const path of ['/inbox', `/inbox?t=${key}`, '/tickets/new', '/clients', '/settings']) {
    await open(page, path);
    expect.soft(await tooSmall(page), path).toEqual([]);
  }
});
