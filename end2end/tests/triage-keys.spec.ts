// Journey 2 by keyboard: every key does what its button does, and keys can be switched off.

import type { Page } from '@playwright/test';
import { expect, signIn, test } from '../support/test.ts';
import { bothClient, inboxRow, inboxRows, narrow, open, report, ticket, unique } from '../support/tickets.ts';

test.skip(({ isMobile }) => isMobile, 'a phone has no keys; its buttons are tested with the actions');

/** A part of the inbox that is short however much other tests report. */
const corner = { Client: 'St. Agnes Hospital', Product: 'Rota HRM', Priority: 'P0', State: 'New' };

/** New tickets in that corner, the first of them shown in the inbox of an agent. */
async function shown(page: Page, as: (who: string) => Promise<Page>, what: string) {
  await signIn(page, bothClient);
  const titles = [unique(what), unique(what)] as const;
  const keys: string[] = [];
  for (const title of titles) keys.push(await report(page, { title, product: 'Rota HRM', impact: 'stopped' }));
  const agent = await as('agent');
  await open(agent, '/inbox');
  await narrow(agent, corner);
  const [title, key, next] = [titles[0], keys[0] ?? '', keys[1] ?? ''];
  await inboxRow(agent, title).getByRole('link').click();
  await expect(agent).toHaveURL(new RegExp(`t=${key}$`));
  return { agent, key, next, title };
}

/**
 * Shows the ticket in the row above another one, so that J leads to that one, whose page then comes a second late.
 * Answers with the key of the one that is shown.
 */
async function showBefore(agent: Page, next: string): Promise<string> {
  const keys = await inboxRows(agent).evaluateAll((items) => items.map((item) => item.getAttribute('data-key') ?? ''));
  const above = keys[keys.indexOf(next) - 1] ?? '';
  const row = agent.locator(`li[data-key="${above}"]`);
  await row.getByRole('link').click();
  await expect(agent).toHaveURL(new RegExp(`t=${above}$`));
  await expect(row).toHaveAttribute('aria-current', 'true');
  const isNext = (url: URL) => url.pathname === '/inbox' && url.searchParams.get('t') === next;
  await agent.route(isNext, async (route) => {
    await new Promise((resolve) => { setTimeout(resolve, 1_000); });
    // Nobody may be there any more to hear the answer.
    await route.continue().catch(() => {});
  });
  return above;
}

test('1 accepts, and the next ticket is shown', async ({ page, as }) => {
  const { agent, key } = await shown(page, as, 'Accept me');
  await agent.keyboard.press('1');
  await expect(agent.getByRole('status').filter({ hasText: `${key}: accepted.` }).first()).toBeAttached();
  await expect(agent).not.toHaveURL(new RegExp(`t=${key}$`));
  await expect(agent).toHaveURL(/t=[A-Z]+-\d+$/);
  await expect(inboxRow(agent, key)).toHaveCount(0);
  await open(agent, `/tickets/${key}`);
  const { main, facts } = ticket(agent);
  await expect(main).toContainText('Triaged');
  await expect(facts).toContainText('Amal Jain');
});

test('a key acts on the ticket with the focus, also while another one is shown', async ({ page, as }) => {
  const { agent, next } = await shown(page, as, 'Too quick');
  const before = await showBefore(agent, next);
  await agent.keyboard.press('j');
  await agent.keyboard.press('1');
  await expect(agent.getByRole('status').filter({ hasText: `${next}: accepted.` }).first()).toBeAttached();
  await open(agent, `/tickets/${next}`);
  await expect(ticket(agent).main).toContainText('Triaged');
  await expect(ticket(agent).facts).toContainText('Amal Jain');
  await open(agent, `/tickets/${before}`);
  await expect(ticket(agent).action('Accept')).toBeEnabled();
});

test('another key replaces what was meant for a ticket that has not come yet', async ({ page, as }) => {
  const { agent, next } = await shown(page, as, 'Second thoughts');
  await showBefore(agent, next);
  await agent.keyboard.press('j');
  await agent.keyboard.press('1');
  await agent.keyboard.press('p');
  await expect(ticket(agent).panel('Change the priority')).toBeVisible();
  await expect(agent).toHaveURL(new RegExp(`t=${next}$`));
  await expect(ticket(agent).action('Accept')).toBeEnabled();
});

test('2, 3, H, A and P open their menus, and Escape closes them', async ({ page, as }) => {
  const { agent } = await shown(page, as, 'Every menu');
  const menus = { 2: 'Duplicate of another ticket', 3: 'Decline', h: 'Snooze', A: 'Assign', p: 'Change the priority' };
  for (const [key, name] of Object.entries(menus)) {
    const panel = ticket(agent).panel(name);
    await agent.keyboard.press(key);
    await expect(panel, key).toBeVisible();
    await agent.keyboard.press('Escape');
    await expect(panel, key).toBeHidden();
  }
});

