// New versions of calendars: looked at before they are applied, refused with a reason, holidays out of a file; and the
// plan as the client reads it. No script needed.

import { addClient, addEngagement, addPerson, addProduct, choosePassword, names, openRecord, password, send } from '../support/setup.ts';
import type { Page } from '@playwright/test';
import { axe, expect, signIn, test } from '../support/test.ts';
import { hrmClient, open, refusal, report, unique } from '../support/tickets.ts';

const nojs = { tag: '@nojs' };
const days = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'];

async function fillWeek(page: Page, hours: string): Promise<void> {
  for (const day of days) await page.getByRole('main').getByLabel(day).fill(hours);
}

/** A calendar that is open nearly all the time. */
async function addCalendar(page: Page): Promise<string> {
  const name = unique('Desk');
  await open(page, '/calendars');
  const main = page.getByRole('main');
  await main.getByRole('link', { name: 'New calendar' }).click();
  await main.getByLabel('Name').fill(name);
  await main.getByLabel('Time zone').fill('Europe/Vienna');
  await fillWeek(page, '00:00-23:30');
  await send(page, 'Add calendar');
  await expect(main).toContainText(`${name} was added`);
  return name;
}

/** The form of a calendar's next version. */
async function newVersion(page: Page, calendar: string): Promise<void> {
  await openRecord(page, '/calendars', calendar);
  await page.getByRole('link', { name: 'New version' }).click();
  await expect(page).toHaveURL(/\/edit$/);
}

test('a new version is looked at before it is applied, and open tickets follow', nojs, async ({ page, as }) => {
  test.setTimeout(180_000);
  await signIn(page, 'admin');
  const main = page.getByRole('main');
  const calendar = await addCalendar(page);
  const made = names();
  await addClient(page, made);
  await addProduct(page, made);
  await open(page, '/plans/new');
  await main.getByLabel('Name').fill(made.plan);
  await main.getByLabel('SLA policy').selectOption({ label: 'HRM go-live route (hospitals, payroll)' });
  await main.getByLabel('Calendar').selectOption({ label: `${calendar} (Europe/Vienna)` });
  await send(page, 'Add plan');
  const link = await addPerson(page, made, made.client);
  await addEngagement(page, made);
  const client = await as('agent');
  await choosePassword(client, link);
  await signIn(client, { name: made.person, email: made.email, password, role: 'client_owner' });
  const key = await report(client, { title: unique('Export is late'), impact: 'blocked' });

  await newVersion(page, calendar);
  await axe(page);
  await fillWeek(page, '01:00-22:00');
  await send(page, 'See what would change');
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(`${calendar}, version 2`);
  await expect(main).toContainText('1 open ticket counts by it.');
  // Within two hours of closing time, the same business day is the next one.
  await expect(main.getByRole('listitem').filter({ hasText: key })).toContainText(/ (earlier|later)/);
  await expect(main).toContainText('Monday: 00:00-23:30 becomes 01:00-22:00.');
  await axe(page);
  // Back to the fields: what was typed is there.
  await send(page, 'Change the form');
  await expect(main.getByLabel('Sunday')).toHaveValue('01:00-22:00');
  await send(page, 'See what would change');
  await send(page, 'Apply version 2');
  await expect(main).toContainText(`Version 2 of ${calendar} begins`);
  await expect(main.getByRole('listitem').filter({ hasText: 'Version 2' })).toContainText('Saved by');

  // Both sides read it in the ticket, and what was promised before stays readable.
  await open(client, `/tickets/${key}`);
  await expect(client.getByRole('main')).toContainText('edited the opening hours; due times moved');
  const why = client.getByRole('main').getByRole('link').and(client.locator('[href*="/why/"]'));
  const all = await why.evaluateAll((links) => links.map((one) => one.getAttribute('href') ?? ''));
  let told = '';
  for (const href of all) {
    await open(client, href);
    told += await client.getByRole('main').innerText();
  }
  expect(told).toContain('The calendar was edited at');

  // Another calendar for the engagement: looked at first, then the ticket follows.
  await openRecord(page, '/engagements', made.product);
  await main.getByLabel(/^Calendar/).selectOption({ label: 'London office hours (Europe/London)' });
  await send(page, 'Save');
  await expect(main).toContainText('From the moment you save, the opening hours of London office hours (Europe/London) count.');
  await expect(main).toContainText('1 open ticket belongs to it.');
  await axe(page);
  await send(page, 'Change the form');
  await expect(main.getByLabel(/^Calendar/).locator('option:checked')).toHaveText('London office hours (Europe/London)');
  await send(page, 'Save');
  await send(page, 'Save');
  await expect(main).toContainText('was saved');
  await open(client, `/tickets/${key}`);
  await expect(client.getByRole('main')).toContainText('gave it other opening hours; due times moved');
});

