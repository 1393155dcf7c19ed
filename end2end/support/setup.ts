// What an admin sets up for a journey of its own, through the forms. Whoever uses this is signed in as an admin.

import { expect, type Page } from '@playwright/test';
import type { Person } from './environment.ts';
import { open, ready, unique } from './tickets.ts';

/** A password that is good enough. */
export const password = 'seven quiet rivers under glass';

/** Names that no other run has used. */
export function names() {
  const tag = unique('').trim();
  return {
    client: `Client ${tag}`,
    // As far as eight letters go.
    prefix: Array.from({ length: 8 }, () => String.fromCharCode(65 + Math.floor(Math.random() * 26))).join(''),
    product: `Product ${tag}`,
    plan: `Plan ${tag}`,
    person: `Person ${tag}`,
    email: `${tag}@new.example`,
  };
}

export type Names = ReturnType<typeof names>;

/** Sends the form of a record. */
export async function send(page: Page, button: string): Promise<void> {
  await page.getByRole('main').getByRole('button', { name: button, exact: true }).click();
  await ready(page);
}

/** Saves a record that was changed; the list comes after it and says so. */
export async function save(page: Page): Promise<void> {
  await send(page, 'Save');
  await expect(page.getByRole('main')).toContainText('was saved');
}

/** Opens a record from its list. */
export async function openRecord(page: Page, collection: string, name: string): Promise<void> {
  await open(page, collection);
  await page.getByRole('main').getByRole('link', { name }).click();
  await expect(page).toHaveURL(new RegExp(`${collection}/[^/]+$`));
  await ready(page);
}

export async function addClient(page: Page, { client, prefix }: Names): Promise<void> {
  await open(page, '/clients');
  const main = page.getByRole('main');
  await main.getByRole('link', { name: 'New client' }).click();
  await main.getByLabel('Name').fill(client);
  await main.getByLabel('Ticket prefix').fill(prefix);
  await main.getByLabel('Time zone').fill('Europe/Madrid');
  await send(page, 'Add client');
  await expect(main).toContainText(client);
}

export async function addProduct(page: Page, { product }: Names): Promise<void> {
  await open(page, '/products/new');
  const main = page.getByRole('main');
  await main.getByLabel('Name').fill(product);
  await main.getByLabel('SLA policy').selectOption({ label: 'Standard support' });
  await send(page, 'Add product');
  await expect(main).toContainText(product);
}

export async function addPlan(page: Page, { plan }: Names): Promise<void> {
  await open(page, '/plans/new');
  const main = page.getByRole('main');
  await main.getByLabel('Name').fill(plan);
  await main.getByLabel('SLA policy').selectOption({ label: 'Standard support' });
  await main.getByLabel('Calendar').selectOption({ label: 'London office hours (Europe/London)' });
  await send(page, 'Add plan');
  await expect(main).toContainText(plan);
}

/** An agent, or with `client` the owner on that client's side. Shows and answers with the welcome link. */
export async function addPerson(page: Page, { person, email }: Names, client?: string): Promise<string> {
  await open(page, '/people/new');
  const main = page.getByRole('main');
  await main.getByLabel('Full name').fill(person);
  await main.getByLabel('E-mail').fill(email);
  await main.getByLabel(/^Job title/).fill('Practice manager');
  await main.getByRole('radio', { name: client ? /^Client owner/ : /^Agent/ }).check();
  if (client) await main.getByLabel(/^Client optional/).selectOption({ label: client });
  await send(page, 'Add and make a welcome link');
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(`${person} was added`);
  const link = await page.getByRole('textbox', { name: 'Welcome link' }).innerText();
  expect(link).toMatch(/\/welcome\/\S+$/);
  return new URL(link).pathname;
}

export async function addEngagement(page: Page, { client, product, plan }: Names): Promise<void> {
  await open(page, '/engagements/new');
  const main = page.getByRole('main');
  await main.getByLabel('Client', { exact: true }).selectOption({ label: client });
  await main.getByLabel('Product').selectOption({ label: product });
  await main.getByLabel('Phase').selectOption({ label: 'Hypercare' });
  await main.getByLabel('Plan', { exact: true }).selectOption({ label: plan });
  await main.getByLabel(/^Owner, our side/).selectOption({ label: 'Amal Jain' });
  await send(page, 'Add engagement');
  await expect(main).toContainText(product);
}

/** Makes a browser one that nobody is signed in to. */
export async function forgetSession(guest: Page): Promise<void> {
  // A page must not go on asking with its session gone.
  await guest.goto('about:blank');
  await guest.context().clearCookies();
}

/** Uses a welcome link, in a browser that nobody is signed in to then. The sign-in page comes after it. */
export async function choosePassword(guest: Page, link: string): Promise<void> {
  await forgetSession(guest);
  await open(guest, link);
  await guest.getByLabel('Password', { exact: true }).fill(password);
  await guest.getByLabel('Password again').fill(password);
  await guest.getByRole('button', { name: 'Set password' }).click();
  await expect(guest).toHaveURL(/\/sign-in$/);
}

/** A new client with a product, a plan, an engagement and an owner, who has chosen a password on `guest`. */
export async function setUpClient(page: Page, guest: Page): Promise<{ made: Names; owner: Person }> {
  const made = names();
  await addClient(page, made);
  await addProduct(page, made);
  await addPlan(page, made);
  const link = await addPerson(page, made, made.client);
  await addEngagement(page, made);
  await choosePassword(guest, link);
  return { made, owner: { name: made.person, email: made.email, password, role: 'client_owner' } };
}
