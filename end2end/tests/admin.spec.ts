// The set-up: an admin creates what a client needs, up to the welcome link that signs in. No script needed.

import { addClient, addEngagement, addPerson, addPlan, addProduct, choosePassword, forgetSession, names, password, send } from '../support/setup.ts';
import { axe, expect, hasJavaScript, signIn, test } from '../support/test.ts';
import { open, ready, refusal, report, ticket, unique } from '../support/tickets.ts';

const nojs = { tag: '@nojs' };

test('from a new client to a first report by its new owner', nojs, async ({ page, as }) => {
  test.setTimeout(120_000);
  await signIn(page, 'admin');
  const made = names();
  await addClient(page, made);
  await addProduct(page, made);
  await addPlan(page, made);
  const link = await addPerson(page, made, made.client);
  await axe(page);
  await addEngagement(page, made);

  // The new person, in a browser that nobody is signed in to.
  const guest = await as('agent');
  await forgetSession(guest);
  await open(guest, link);
  await expect(guest.getByRole('heading', { level: 1 })).toHaveText(`Welcome, ${made.person}`);
  await axe(guest);
  await choosePassword(guest, link);
  await expect(guest.getByRole('main')).toContainText('Your password is set. Sign in with it now.');
  await guest.getByLabel('E-mail').fill(made.email);
  await guest.getByLabel('Password').fill(password);
  await guest.getByRole('button', { name: 'Sign in' }).click();
  await expect(guest).toHaveURL(/\/home$/);
  const first = await report(guest, { title: unique('The very first'), impact: 'blocked' });
  expect(first).toBe(`${made.prefix}-1`);
  await expect(ticket(guest).facts).toContainText('High');
  // A link works once.
  const again = await guest.request.get(link, { headers: { accept: 'text/html' } });
  expect(again.status()).toBe(404);
  await signIn(page, 'admin');
  await open(page, `/inbox?t=${first}`);
  await expect(ticket(page).main.getByRole('article')).toContainText(made.client);
});

test('a weak or mistyped password is refused on the welcome page', nojs, async ({ page, as, noConsoleErrors }) => {
  noConsoleErrors.allow(refusal);
  await signIn(page, 'admin');
  await open(page, '/people/new');
  const main = page.getByRole('main');
  const tag = unique('').trim();
  await main.getByLabel('Full name').fill(`Weak ${tag}`);
  await main.getByLabel('E-mail').fill(`weak-${tag}@new.example`);
  await main.getByRole('radio', { name: /^Agent/ }).check();
  await send(page, 'Add and make a welcome link');
  const link = await page.getByRole('textbox', { name: 'Welcome link' }).innerText();
  const guest = await as('agent');
  await forgetSession(guest);
  await open(guest, new URL(link).pathname);
  for (const [first, second] of [['short', 'short'], [password, `${password}!`], [`weak-${tag}@new.example`, `weak-${tag}@new.example`]] as const) {
    await guest.getByLabel('Password', { exact: true }).fill(first);
    await guest.getByLabel('Password again').fill(second);
    await guest.getByRole('button', { name: 'Set password' }).click();
    await expect(guest.getByRole('alert')).toBeVisible();
    await expect(guest.getByLabel('Password', { exact: true })).toHaveValue('');
  }
  await axe(guest);
});

