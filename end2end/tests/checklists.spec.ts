// Checklists: both sides check their own items, write notes that never overwrite each other, and see each other's work.

import type { Page } from '@playwright/test';
import { begin } from '../support/checklists.ts';
import { axe, expect, hasJavaScript, signIn, test } from '../support/test.ts';
import { hrmClient, open, refusal, unique } from '../support/tickets.ts';

const nojs = { tag: '@nojs' };

function item(page: Page, title: string) {
  const line = page.getByRole('listitem').filter({ has: page.locator('.ck-title', { hasText: title }) });
  return {
    line,
    box: line.getByRole('checkbox'),
    more: line.locator('summary'),
    note: line.getByLabel('Note for both sides'),
    save: line.getByRole('button', { name: 'Save note' }),
    shown: line.locator('.ck-note'),
  };
}

test('an item is checked and unchecked by its whole line, and both sides see it', nojs, async ({ page, as }) => {
  const { address, name } = await begin(page, 'User training');
  const client = await as(hrmClient);
  await open(client, '/checklists');
  await client.getByRole('link', { name: new RegExp(name) }).click();

  const ours = item(page, 'Hand out the one-page guide');
  await expect(ours.box).not.toBeChecked();
  await ours.line.locator('.ck-title').click();
  await expect(ours.box).toBeChecked();
  await expect(ours.line).toContainText(/Mira Kovač, \d\d:\d\d/);
  await expect(page.getByText(/^1 of 8/).first()).toBeVisible();

  const seen = item(client, 'Hand out the one-page guide');
  if (!hasJavaScript()) await client.reload();
  await expect(seen.box).toBeChecked();
  await expect(seen.box).toBeDisabled();

  const theirs = item(client, 'Fix dates and rooms');
  await theirs.box.click();
  await expect(theirs.box).toBeChecked();
  await theirs.box.click();
  await expect(theirs.box).not.toBeChecked();
  await open(page, address);
  await expect(item(page, 'Fix dates and rooms').box).toBeDisabled();
});

test('notes written at the same time are both kept until somebody joins them', nojs, async ({ page, as }) => {
  const { address } = await begin(page, 'Acceptance');
  const client = await as(hrmClient);
  await open(client, address);
  const title = 'The support plan is read together';
  const [mine, theirs] = [item(page, title), item(client, title)];
  await theirs.more.click();
  await theirs.note.fill('We would like to do this on Thursday.');
  await mine.more.click();
  await mine.note.fill('Booked for Wednesday.');
  await mine.save.click();
  await expect(mine.shown).toContainText('Booked for Wednesday.');
  await theirs.save.click();
  await expect(client.getByText('Both texts are kept').first()).toBeVisible();
  await expect(theirs.shown).toContainText('Booked for Wednesday.');
  await expect(theirs.shown.getByRole('note')).toContainText('We would like to do this on Thursday.');
  await axe(client);
  await open(page, address);
  await mine.more.click();
  await mine.note.fill('Moved to Thursday, as you wished.');
  await mine.save.click();
  await expect(mine.shown).toContainText('Moved to Thursday');
  await expect(mine.shown.getByRole('note')).toHaveCount(0);
  await mine.more.click();
  await expect(mine.line.locator('.ck-history')).toContainText('We would like to do this on Thursday.');
});

test('a remark for the team is nowhere on the page of the client', nojs, async ({ page, as }) => {
  const { address } = await begin(page, 'Acceptance');
  const ours = item(page, 'The support plan is read together');
  await ours.more.click();
  await ours.line.getByLabel('Remark for our team').fill('They pay late, mind the tone.');
  await ours.line.getByRole('button', { name: 'Save remark' }).click();
  await expect(ours.line.getByText('They pay late').first()).toBeVisible();
  const client = await as(hrmClient);
  await open(client, address);
  expect(await client.content()).not.toContain('They pay late');
  await expect(client.getByLabel('Remark for our team')).toHaveCount(0);
});

test('a photo comes first where it is needed, and skipping needs a reason', nojs, async ({ page, noConsoleErrors }) => {
  noConsoleErrors.allow(refusal);
  await begin(page, 'Readiness');
  const backup = item(page, 'A backup was restored');
  await expect(backup.box).toBeDisabled();
  await backup.line.getByLabel(/^Photo or file/).setInputFiles({ name: 'restore.txt', mimeType: 'text/plain', buffer: Buffer.from('restored 1,204 people') });
  await backup.line.getByRole('button', { name: 'Attach and check' }).click();
  await expect(backup.box).toBeChecked();
  await expect(backup.line.getByRole('link', { name: /restore\.txt/ })).toBeVisible();

  const route = item(page, 'The escalation route was tried once');
  await route.more.click();
  const reason = route.line.getByLabel('Skip it, because');
  await reason.fill('   ');
  await route.line.getByRole('button', { name: 'Skip item' }).click();
  await expect(page.getByRole('alert').filter({ hasText: 'The reason is missing' })).toBeVisible();
  await expect(route.box).not.toBeChecked();
  await reason.fill('Tried with the other product last week');
  await route.line.getByRole('button', { name: 'Skip item' }).click();
  await expect(route.line.locator('.ck-skip')).toContainText('Tried with the other product last week');
});

