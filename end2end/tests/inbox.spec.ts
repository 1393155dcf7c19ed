// The inbox: filters in the address, pages by keyset, assigning many at once.

import type { Page } from '@playwright/test';
import { setUpClient } from '../support/setup.ts';
import { expect, hasJavaScript, signIn, test } from '../support/test.ts';
import { bothClient, inboxRow, inboxRows, narrow, open, report, ticket, unique } from '../support/tickets.ts';

const nojs = { tag: '@nojs' };
const keysOf = (page: Page) => inboxRows(page).evaluateAll((rows) => rows.map((row) => row.getAttribute('data-key')));

test('filters are in the address, can be taken off one by one, and survive reload and back', nojs, async ({ page, as }) => {
  await signIn(page, bothClient);
  const title = unique('Filter for me');
  await report(page, { title, product: 'Frontdesk', impact: 'wish' });
  const agent = await as('agent');
  await open(agent, '/inbox');
  await narrow(agent, { Client: 'St. Agnes Hospital', Product: 'Frontdesk', Priority: 'Low', State: 'New' });
  await expect(agent).toHaveURL(/client=[^&]+&product=[^&]+&priority=low&.*state=new/);
  await expect(inboxRow(agent, title)).toBeVisible();
  const narrowed = agent.url();
  const texts = await inboxRows(agent).allInnerTexts();
  for (const text of texts) expect(text).toMatch(/Low[\s\S]*St\. Agnes/);
  await agent.reload();
  await expect(inboxRow(agent, title)).toBeVisible();
  await agent.getByRole('link', { name: /Remove filter Priority Low/ }).click();
  await expect(agent).not.toHaveURL(/priority=/);
  await expect(agent).toHaveURL(/product=/);
  await agent.goBack();
  await expect(agent).toHaveURL(narrowed);
  await expect(inboxRow(agent, title)).toBeVisible();
  await narrow(agent, { Owner: 'Me' });
  await expect(inboxRow(agent, title)).toHaveCount(0);
});

test('a filter that nothing fits says so and leads out', nojs, async ({ page }) => {
  await signIn(page, 'agent');
  await open(page, '/inbox?state=duplicate&priority=critical');
  await expect(page.getByRole('main')).toContainText('Nothing matches');
  await page.getByRole('link', { name: 'Show everything' }).click();
  await expect(page).toHaveURL(/\/inbox$/);
});

test('opening tickets one after the other, back goes to the one before', async ({ page, isMobile }) => {
  await signIn(page, 'agent');
  await open(page, '/inbox');
  const [first, second] = await keysOf(page);
  await inboxRow(page, first ?? '').getByRole('link').click();
  await expect(page).toHaveURL(new RegExp(`t=${first}$`));
  const shown = ticket(page).main.getByRole('article');
  await expect(shown).toContainText(first ?? '');
  if (isMobile) await page.goBack();
  await inboxRow(page, second ?? '').getByRole('link').click();
  await expect(shown).toContainText(second ?? '');
  await page.goBack();
  if (isMobile) {
    await expect(page).toHaveURL(/\/inbox$/);
    await expect(inboxRow(page, second ?? '')).toBeVisible();
  } else {
    await expect(page).toHaveURL(new RegExp(`t=${first}$`));
    await expect(shown).toContainText(first ?? '');
  }
});

/** Reports often, without drawing a page each time: the form that the page has, sent as it is. */
async function reportMany(page: Page, count: number): Promise<void> {
  await open(page, '/report');
  const engagement = await page.locator('input[name=engagement]').inputValue();
  const headers = { origin: new URL(page.url()).origin };
  for (let number = 1; number <= count; number += 1) {
    const multipart = { engagement, title: `Number ${number}`, what_happens: 'One of many.', impact: 'wish', blocks: '' };
    const answer = await page.request.post('/report', { headers, multipart, maxRedirects: 0 });
    expect(answer.status(), `report ${number}`).toBe(303);
  }
}