test('a refused form keeps what was typed and says where it is wrong', nojs, async ({ page, noConsoleErrors }) => {
  noConsoleErrors.allow(refusal);
  await signIn(page, 'admin');
  const calendar = await addCalendar(page);
  await newVersion(page, calendar);
  const main = page.getByRole('main');
  await main.getByLabel('Tuesday').fill('17:00-09:00');
  await main.getByLabel('Wednesday').fill('09:00-12:00, 11:00-15:00');
  await main.getByLabel(/^Holidays optional/).fill('25.12.2031 Christmas');
  await send(page, 'See what would change');
  await expect(page.getByRole('alert')).toContainText('3 things need your attention');
  await expect(main.getByLabel('Tuesday')).toHaveValue('17:00-09:00');
  await expect(main.getByLabel('Wednesday')).toHaveAccessibleDescription(/overlaps/);
  await expect(main.getByLabel(/^Holidays optional/)).toHaveValue('25.12.2031 Christmas');
  await axe(page);
});

test('holidays are read from a file into the form', nojs, async ({ page }) => {
  await signIn(page, 'admin');
  const calendar = await addCalendar(page);
  await newVersion(page, calendar);
  const main = page.getByRole('main');
  const lines = ['BEGIN:VCALENDAR', 'VERSION:2.0', 'PRODID:-//days//EN', 'BEGIN:VEVENT', 'UID:1', 'DTSTAMP:20260101T000000Z',
    'DTSTART;VALUE=DATE:20351225', 'DTEND;VALUE=DATE:20351227', 'SUMMARY:Christmas', 'END:VEVENT', 'END:VCALENDAR', ''];
  await main.getByLabel(/^Holidays from a file/).setInputFiles({ name: 'days.ics', mimeType: 'text/calendar', buffer: Buffer.from(lines.join('\r\n')) });
  await send(page, 'Read the file');
  await expect(main).toContainText('2 holidays were read from “days.ics”');
  await expect(main.getByLabel(/^Holidays optional/)).toHaveValue('2035-12-25 Christmas\n2035-12-26 Christmas');
  await send(page, 'See what would change');
  await expect(main).toContainText('Holiday added: 2035-12-25 Christmas.');
  await send(page, 'Apply version 2');
  await openRecord(page, '/calendars', calendar);
  await expect(main).toContainText('begins');
});

test('a client reads its plan in words', nojs, async ({ page }) => {
  await signIn(page, hrmClient);
  await open(page, '/home');
  await page.getByRole('link', { name: /^What we promise/ }).click();
  await expect(page).toHaveURL(/\/plan#plan-/);
  const main = page.getByRole('main');
  for (const words of ['Hours of support', 'The next seven days', 'What is promised', 'When clocks stand still', 'at most 14 days']) {
    await expect(main).toContainText(words);
  }
  await axe(page);
});

test('a new version of a policy is looked at before it is applied', nojs, async ({ page }) => {
  test.setTimeout(120_000);
  await signIn(page, 'admin');
  const main = page.getByRole('main');
  // A policy of its own, so that nobody else's tickets are measured by it.
  const policy = unique('Care');
  await open(page, '/policies');
  await main.getByRole('link', { name: 'New policy' }).click();
  await main.getByLabel('Name', { exact: true }).first().fill(policy);
  const first = main.getByRole('group', { name: 'Level 1' }).getByLabel('Minutes to acknowledge');
  await first.fill('17');
  // The form begins as a copy of another policy, whose grace may be any.
  await main.getByLabel('Grace after a change').fill('15 min');
  await send(page, 'Add policy');
  await expect(main).toContainText(`${policy} was added`);
  await openRecord(page, '/policies', policy);
  await expect(main).toContainText('17 min to acknowledge');
  await page.getByRole('link', { name: 'New version' }).click();
  await axe(page);
  await main.getByLabel('Grace after a change').fill('20 min');
  await expect(first).toHaveValue('17');
  await first.fill('19');
  await send(page, 'See what would change');
  await expect(main).toContainText('Grace after a change: 15 min becomes 20 min.');
  await expect(main).toContainText('Escalation, level 1: 17 min to acknowledge becomes 19 min.');
  await send(page, 'Change the form');
  await expect(first).toHaveValue('19');
  await send(page, 'See what would change');
  await expect(main).toContainText('No open ticket is measured by an earlier version.');
  await send(page, 'Apply version 2');
  await expect(main).toContainText(`Version 2 of ${policy} begins`);
  await expect(main.getByRole('listitem').filter({ hasText: 'Version 2' })).toContainText('Saved by');
});

test('open tickets are offered to move to a new version of their policy', nojs, async ({ page }) => {
  await signIn(page, 'admin');
  const main = page.getByRole('main');
  await open(page, '/policies/hrm-route/edit');
  await main.getByRole('group', { name: 'P1' }).getByLabel('Triage', { exact: true }).fill('20 h');
  await send(page, 'See what would change');
  // One by one, or all at once where they are too many to be listed.
  const first = main.getByRole('checkbox', { name: /^Move (this ticket|all \d+ open tickets)/ }).first();
  await expect(first).not.toBeChecked();
  await axe(page);
  // Nothing is applied: other tests count on the promises of this policy.
  await send(page, 'Change the form');
  await expect(main.getByRole('group', { name: 'P1' }).getByLabel('Triage', { exact: true })).toHaveValue('20 h');
});