test('a section is signed by both sides when everything in it is done', nojs, async ({ page, as }) => {
  const { address } = await begin(page, 'User training');
  const client = await as(hrmClient);
  const after = (who: Page) => who.getByRole('region', { name: 'After the sessions' });
  await item(page, 'Hand out the one-page guide').box.click();
  await expect(item(page, 'Hand out the one-page guide').box).toBeChecked();
  await open(client, address);
  await expect(after(client).getByText('1 item still open')).toBeVisible();
  const list = item(client, 'Attach the list of who took part');
  await list.line.getByLabel(/^Photo or file/).setInputFiles({ name: 'list.txt', mimeType: 'text/plain', buffer: Buffer.from('Ana, Ben') });
  await list.line.getByRole('button', { name: 'Attach and check' }).click();
  await expect(list.box).toBeChecked();
  await after(client).getByRole('button', { name: 'Sign' }).click();
  await expect(after(client).getByText('Ruth Bell').first()).toBeVisible();
  await expect(list.box).toBeDisabled();
  await after(client).getByRole('button', { name: 'Take back' }).click();
  await expect(list.box).toBeEnabled();
});

test('a template is rearranged by keyboard and saved as the next version', nojs, async ({ page }) => {
  await signIn(page, 'admin');
  await open(page, '/checklists/templates/new');
  const name = unique('Night shift');
  const main = page.getByRole('main');
  await main.getByLabel('Name').fill(name);
  await main.getByLabel('What it is for').selectOption('other');
  await main.getByLabel('Section', { exact: true }).fill('Before midnight');
  await main.getByLabel('What to do').fill('Lock the doors');
  await main.getByRole('button', { name: /^Add an item/ }).click();
  await expect(main.getByLabel('What to do')).toHaveCount(2);
  await main.getByLabel('What to do').nth(1).fill('Count the keys');
  await main.getByLabel('What to do').nth(1).press('Tab');
  const up = main.getByRole('button', { name: /^Move up: item without a text/ });
  await up.focus();
  await page.keyboard.press('Enter');
  await expect(main.getByLabel('What to do').first()).toHaveValue('Count the keys');
  await axe(page);
  await main.getByRole('button', { name: 'Save', exact: true }).last().click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(name);
  await expect(main.locator('.ck-title')).toHaveText(['Count the keys', 'Lock the doors']);
  await expect(main.getByText(/^Version 1, saved by Mira Kovač/)).toBeVisible();
});

test('what one person checks appears for another within moments', async ({ page, as }) => {
  const { address } = await begin(page, 'User training');
  const client = await as(hrmClient);
  await open(client, address);
  const writing = item(client, 'List who needs which training');
  await writing.more.click();
  await writing.note.fill('half a sentence');
  await item(page, 'Make sign-ins for everybody').box.click();
  await expect(item(client, 'Make sign-ins for everybody').box).toBeChecked();
  await expect(writing.note).toHaveValue('half a sentence');
  await expect(client.getByText(/^1 of 8/).first()).toBeVisible();
});

test('what was wrong with a form stays in sight when somebody else changes the list', async ({ page, as, noConsoleErrors }) => {
  noConsoleErrors.allow(refusal);
  const { address } = await begin(page, 'User training');
  const client = await as(hrmClient);
  await open(client, address);
  const guide = item(page, 'Hand out the one-page guide');
  await guide.more.click();
  await guide.line.getByLabel('Skip it, because').fill('   ');
  await guide.line.getByRole('button', { name: 'Skip item' }).click();
  const alert = page.getByRole('alert').filter({ hasText: 'The reason is missing' });
  await expect(alert).toBeVisible();
  const updated = page.evaluate(() => new Promise((resolve) => { document.addEventListener('aftercare:updated', resolve, { once: true }); }).then(() => true));
  const theirs = item(client, 'List who needs which training');
  await theirs.more.click();
  await theirs.note.fill('Forty people.');
  await theirs.save.click();
  expect(await updated).toBe(true);
  await expect(alert).toBeVisible();
  await guide.line.getByLabel('Skip it, because').fill('Everybody has one');
  await guide.line.getByRole('button', { name: 'Skip item' }).click();
  await expect(guide.line.locator('.ck-skip')).toContainText('Everybody has one');
  await expect(item(page, 'List who needs which training').shown).toContainText('Forty people.');
});

test('a checklist has no barrier, folded and open', nojs, async ({ page }) => {
  await begin(page, 'Launch day');
  await axe(page);
  await item(page, 'Print the paper fallback').more.click();
  await axe(page);
});
