// Two people change a ticket at once: the second sees what changed and keeps the text typed.

import type { Page } from '@playwright/test';
import { axe, expect, test } from '../support/test.ts';
import { hrmClient, open, refusal, report, reportAs, ticket, unique } from '../support/tickets.ts';

const nojs = { tag: '@nojs' };

/** Opens a part of "More" and answers with its panel. */
async function editTitle(agent: Page) {
  await ticket(agent).action('More').click();
  await ticket(agent).panel('More').getByRole('button', { name: 'Edit the title' }).click();
  return ticket(agent).panel('Edit the title');
}

test('the second of two titles is not lost and does not win unseen', nojs, async ({ page, as, noConsoleErrors }) => {
  noConsoleErrors.allow(refusal);
  const key = await reportAs(page, hrmClient, { title: unique('Two editors') });
  const [first, second] = [await as('mira@northwind.example'), await as('amal@northwind.example')];
  await open(second, `/tickets/${key}`);
  const mine = await editTitle(second);
  const typed = unique('What the second one typed');
  await mine.getByLabel('Title').fill(typed);
  await open(first, `/tickets/${key}`);
  const theirs = await editTitle(first);
  const saved = unique('What the first one saved');
  await theirs.getByLabel('Title').fill(saved);
  await theirs.getByRole('button', { name: 'Save' }).click();
  await expect(first.getByRole('heading', { level: 1 })).toHaveText(saved);
  const answer = second.waitForResponse((response) => response.request().method() === 'POST');
  await mine.getByRole('button', { name: 'Save' }).click();
  expect((await answer).status()).toBe(409);
  const conflict = second.getByRole('alert').filter({ hasText: 'while you were typing' });
  await expect(conflict).toContainText('Mira Kovač changed this while you were typing');
  await expect(conflict).toContainText(`The title is now “${saved}”.`);
  const form = second.getByRole('region', { name: 'The title was not changed' });
  await expect(form.getByLabel('Title')).toHaveValue(typed);
  await expect(second.getByRole('heading', { level: 1 })).toHaveText(saved);
  await axe(second);
  await form.getByRole('button', { name: 'Save' }).click();
  await expect(second.getByRole('heading', { level: 1 })).toHaveText(typed);
});

test('a priority changed meanwhile is seen before the state is', nojs, async ({ page, as, noConsoleErrors }) => {
  noConsoleErrors.allow(refusal);
  const key = await reportAs(page, hrmClient, { title: unique('Priority and state'), impact: 'wish' });
  const [first, second] = [await as('mira@northwind.example'), await as('amal@northwind.example')];
  await open(second, `/tickets/${key}`);
  await ticket(second).action('State').click();
  const move = ticket(second).panel('Move to');
  await move.getByRole('radio', { name: 'Resolved' }).check();
  await move.getByLabel('Reason').fill('It was the cable.');
  await open(first, `/tickets/${key}`);
  await ticket(first).action('Priority').click();
  const priority = ticket(first).panel('Change the priority');
  await priority.getByRole('radio', { name: /^P1/ }).check();
  await priority.getByLabel('Why?').fill('Pay day is tomorrow.');
  await priority.getByRole('button', { name: 'Change the priority' }).click();
  await expect(ticket(first).facts).toContainText('P1');
  await move.getByRole('button', { name: 'Move' }).click();
  await expect(second.getByRole('alert').filter({ hasText: 'while you were typing' })).toContainText('Priority is now P1: “Pay day is tomorrow.”.');
  const form = second.getByRole('region', { name: 'The state was not changed' });
  await expect(form.getByLabel('Reason')).toHaveValue('It was the cable.');
  await expect(form.getByRole('radio', { name: 'Resolved' })).toBeChecked();
});

/** Resolves a ticket and says why. */
async function resolve(agent: Page, key: string): Promise<void> {
  await open(agent, `/tickets/${key}`);
  await ticket(agent).action('State').click();
  const move = ticket(agent).panel('Move to');
  await move.getByRole('radio', { name: 'Resolved' }).check();
  await move.getByLabel('Reason').fill('It was the cable.');
  await move.getByRole('button', { name: 'Move' }).click();
  await expect(ticket(agent).timeline).toContainText('It was the cable.');
}

test('a reason stays in sight although its state is not on offer any more', nojs, async ({ page, as, noConsoleErrors }) => {
  noConsoleErrors.allow(refusal);
  const key = await reportAs(page, hrmClient, { title: unique('Resolved twice'), impact: 'wish' });
  const [first, second] = [await as('mira@northwind.example'), await as('amal@northwind.example')];
  await open(second, `/tickets/${key}`);
  await ticket(second).action('State').click();
  const move = ticket(second).panel('Move to');
  await move.getByRole('radio', { name: 'Resolved' }).check();
  const typed = unique('The settings of the tablets were reset.');
  await move.getByLabel('Reason').fill(typed);
  await resolve(first, key);
  await move.getByRole('button', { name: 'Move' }).click();
  const form = second.getByRole('region', { name: 'The state was not changed' });
  await expect(form.getByRole('radio', { name: 'Closed' })).toBeVisible();
  await expect(form.getByRole('radio', { name: 'Resolved' })).toHaveCount(0);
  await expect(form.getByLabel('Reason')).toBeVisible();
  await expect(form.getByLabel('Reason')).toHaveValue(typed);
  await axe(second);
  await form.getByRole('radio', { name: 'In progress' }).check();
  await form.getByRole('button', { name: 'Move' }).click();
  await expect(ticket(second).timeline).toContainText(typed);
});

test('what no state takes any more can be read and copied', nojs, async ({ page, as, noConsoleErrors }) => {
  noConsoleErrors.allow(refusal);
  const other = await reportAs(page, hrmClient, { title: unique('Said first') });
  const key = await report(page, { title: unique('Said twice'), impact: 'wish' });
  const [first, second] = [await as('mira@northwind.example'), await as('amal@northwind.example')];
  await open(second, `/tickets/${key}`);
  await ticket(second).action('Duplicate').click();
  const panel = ticket(second).panel('Duplicate of another ticket');
  await panel.getByRole('textbox').fill(other);
  await resolve(first, key);
  await panel.getByRole('button', { name: 'Mark as duplicate' }).click();
  const form = second.getByRole('region', { name: 'The state was not changed' });
  const typed = form.getByRole('group', { name: 'What you typed' }).getByLabel('Duplicate of');
  await expect(typed).toBeVisible();
  await expect(typed).toHaveValue(other);
  await expect(typed).toHaveAttribute('readonly');
  await axe(second);
});

test('replies never stand in each other\'s way', nojs, async ({ page, as }) => {
  const key = await reportAs(page, hrmClient, { title: unique('Two replies') });
  const [first, second] = [await as('mira@northwind.example'), await as('amal@northwind.example')];
  await open(second, `/tickets/${key}`);
  await ticket(second).body.fill('From the second.');
  await open(first, `/tickets/${key}`);
  await ticket(first).body.fill('From the first.');
  await ticket(first).send.click();
  await expect(ticket(first).timeline).toContainText('From the first.');
  await expect(ticket(second).body).toHaveValue('From the second.');
  await ticket(second).send.click();
  await expect(ticket(second).timeline).toContainText('From the first.');
  await expect(ticket(second).timeline).toContainText('From the second.');
});
