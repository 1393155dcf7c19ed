// Tickets in the field workspace: what is written and decided without the server arrives once, and a decision that came
// second is made again.

import type { Page } from '@playwright/test';
import { baseUrl } from '../support/environment.ts';
import { bar, eachBehindProxy, goTo, kept, networkIsBack, noBarrier, rows, send, trouble, upToDate } from '../support/field.ts';
import type { Outage } from '../support/outage.ts';
import { expect, signIn, test } from '../support/test.ts';
import { hrmClient, open, reportAs, ticket, unique, type ImpactName } from '../support/tickets.ts';

let outage: Outage;
eachBehindProxy((one) => { outage = one; });

/** A new ticket on a device of ours that keeps it, with the server gone. Of very many open tickets a device keeps those that
 * are due first: one of the worst priority is among them, however many other tests have made. */
async function offline(page: Page, as: (who: string) => Promise<Page>, what: string, impact: ImpactName = 'stopped') {
  const title = unique(what);
  const key = await reportAs(await as(hrmClient), hrmClient, { title, impact });
  await signIn(page, 'admin');
  await kept(page, outage, '#/triage');
  await page.getByRole('link', { name: title }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(title);
  await outage.cut();
  return { key, title };
}

const write = (page: Page) => page.getByRole('region', { name: 'Write' });

test('a reply and a note are written without the server and stand in the ticket once', async ({ page, as }) => {
  const { key } = await offline(page, as, 'Written in a cellar');
  const [reply, note] = [unique('We are on the way.'), unique('Bring the spare tablet.')];
  await write(page).getByLabel('Reply to the client').fill(reply);
  await write(page).getByRole('button', { name: 'Send reply' }).click();
  await write(page).getByLabel('Note for our team').fill(note);
  await write(page).getByRole('button', { name: 'Save note' }).click();
  await expect(page.locator('.field-message.mine')).toHaveText([new RegExp(reply), new RegExp(note)]);
  await expect(write(page).getByLabel('Reply to the client')).toHaveValue('');
  await noBarrier(page);
  await page.reload();
  await expect(page.locator('.field-message.mine')).toHaveCount(2);
  await goTo(page, '#/triage');
  await expect(page.getByRole('listitem').filter({ hasText: key })).toContainText('on this device');

  // The server takes it, and its answer gets lost: it is sent a second time.
  const answered = outage.during(/sync\/push/, 'answered');
  await outage.end();
  await networkIsBack(page);
  await answered;
  await expect(bar(page).says).toContainText('Offline. 2 changes are saved on this device.');
  await networkIsBack(page);
  await upToDate(page);
  await goTo(page, `#/ticket/${key}`);
  await expect(page.locator('.field-message.mine')).toHaveCount(0);
  await expect(page.locator('.field-message').filter({ hasText: reply })).toHaveCount(1);
  await expect(page.locator('.field-message.internal').filter({ hasText: note })).toHaveCount(1);

  await open(page, `${baseUrl}/tickets/${key}`);
  const { timeline } = ticket(page);
  await expect(timeline.getByText(reply)).toHaveCount(1);
  await expect(timeline.getByText(note)).toHaveCount(1);
  const client = await as(hrmClient);
  await open(client, `/tickets/${key}`);
  await expect(ticket(client).timeline.getByText(reply)).toHaveCount(1);
  expect(await client.content()).not.toContain(note);
});

test('accepting waits for the server', async ({ page, as }) => {
  const { key, title } = await offline(page, as, 'Accepted on a roof');
  await page.getByRole('button', { name: 'Accept', exact: true }).click();
  await expect(page.getByText('Accepted, on this device')).toBeVisible();
  await outage.end();
  await send(page);
  await expect(page.getByText('Accepted, on this device')).toHaveCount(0);
  await expect(page.getByRole('button', { name: 'Accept', exact: true })).toHaveCount(0);
  await goTo(page, '#/tickets');
  await expect(page.getByRole('link', { name: title })).toBeVisible();
  await open(page, `${baseUrl}/tickets/${key}`);
  await expect(ticket(page).main).toContainText('Triaged');
  await expect(ticket(page).facts).toContainText('Mira Kovač');
});

test('accepting asks for a workaround where the policy does', async ({ page, as }) => {
  const { key } = await offline(page, as, 'Needs a workaround', 'blocked');
  const field = page.getByLabel(/^Workaround/);
  await page.getByRole('button', { name: 'Accept', exact: true }).click();
  await expect(page.getByRole('alert').filter({ hasText: 'workaround' })).toBeVisible();
  await noBarrier(page);
  await field.fill('Use the paper list.');
  await page.getByRole('button', { name: 'Accept', exact: true }).click();
  await expect(page.getByText('Accepted, on this device')).toBeVisible();
  await outage.end();
  await send(page);
  await expect(page.locator('.field-fact')).toHaveText('Workaround: Use the paper list.');
  await open(page, `${baseUrl}/tickets/${key}`);
  await expect(ticket(page).main).toContainText('Use the paper list.');
});

test('whoever accepts second is told who was first, and decides again', async ({ page, as }) => {
  const { key } = await offline(page, as, 'Accepted twice');
  await page.getByRole('button', { name: 'Accept', exact: true }).click();
  await write(page).getByLabel('Note for our team').fill('Behind the decision.');
  await write(page).getByRole('button', { name: 'Save note' }).click();
  const agent = await as('agent');
  await open(agent, `/tickets/${key}`);
  await ticket(agent).action('Accept').click();
  await expect(ticket(agent).main).toContainText('Triaged');
  await outage.end();
  await send(page);
  const second = trouble(page, `Somebody was there before you: ${key}`);
  await expect(second.line).toContainText(/Amal Jain/);
  await expect(page.locator('.field-message.internal')).toContainText('Behind the decision.');
  await noBarrier(page);
  await second.press('Discard');
  await expect(second.line).toHaveCount(0);
  expect(await rows(page)).toEqual([]);
  await open(page, `${baseUrl}/tickets/${key}`);
  await expect(ticket(page).facts).toContainText('Amal Jain');
});

test('a ticket is put off, and an update of an incident says when the next one follows', async ({ page, as }) => {
  const { key } = await offline(page, as, 'Nobody can work');
  const update = unique('The provider restarts the line.');
  await write(page).getByLabel('The next update follows in').selectOption({ label: '15 min' });
  await write(page).getByLabel('Update for both sides').fill(update);
  await write(page).getByRole('button', { name: 'Send update' }).click();
  await expect(page.locator('.field-message.mine')).toContainText(update);
  await page.getByRole('button', { name: '2 h' }).click();
  await expect(bar(page).says).toHaveText('Offline. 2 changes are saved on this device.');
  await outage.end();
  await send(page);
  await expect(page.locator('.field-meta').first()).toContainText('put off until');
  await expect(page.getByRole('region', { name: 'Needs you' })).toHaveCount(0);
  await open(page, `${baseUrl}/tickets/${key}`);
  await expect(ticket(page).timeline.getByText(update)).toHaveCount(1);
  await expect(ticket(page).main).toContainText(/Snoozed/i);
});