test('J and K walk through the list, X selects, Enter opens', async ({ page, as }) => {
  const { agent } = await shown(page, as, 'Walk here');
  const start = new URL(agent.url());
  start.searchParams.delete('t');
  await open(agent, start.href);
  const rows = inboxRows(agent);
  const keys = await rows.evaluateAll((items) => items.map((item) => item.getAttribute('data-key')));
  expect(keys.length).toBeGreaterThan(1);
  await agent.keyboard.press('j');
  await expect(agent).toHaveURL(new RegExp(`t=${keys[0]}$`));
  await agent.keyboard.press('j');
  await expect(agent).toHaveURL(new RegExp(`t=${keys[1]}$`));
  await expect(ticket(agent).main.getByRole('article')).toContainText(keys[1] ?? '');
  await expect(rows.nth(1)).toHaveAttribute('aria-current', 'true');
  await agent.keyboard.press('k');
  await expect(agent).toHaveURL(new RegExp(`t=${keys[0]}$`));
  // The boxes come with the first that is ticked and go with the last.
  const box = agent.getByRole('checkbox', { name: `Select ${keys[0]}` });
  await agent.keyboard.press('x');
  await expect(box).toBeChecked();
  await agent.keyboard.press('x');
  await expect(box).toBeHidden();
  await agent.keyboard.press('j');
  await agent.keyboard.press('Enter');
  await expect(agent).toHaveURL(new RegExp(`/tickets/${keys[1]}$`));
});

test('/ goes to the search, where letters are letters', async ({ page, as }) => {
  const { agent, key } = await shown(page, as, 'Find me');
  await open(agent, '/inbox');
  await agent.keyboard.press('/');
  const jump = agent.getByRole('searchbox', { name: 'Go to a ticket by its key' });
  await expect(jump).toBeFocused();
  await expect(jump).toHaveValue('');
  await agent.keyboard.type('ajp3');
  await expect(jump).toHaveValue('ajp3');
  await expect(agent.getByRole('dialog')).toHaveCount(0);
  await jump.fill(key.toLowerCase());
  await agent.keyboard.press('Enter');
  await expect(ticket(agent).main.getByRole('article')).toContainText(key);
});

test('? shows every key, and keys can be switched off on this device', async ({ page, as }) => {
  const { agent } = await shown(page, as, 'No keys please');
  const help = ticket(agent).panel('Keyboard');
  await agent.keyboard.press('?');
  await expect(help).toBeVisible();
  for (const key of ['J', 'K', '1', '2', '3', 'H', 'A', 'P', 'X', '/', '?']) {
    await expect(help.locator('kbd').getByText(key, { exact: true })).toBeVisible();
  }
  await help.getByRole('checkbox', { name: 'Use these keys on this device' }).uncheck();
  await agent.keyboard.press('Escape');
  const assign = ticket(agent).panel('Assign');
  await agent.keyboard.press('a');
  await agent.keyboard.press('?');
  await agent.reload();
  await open(agent, agent.url());
  await agent.keyboard.press('a');
  await agent.keyboard.press('1');
  // Nothing to wait for: the button that follows proves that the page is alive and nothing stood open.
  await expect(assign).toBeHidden();
  await expect(help).toBeHidden();
  await ticket(agent).action('Assign').click();
  await expect(assign).toBeVisible();
  await expect(ticket(agent).action('Accept')).toBeVisible();
  await open(agent, '/settings');
  const choice = agent.getByRole('checkbox', { name: 'Use keys on this device' });
  await expect(choice).not.toBeChecked();
  await choice.check();
  await agent.goBack();
  await open(agent, agent.url());
  await agent.keyboard.press('a');
  await expect(assign).toBeVisible();
});

test('keys with a modifier are the browser\'s, and keys in a text are text', async ({ page, as }) => {
  const { agent } = await shown(page, as, 'Typing');
  const { body } = ticket(agent);
  await body.click();
  await agent.keyboard.type('1 haj? p/x3');
  await expect(body).toHaveValue('1 haj? p/x3');
  await expect(agent.getByRole('dialog')).toHaveCount(0);
  await body.fill('');
  await body.blur();
  await agent.keyboard.press('Control+a');
  await agent.keyboard.press('Alt+p');
  await agent.keyboard.press('p');
  await expect(ticket(agent).panel('Change the priority')).toBeVisible();
  await expect(ticket(agent).panel('Assign')).toBeHidden();
});

test('assigning by keyboard alone', async ({ page, as }) => {
  const { agent, key, title } = await shown(page, as, 'Somebody take it');
  await agent.keyboard.press('a');
  const panel = ticket(agent).panel('Assign');
  await expect(panel).toBeVisible();
  await panel.getByLabel('Who owns it on our side?').focus();
  await agent.keyboard.type('Tomas');
  await agent.keyboard.press('Enter');
  if (await panel.isVisible()) {
    await panel.getByRole('button', { name: 'Assign' }).focus();
    await agent.keyboard.press('Enter');
  }
  await expect(ticket(agent).facts).toContainText('Tomas Ortega');
  await expect(inboxRow(agent, title).getByRole('img', { name: 'Tomas Ortega' })).toBeVisible();
  await expect(agent).toHaveURL(new RegExp(`t=${key}$`));
});