test('a long list comes in pages of fifty, without a row lost or shown twice', nojs, async ({ page, as }) => {
  test.setTimeout(180_000);
  // A client of its own, so that nothing moves in its list meanwhile.
  const client = await as('agent');
  await signIn(page, 'admin');
  const { made, owner } = await setUpClient(page, client);
  await signIn(client, owner);
  const all = Array.from({ length: 53 }, (_, index) => `${made.prefix}-${index + 1}`).sort();
  await reportMany(client, all.length);
  await open(page, '/inbox');
  await narrow(page, { Client: made.client });
  const main = page.getByRole('main');
  await expect(inboxRows(page)).toHaveCount(50);
  const first = await keysOf(page);
  await main.getByRole('link', { name: 'Show more' }).click();
  await expect(page).toHaveURL(/after=/);
  await expect(inboxRows(page)).toHaveCount(3);
  const second = await keysOf(page);
  expect([...first, ...second].sort(), 'each once').toEqual(all);
  await expect(main.getByRole('link', { name: 'Show more' })).toHaveCount(0);
  await page.goBack();
  await expect(page).not.toHaveURL(/after=/);
  await expect(inboxRows(page)).toHaveCount(50);
  expect(await keysOf(page)).toEqual(first);
  await page.goForward();
  await main.getByRole('link', { name: 'Back to the first' }).click();
  await expect(page).not.toHaveURL(/after=/);
  await expect(inboxRows(page)).toHaveCount(50);
  expect(await keysOf(page)).toEqual(first);
});

test('a cursor that is none begins at the top', nojs, async ({ page }) => {
  await signIn(page, 'agent');
  await open(page, '/inbox?after=nonsense');
  await expect(inboxRows(page).first()).toBeVisible();
});

test('many are assigned at once', nojs, async ({ page, as }) => {
  await signIn(page, bothClient);
  const titles = [unique('Bulk one'), unique('Bulk two')];
  for (const title of titles) await report(page, { title, product: 'Frontdesk', impact: 'stopped' });
  const agent = await as('agent');
  await open(agent, '/inbox');
  await narrow(agent, { Client: 'St. Agnes Hospital', Priority: 'Critical', Owner: 'Nobody' });
  await agent.getByRole('checkbox', { name: 'Select', exact: true }).check({ force: true });
  for (const title of titles) await inboxRow(agent, title).getByRole('checkbox').check();
  if (hasJavaScript()) await expect(agent.getByText('2 selected').first()).toBeAttached();
  await agent.getByLabel('Assign the selected tickets to').selectOption({ label: 'Tove Olsen' });
  await agent.getByRole('button', { name: 'Assign', exact: true }).filter({ visible: true }).click();
  await expect(agent.getByRole('main')).toContainText('2 tickets are Tove Olsen’s now.');
  await expect(agent, 'the filter stays').toHaveURL(/priority=critical&assignee=none/);
  for (const title of titles) await expect(inboxRow(agent, title)).toHaveCount(0);
  await narrow(agent, { Owner: 'Tove Olsen' });
  for (const title of titles) await expect(inboxRow(agent, title)).toBeVisible();
});

test('staff report on a client\'s behalf, and the clocks start when they were told', nojs, async ({ page }) => {
  await signIn(page, 'agent');
  await open(page, '/inbox');
  await page.getByRole('link', { name: 'New', exact: true }).click();
  const main = page.getByRole('main');
  const title = unique('Told by telephone');
  await main.getByLabel('What is it about?').selectOption({ label: 'Luma Dental, Frontdesk' });
  await main.getByLabel('Who told you?').selectOption({ label: 'Ivana Marić, Luma Dental' });
  const [told] = await page.evaluate(() => {
    const hourAgo = new Date(Date.now() - 3_600_000);
    return [hourAgo.toLocaleString('sv', { timeZone: 'Europe/London' }).slice(0, 16).replace(' ', 'T')];
  });
  await expect(main.getByLabel('When did they tell you?')).toHaveAccessibleDescription(/Europe\/London/);
  await main.getByLabel('When did they tell you?').fill(told ?? '');
  await main.getByLabel('What is wrong, in one sentence?').fill(title);
  await main.getByLabel('What happens?').fill('She called.');
  await main.getByRole('radio', { name: 'It is a wish' }).check();
  await main.getByRole('button', { name: 'Create the ticket' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(title);
  const { facts } = ticket(page);
  await expect(facts).toContainText('by Ivana Marić');
  // A week less the hour that has passed.
  await expect(facts.getByRole('listitem').filter({ hasText: 'First response' })).toContainText(/6 d 2[23] h/);
});