test('a rejected record names each problem and keeps what was typed', nojs, async ({ page, noConsoleErrors }) => {
  noConsoleErrors.allow(refusal);
  await signIn(page, 'admin');
  await open(page, '/clients/new');
  const main = page.getByRole('main');
  const name = unique('Wrong client');
  await main.getByLabel('Name').fill(name);
  await main.getByLabel('Ticket prefix').fill('1 x');
  await main.getByLabel('Time zone').fill('Mars/Olympus');
  await send(page, 'Add client');
  const summary = page.getByRole('alert');
  await expect(summary).toContainText(/prefix/i);
  await expect(summary).toContainText('“Mars/Olympus” is not a time zone');
  await expect(main.getByLabel('Name')).toHaveValue(name);
  await expect(main.getByLabel('Time zone')).toHaveValue('Mars/Olympus');
  await axe(page);
  // What is right in itself may still be somebody else's.
  await main.getByLabel('Ticket prefix').fill('ACME');
  await main.getByLabel('Time zone').fill('Europe/Madrid');
  await send(page, 'Add client');
  await expect(summary).toContainText('Another client\'s tickets begin with this prefix');
  await expect(main.getByLabel('Name')).toHaveValue(name);
});

test('two admins at once: the second sees what the first saved', nojs, async ({ page, as, noConsoleErrors }) => {
  noConsoleErrors.allow(refusal);
  await signIn(page, 'admin');
  await open(page, '/products/new');
  const main = page.getByRole('main');
  const name = unique('Edited twice');
  await main.getByLabel('Name').fill(name);
  await main.getByLabel('SLA policy').selectOption({ label: 'Standard support' });
  await send(page, 'Add product');
  await open(page, '/products');
  await main.getByRole('link', { name }).click();
  await ready(page);
  const other = await as('admin');
  await open(other, new URL(page.url()).pathname);
  await other.getByLabel('Name').fill(`${name} by the other`);
  await other.getByRole('main').getByRole('button', { name: /^Save/ }).click();
  await expect(other.getByRole('main')).toContainText('was saved');
  await main.getByLabel('Name').fill(`${name} by me`);
  const answer = page.waitForResponse((response) => response.request().method() === 'POST');
  await main.getByRole('button', { name: /^Save/ }).click();
  expect((await answer).status()).toBe(409);
  await expect(page.getByRole('alert')).toContainText(`${name} by the other`);
  await expect(main.getByLabel('Name')).toHaveValue(`${name} by me`);
  await main.getByRole('button', { name: /^Save/ }).click();
  await expect(main).toContainText('was saved');
});

test('agents read the set-up and cannot change it, clients do not know of it', nojs, async ({ page, noConsoleErrors }) => {
  noConsoleErrors.allow(/status of 40[34]/);
  await signIn(page, 'agent');
  for (const path of ['/clients', '/products', '/plans', '/engagements', '/people', '/policies', '/calendars']) {
    await open(page, path);
    await expect(page.getByRole('main').getByRole('link', { name: /^New / }), path).toHaveCount(0);
    const change = await page.request.post(path, { headers: { origin: new URL(page.url()).origin, accept: 'text/html' }, form: { name: 'x' } });
    expect([403, 404, 405], path).toContain(change.status());
    expect((await page.goto(`${path}/new`))?.status(), path).toBeGreaterThanOrEqual(403);
  }
  await signIn(page, 'client_owner');
  for (const path of ['/clients', '/people', '/people/new', '/policies', '/calendars']) {
    expect((await page.goto(path))?.status(), path).toBe(404);
  }
});

test('a session can be ended from the settings', nojs, async ({ page, as }) => {
  const helen = 'helen@brimley.example';
  await signIn(page, helen, { fresh: true });
  const other = await as('agent');
  await signIn(other, helen, { fresh: true });
  await open(page, '/settings');
  const sessions = page.getByRole('region', { name: 'Where you are signed in' });
  await expect(sessions.getByText('This browser')).toHaveCount(1);
  const others = sessions.getByRole('button', { name: /^End the session in/ });
  for (let left = await others.count(); left > 0; left -= 1) {
    await others.first().click();
    await expect(others).toHaveCount(left - 1);
  }
  await other.goto('/home');
  await expect(other).toHaveURL(/\/sign-in/);
  await page.reload();
  await expect(sessions.getByText('This browser')).toHaveCount(1);
  expect(hasJavaScript() || (await page.locator('html[data-islands]').count()) === 0).toBe(true);
});
