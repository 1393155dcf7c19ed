// The client's side after the report: confirm, reopen, the lists, what is theirs. With and without JavaScript.

import type { Page } from '@playwright/test';
import { axe, expect, hasJavaScript, signIn, test } from '../support/test.ts';
import { hrmClient, open, refusal, reportAs, standardClient, ticket, unique } from '../support/tickets.ts';

const nojs = { tag: '@nojs' };

/** A ticket of the client's that staff say is solved. */
async function solved(page: Page, as: (who: string) => Promise<Page>): Promise<{ key: string; title: string }> {
  const title = unique('Please confirm');
  const key = await reportAs(page, hrmClient, { title });
  const agent = await as('agent');
  await open(agent, `/tickets/${key}`);
  await ticket(agent).action('State').click();
  const panel = ticket(agent).panel('Move to');
  await panel.getByRole('radio', { name: 'Resolved' }).check();
  await panel.getByLabel('Reason').fill('The cable is new.');
  await panel.getByRole('button', { name: 'Move' }).click();
  await expect(ticket(agent).timeline).toContainText('The cable is new.');
  return { key, title };
}

test('a solution is confirmed, and the ticket is closed', nojs, async ({ page, as }) => {
  const { key, title } = await solved(page, as);
  await open(page, '/home');
  const turn = page.getByRole('main').getByRole('link', { name: new RegExp(title) }).first();
  await expect(turn).toContainText('Resolved');
  await turn.click();
  await expect(page).toHaveURL(new RegExp(`/tickets/${key}$`));
  await expect(page.getByText('We think this is solved. Is it?')).toBeVisible();
  await axe(page);
  await page.getByRole('button', { name: 'Yes, it is solved' }).click();
  await expect(page.getByRole('main')).toContainText('Thank you');
  await expect(ticket(page).main.getByText('Closed', { exact: true }).first()).toBeVisible();
  await expect(page.getByRole('button', { name: 'Yes, it is solved' })).toHaveCount(0);
});

test('a solution that is none is reopened, with words', nojs, async ({ page, as, noConsoleErrors }) => {
  noConsoleErrors.allow(refusal);
  const { key } = await solved(page, as);
  await open(page, `/tickets/${key}`);
  await page.getByText('No, reopen it').click();
  const why = page.getByLabel('What is still wrong?');
  await expect(why).toBeVisible();
  await why.fill('   ');
  await page.getByRole('button', { name: 'Reopen', exact: true }).click();
  await expect(page.getByRole('alert').filter({ hasText: 'attention' })).toBeVisible();
  await expect(why).toBeVisible();
  const text = unique('It is loose again');
  await why.fill(text);
  await page.getByRole('button', { name: 'Reopen', exact: true }).click();
  const { main, timeline } = ticket(page);
  await expect(main).toContainText('open again');
  await expect(timeline).toContainText(text);
  await expect(main.getByText('In progress', { exact: true }).first()).toBeVisible();
});

test('the lists show what is open, what is the client\'s turn, what is done', nojs, async ({ page, as }) => {
  const { title } = await solved(page, as);
  await open(page, '/issues');
  const views = page.getByRole('navigation', { name: 'Which issues' });
  const row = page.getByRole('region', { name: 'Issues' }).getByRole('link', { name: new RegExp(title) });
  for (const [view, has] of [['Open', 0], ['Your turn', 1], ['Done', 1], ['All', 1]] as const) {
    await views.getByRole('link', { name: new RegExp(`^${view}`) }).click();
    await expect(views.getByRole('link', { name: new RegExp(`^${view}`) })).toHaveAttribute('aria-current', 'page');
    await expect(row, view).toHaveCount(has);
  }
});

test('an owner lets a colleague follow, and staff see whom their reply goes to', nojs, async ({ page, as, isMobile }) => {
  const key = await reportAs(page, hrmClient, { title: unique('Helen should know') });
  const follows = (side: Page) => ticket(side).facts.getByRole('listitem').filter({ hasText: 'Helen Wu' });
  await expect(follows(page)).toHaveCount(0);
  await ticket(page).facts.getByRole('button', { name: 'Add a person' }).click();
  const panel = ticket(page).panel('Add a person');
  await panel.getByLabel('Who else should follow it?').selectOption({ label: 'Helen Wu' });
  // Only people of the same client who do not follow it already.
  await expect(panel.getByRole('option')).toHaveText(['Helen Wu']);
  // Axe knows no top layer: on the phone it takes the bar at the bottom to lie on the sheet, which covers it.
  if (!isMobile) await axe(page);
  await panel.getByRole('button', { name: 'Add' }).click();
  await expect(ticket(page).main).toContainText('Helen Wu follows it now');
  await expect(follows(page)).toBeVisible();
  await expect(ticket(page).facts.getByRole('button', { name: 'Add a person' }), 'nobody is left').toHaveCount(0);
  const agent = await as('agent');
  await open(agent, `/tickets/${key}`);
  await expect(follows(agent)).toBeVisible();
  await expect(ticket(agent).write).toContainText('Ruth and 1 other will read this.');
  await expect(ticket(agent).timeline).toContainText('Ruth Bell added Helen Wu');
});

test('a colleague of the same client reads it, another client does not', nojs, async ({ page, noConsoleErrors }) => {
  noConsoleErrors.allow(/status of 404/);
  const title = unique('Ours alone');
  const key = await reportAs(page, hrmClient, { title });
  await signIn(page, 'helen@brimley.example');
  await open(page, `/tickets/${key}`);
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(title);
  await signIn(page, standardClient);
  for (const path of [`/tickets/${key}`, `/tickets/${key}/why/resolution`]) {
    const response = await page.goto(path);
    expect(response?.status(), path).toBe(404);
    expect(await page.content(), path).not.toContain(title);
  }
  for (const path of ['/home', '/issues', '/issues?state=done']) {
    await page.goto(path);
    expect(await page.content(), path).not.toContain(title);
  }
});

test('staff actions are not there for clients, and not answered', nojs, async ({ page }) => {
  const key = await reportAs(page, hrmClient, { title: unique('Hands off') });
  await expect(ticket(page).actions).toHaveCount(0);
  await expect(ticket(page).asNote).toHaveCount(0);
  const headers = { origin: new URL(page.url()).origin };
  for (const action of ['take', 'accept', 'assign', 'priority', 'state', 'title', 'link', 'snooze']) {
    const answer = await page.request.post(`/tickets/${key}/${action}`, { headers, form: { version: '1', priority: 'p0', reason: 'x', title: 'x' } });
    expect(answer.status(), action).toBe(404);
  }
});

test('the theme is the person\'s choice and needs no script', nojs, async ({ page }) => {
  await signIn(page, hrmClient);
  await open(page, '/home');
  const menu = page.getByRole('button', { name: /, account$|^More$/ }).filter({ visible: true });
  for (const theme of ['Dark', 'Light']) {
    await menu.click();
    await page.getByRole('button', { name: theme, exact: true }).filter({ visible: true }).click();
    await expect(page.locator('html')).toHaveAttribute('data-theme', theme.toLowerCase());
    await expect(page).toHaveURL(/\/home$/);
  }
  await menu.click();
  await page.getByRole('button', { name: 'System', exact: true }).filter({ visible: true }).click();
  await expect(page.locator('html')).not.toHaveAttribute('data-theme');
  expect(hasJavaScript() || (await page.locator('html[data-islands]').count()) === 0).toBe(true);
});
