// A change in one browser appears in the others within a second, and never in those of other clients.

import type { Page } from '@playwright/test';
import { expect, signIn, test } from '../support/test.ts';
import { bothClient, hrmClient, inboxRow, narrow, open, report, reportAs, standardClient, ticket, unique } from '../support/tickets.ts';

/** Waits until the page has its stream of changes. */
async function listening(page: Page, path: string): Promise<void> {
  const stream = page.waitForResponse((response) => new URL(response.url()).pathname === '/events');
  await open(page, path);
  expect((await stream).status()).toBe(200);
}

/** Notes how long something took; more than a second is told, a deadline of ten fails. */
async function within(what: string, begun: number, seen: Promise<void>): Promise<void> {
  await seen;
  const took = Date.now() - begun;
  test.info().annotations.push({ type: 'live', description: `${what}: ${took} ms` });
  console.log(`live: ${what} after ${took} ms`);
}

test('a reply appears on the client\'s ticket, and the clock with it', async ({ page, as }) => {
  const key = await reportAs(page, hrmClient, { title: unique('Live reply') });
  await listening(page, `/tickets/${key}`);
  const agent = await as('agent');
  await open(agent, `/tickets/${key}`);
  const text = unique('Seen without loading');
  await ticket(agent).body.fill(text);
  const begun = Date.now();
  await ticket(agent).send.click();
  await within('reply', begun, expect(ticket(page).timeline).toContainText(text));
});

test('a report appears in the inbox, and a person there goes on typing', async ({ page, as }) => {
  const agent = await as('agent');
  await signIn(page, bothClient);
  await report(page, { title: unique('Already here'), product: 'Frontdesk', impact: 'blocked' });
  await open(agent, '/inbox');
  await narrow(agent, { Client: 'St. Agnes Hospital', Product: 'Frontdesk', Priority: 'High', State: 'New' });
  await listening(agent, agent.url());
  const jump = agent.getByRole('searchbox');
  const types = await jump.isVisible();
  if (types) await jump.fill('BRI');
  const title = unique('Live report');
  const begun = Date.now();
  await report(page, { title, product: 'Frontdesk', impact: 'blocked' });
  await within('report, with filling in the form', begun, expect(inboxRow(agent, title)).toBeVisible());
  if (types) {
    await expect(jump).toHaveValue('BRI');
    await expect(jump).toBeFocused();
  }
});

test('a half written reply stays while the page changes around it', async ({ page, as }) => {
  const key = await reportAs(page, hrmClient, { title: unique('Live around a draft') });
  const agent = await as('agent');
  await listening(agent, `/tickets/${key}`);
  const { asNote, body, timeline } = ticket(agent);
  await asNote.check();
  await body.fill('Half a thought');
  const text = unique('One more thing');
  await ticket(page).body.fill(text);
  await ticket(page).send.click();
  await expect(timeline).toContainText(text);
  await expect(body).toHaveValue('Half a thought');
  await expect(body).toBeFocused();
  await expect(asNote).toBeChecked();
});

test('an open menu stays open while the page changes around it', async ({ page, as }) => {
  const key = await reportAs(page, hrmClient, { title: unique('Live around a menu') });
  const agent = await as('agent');
  await listening(agent, `/tickets/${key}`);
  await ticket(agent).action('State').click();
  const panel = ticket(agent).panel('Move to');
  await panel.getByRole('radio', { name: 'Resolved' }).check();
  await panel.getByLabel('Reason').fill('Solved by');
  const text = unique('Still there?');
  await ticket(page).body.fill(text);
  await ticket(page).send.click();
  await expect(ticket(agent).timeline).toContainText(text);
  await expect(panel).toBeVisible();
  await expect(panel.getByLabel('Reason')).toHaveValue('Solved by');
});

test('a note tells the client nothing, and a ticket tells other clients nothing', async ({ page, as }) => {
  const key = await reportAs(page, hrmClient, { title: unique('Live and private') });
  const [stranger, agent] = [await as(standardClient), await as('agent')];
  for (const [browser, path] of [[page, `/tickets/${key}`], [stranger, '/home']] as const) {
    await browser.addInitScript(() => {
      const heard: string[] = [];
      Object.assign(window, { heard });
      const Source = window.EventSource;
      window.EventSource = class extends Source {
        constructor(address: string | URL) {
          super(address);
          this.addEventListener('change', (event) => heard.push(String((event as MessageEvent).data)));
        }
      };
    });
    await listening(browser, path);
  }
  const heard = (browser: Page) => browser.evaluate(() => (window as unknown as { heard: string[] }).heard.join('\n'));
  await open(agent, `/tickets/${key}`);
  const { asNote, asReply, body, send, timeline } = ticket(agent);
  await asNote.check();
  const secret = unique('Between us');
  await body.fill(secret);
  await send.click();
  await expect(timeline).toContainText(secret);
  await asReply.check();
  const said = unique('For everyone of yours');
  await body.fill(said);
  await send.click();
  // What comes later has come: so what was sent before would have come as well.
  await expect(ticket(page).timeline).toContainText(said);
  expect(await page.content()).not.toContain(secret);
  expect((await heard(page)).split('\n').filter((line) => line.includes(key))).toHaveLength(1);
  const own = await report(await as(standardClient), { title: unique('The stranger\'s own') });
  await expect.poll(() => heard(stranger)).toContain(own);
  expect(await heard(stranger)).not.toContain(key);
});

test('when the connection is gone, the page says so and catches up', async ({ page, as, noConsoleErrors }) => {
  noConsoleErrors.allow(/ERR_INTERNET_DISCONNECTED|ERR_NETWORK_CHANGED|ERR_FAILED/);
  const key = await reportAs(page, hrmClient, { title: unique('Live through a tunnel') });
  await listening(page, `/tickets/${key}`);
  const agent = await as('agent');
  await open(agent, `/tickets/${key}`);
  await page.context().setOffline(true);
  await expect(page.getByText(/^Offline\./)).toBeVisible({ timeout: 30_000 });
  const text = unique('Said meanwhile');
  await ticket(agent).body.fill(text);
  await ticket(agent).send.click();
  await expect(ticket(agent).timeline).toContainText(text);
  await page.context().setOffline(false);
  await expect(ticket(page).timeline).toContainText(text, { timeout: 30_000 });
  await expect(page.getByText(/^Offline\./)).toBeHidden();
});
