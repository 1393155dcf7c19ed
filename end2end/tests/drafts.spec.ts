// Nothing typed is lost: drafts survive reload, are the writer's own, and go when they are sent.

import type { Page } from '@playwright/test';
import { expect, person, signIn, test } from '../support/test.ts';
import { hrmClient, open, ready, reportAs, reportForm, ticket, unique } from '../support/tickets.ts';

test('a report half written is there after a reload, and gone when sent', async ({ page }) => {
  await signIn(page, hrmClient);
  await open(page, '/report');
  const form = reportForm(page);
  const title = unique('Half a report');
  await form.title.fill(title);
  await form.whatHappens.fill('I was just about to say');
  await form.blocks.fill('Everything');
  await form.impact('blocked').check();
  await page.reload();
  await open(page, '/report');
  await expect(page.getByText('Draft restored.')).toBeVisible();
  await expect(form.title).toHaveValue(title);
  await expect(form.whatHappens).toHaveValue('I was just about to say');
  await expect(form.blocks).toHaveValue('Everything');
  await expect(form.impact('blocked')).toBeChecked();
  await form.send.click();
  await expect(page).toHaveURL(/\/tickets\//);
  await ready(page);
  await open(page, '/report');
  await expect(form.title).toHaveValue('');
  await expect(form.whatHappens).toHaveValue('');
  await expect(page.getByText('Draft restored.')).toHaveCount(0);
});

/** Fills in a report. Answers with its title. */
async function write(page: Page, what: string): Promise<string> {
  await signIn(page, hrmClient);
  await open(page, '/report');
  const form = reportForm(page);
  const title = unique(what);
  await form.title.fill(title);
  await form.whatHappens.fill('It took an hour to write this.');
  await form.impact('blocked').check();
  return title;
}

/** Expects that a report is back in its form. */
async function expectRestored(page: Page, title: string): Promise<void> {
  await open(page, '/report');
  const form = reportForm(page);
  await expect(page.getByText('Draft restored.')).toBeVisible();
  await expect(form.title).toHaveValue(title);
  await expect(form.whatHappens).toHaveValue('It took an hour to write this.');
  await expect(form.impact('blocked')).toBeChecked();
}

test('a report that was not sent because the session had ended is there after signing in again', async ({ page, noConsoleErrors }) => {
  noConsoleErrors.allow(/status of 401/);
  const title = await write(page, 'Signed out while writing');
  await page.context().clearCookies();
  await reportForm(page).send.click();
  await expect(page.getByRole('heading', { name: 'You are signed out' })).toBeAttached();
  await page.getByRole('main').getByRole('link', { name: 'Sign in' }).click();
  const { email, password } = person(hrmClient);
  await page.getByLabel('E-mail').fill(email);
  await page.getByLabel('Password').fill(password);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await expect(page).toHaveURL(/\/home$/);
  await ready(page);
  await expectRestored(page, title);
});

test('a report that the server could not take is there after going back to the start', async ({ page, noConsoleErrors }) => {
  noConsoleErrors.allow(/status of 500/);
  const title = await write(page, 'Broken while sending');
  const body = '<title>Broken</title><link rel="icon" href="data:,"><a href="/">Back to the start</a>';
  const broken = { status: 500, contentType: 'text/html', body };
  await page.route('**/report', (route) => (route.request().method() === 'POST' ? route.fulfill(broken) : route.fallback()));
  await reportForm(page).send.click();
  await page.getByRole('link', { name: 'Back to the start' }).click();
  await expect(page).toHaveURL(/\/home$/);
  await ready(page);
  await expectRestored(page, title);
});

test('a draft can be discarded', async ({ page }) => {
  await signIn(page, hrmClient);
  await open(page, '/report');
  const form = reportForm(page);
  await form.whatHappens.fill('Never mind');
  await open(page, '/report');
  await expect(form.whatHappens).toHaveValue('Never mind');
  await page.getByRole('button', { name: 'Discard it' }).click();
  await expect(form.whatHappens).toHaveValue('');
  await open(page, '/report');
  await expect(form.whatHappens).toHaveValue('');
});

test('a note half written comes back as a note, for its writer only', async ({ page, as }) => {
  const key = await reportAs(page, hrmClient, { title: unique('Draft of a note') });
  const agent = await as('agent');
  await open(agent, `/tickets/${key}`);
  const text = unique('They will not like this');
  await ticket(agent).asNote.check();
  await ticket(agent).body.fill(text);
  await open(agent, `/tickets/${key}`);
  await expect(ticket(agent).body).toHaveValue(text);
  await expect(ticket(agent).asNote).toBeChecked();
  // The same browser, another person.
  await signIn(agent, 'mira@northwind.example');
  await open(agent, `/tickets/${key}`);
  await expect(ticket(agent).body).toHaveValue('');
  await signIn(agent, 'agent');
  await open(agent, `/tickets/${key}`);
  await expect(ticket(agent).body).toHaveValue(text);
  await ticket(agent).send.click();
  await expect(ticket(agent).timeline).toContainText(text);
  await open(agent, `/tickets/${key}`);
  await expect(ticket(agent).body).toHaveValue('');
});

test('signing out with a draft asks first', async ({ page, noConsoleErrors }) => {
  // The form may still ask for known issues while its person leaves.
  noConsoleErrors.allow(/status of 401.*suggest/);
  await signIn(page, 'helen@brimley.example', { fresh: true });
  await open(page, '/report');
  const form = reportForm(page);
  await form.whatHappens.fill('Not sent yet');
  const leave = async () => {
    await page.getByRole('button', { name: /, account$|^More$/ }).filter({ visible: true }).click();
    await page.getByRole('button', { name: 'Sign out' }).filter({ visible: true }).click();
  };
  await leave();
  const dialog = page.getByRole('dialog', { name: 'You have text that was not sent' });
  await expect(dialog).toBeVisible();
  await dialog.getByRole('button', { name: 'Stay signed in' }).click();
  await expect(dialog).toBeHidden();
  await open(page, '/report');
  await expect(form.whatHappens).toHaveValue('Not sent yet');
  await leave();
  await dialog.getByRole('button', { name: 'Sign out and delete' }).click();
  await expect(page).toHaveURL(/\/sign-in$/);
  await signIn(page, 'helen@brimley.example', { fresh: true });
  await open(page, '/report');
  await expect(form.whatHappens).toHaveValue('');
});

test('a reply that cannot be sent is kept, and can be sent again', async ({ page, noConsoleErrors }) => {
  noConsoleErrors.allow(/ERR_INTERNET_DISCONNECTED|ERR_FAILED/);
  await reportAs(page, hrmClient, { title: unique('No connection') });
  const { body, send, write, timeline } = ticket(page);
  const text = unique('Into the tunnel');
  await body.fill(text);
  await page.context().setOffline(true);
  await send.click();
  await expect(write.getByRole('alert')).toContainText('Your text is kept');
  await expect(body).toHaveValue(text);
  await page.context().setOffline(false);
  await write.getByRole('button', { name: 'Try again' }).click();
  await expect(timeline).toContainText(text);
  await expect(body).toHaveValue('');
});
