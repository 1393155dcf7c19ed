// The set-up is changed: the list, the form and those whom it concerns show the change. No script needed.

import { fillSignIn, signIn } from '../support/sign-in.ts';
import { addClient, addPerson, addPlan, choosePassword, names, openRecord, password, save, setUpClient } from '../support/setup.ts';
import { axe, expect, hasJavaScript, test } from '../support/test.ts';
import { open, ready } from '../support/tickets.ts';

const nojs = { tag: '@nojs' };

test('a client is edited', nojs, async ({ page }) => {
  await signIn(page, 'admin');
  const [made, other] = [names(), names()];
  await addClient(page, made);
  await openRecord(page, '/clients', made.client);
  const main = page.getByRole('main');
  await main.getByLabel('Name').fill(other.client);
  await main.getByLabel('Ticket prefix').fill(other.prefix);
  await main.getByLabel('Time zone').fill('America/Toronto');
  await save(page);
  await expect(main).toContainText(`${other.client} was saved.`);
  const row = main.getByRole('row').filter({ hasText: other.client });
  await expect(row).toContainText(`${other.prefix}-1`);
  await expect(row).toContainText('America/Toronto');
  await expect(main).not.toContainText(made.client);
  await openRecord(page, '/clients', other.client);
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(other.client);
  await expect(main.getByLabel('Ticket prefix')).toHaveValue(other.prefix);
  await expect(main.getByLabel('Time zone')).toHaveValue('America/Toronto');
});

test('a plan is edited', nojs, async ({ page }) => {
  await signIn(page, 'admin');
  const [made, other] = [names(), names()];
  await addPlan(page, made);
  await openRecord(page, '/plans', made.plan);
  const main = page.getByRole('main');
  await main.getByLabel('Name').fill(other.plan);
  await main.getByLabel('SLA policy').selectOption({ label: 'HRM go-live route (hospitals, payroll)' });
  await main.getByLabel(/^What it is/).fill('Support on weekdays, for one ward.');
  await main.getByLabel(/^What is done how often/).fill('A call on the first Monday of each month.');
  await save(page);
  const row = main.getByRole('row').filter({ hasText: other.plan });
  await expect(row).toContainText('HRM go-live route (hospitals, payroll)');
  await expect(main).not.toContainText(made.plan);
  await openRecord(page, '/plans', other.plan);
  await expect(main.getByLabel(/^What it is/)).toHaveValue('Support on weekdays, for one ward.');
  await expect(main.getByLabel(/^What is done how often/)).toHaveValue('A call on the first Monday of each month.');
});

test('a person is edited, and signs in with the new address', nojs, async ({ page, as }) => {
  const [made, other] = [names(), names()];
  const guest = await as('agent');
  await signIn(page, 'admin');
  await choosePassword(guest, await addPerson(page, made));
  await openRecord(page, '/people', made.person);
  const main = page.getByRole('main');
  await main.getByLabel('Full name').fill(other.person);
  await main.getByLabel('E-mail').fill(other.email);
  await main.getByLabel(/^Job title/).fill('Head of support');
  await main.getByRole('checkbox', { name: 'Luma Dental: Frontdesk' }).check();
  await save(page);
  const row = main.getByRole('row').filter({ hasText: other.person });
  for (const text of [other.email, 'Head of support', '1 engagement']) await expect(row).toContainText(text);
  await expect(main).not.toContainText(made.person);
  await fillSignIn(guest, other.email, password);
  await expect(guest).toHaveURL(/\/inbox$/);
  await open(guest, '/settings');
  await expect(guest.getByRole('main')).toContainText(other.email);
  // The one engagement of theirs, which they now see.
  await open(guest, '/engagements');
  await expect(guest.getByRole('main')).toContainText('Luma Dental');
});

test('an engagement is edited, and its client reads the change at home', nojs, async ({ page, as }) => {
  test.setTimeout(120_000);
  const client = await as('agent');
  await signIn(page, 'admin');
  const { made, owner } = await setUpClient(page, client);
  await signIn(client, owner);
  await open(client, '/home');
  const used = client.getByRole('region', { name: 'What you use' });
  await expect(used).toContainText('Hypercare');
  await expect(used).toContainText('Amal Jain');
  await openRecord(page, '/engagements', made.product);
  const main = page.getByRole('main');
  await main.getByLabel('Phase').selectOption({ label: 'Run' });
  await main.getByLabel(/^Go-live date/).fill('2025-03-03');
  await main.getByLabel(/^Owner, our side/).selectOption({ label: 'Tove Olsen' });
  await main.getByLabel(/^Owner, client's side/).selectOption({ label: made.person });
  await save(page);
  const row = main.getByRole('region', { name: 'Run' }).getByRole('row').filter({ hasText: made.product });
  for (const text of [made.client, '3 Mar 2025', 'Tove Olsen', made.person]) await expect(row).toContainText(text);
  await client.reload();
  for (const text of [made.product, 'Run', '3 Mar 2025', 'Tove Olsen']) await expect(used).toContainText(text);
  await expect(used).not.toContainText('Hypercare');
  await expect(used).not.toContainText('Amal Jain');
});

test('who is disabled is signed out at once and cannot sign in, until enabled again', nojs, async ({ page, as, noConsoleErrors }) => {
  noConsoleErrors.allow(/status of 4(01|22)/);
  const made = names();
  const guest = await as('agent');
  await signIn(page, 'admin');
  await choosePassword(guest, await addPerson(page, made));
  await fillSignIn(guest, made.email, password);
  await expect(guest).toHaveURL(/\/inbox$/);
  await ready(guest);

  await openRecord(page, '/people', made.person);
  const main = page.getByRole('main');
  await main.getByText('Disable this person').click();
  await main.getByRole('button', { name: 'Disable now' }).click();
  await expect(main).toContainText(`${made.person} is disabled and signed out everywhere.`);
  await expect(main).toContainText('This person cannot sign in.');
  await axe(page);
  await expect(main.getByRole('button', { name: 'Make a new link' })).toHaveCount(0);

  // Whoever looks at a page is told, without loading it.
  if (hasJavaScript()) await expect(guest.getByText('You are signed out.')).toBeVisible({ timeout: 20_000 });
  await guest.goto('/inbox');
  await expect(guest).toHaveURL(/\/sign-in/);
  await fillSignIn(guest, made.email, password);
  await expect(guest.getByRole('alert')).toContainText('do not belong together');
  await expect(guest).toHaveURL(/\/sign-in/);

  await open(page, '/people');
  await expect(main.getByRole('row').filter({ hasText: made.person })).toContainText('Disabled');
  await openRecord(page, '/people', made.person);
  await main.getByRole('button', { name: 'Enable again' }).click();
  await expect(main).toContainText(`${made.person} can sign in again.`);
  await fillSignIn(guest, made.email, password);
  await expect(guest).toHaveURL(/\/inbox$/);
});
