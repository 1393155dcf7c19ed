// The field workspace: the ways to its parts, and what a device keeps.

import { expect, type Page } from '@playwright/test';
import { axe } from './axe.ts';
import { Outage } from './outage.ts';
import { test } from './test.ts';
import { gone, inCharge, keptPages } from './worker.ts';

/** The engagement of Brimley Care: the admin is its owner on our side, `hrmClient` the client's. */
export const brimley = 'brimley-rota';

/** Every test of a file has a service worker and a server of its own that can go away. */
export function eachBehindProxy(give: (outage: Outage) => void): void {
  let outage: Outage;
  test.use({ serviceWorkers: 'allow' });
  test.beforeEach(async ({ noConsoleErrors }) => {
    noConsoleErrors.allow(gone);
    outage = await Outage.begin();
    give(outage);
  });
  test.afterEach(() => outage.close());
}

/** The line that says how things stand on the way to the server. */
export function bar(page: Page) {
  const line = page.locator('.field-bar');
  return { line, says: line.locator('> span'), sendNow: line.getByRole('button', { name: 'Send now' }), signIn: line.getByRole('link', { name: 'Sign in' }) };
}

/** What was refused or came second. */
export function trouble(page: Page, text: string) {
  const line = page.getByRole('region', { name: 'Needs you' }).getByRole('alert').filter({ hasText: text });
  return { line, press: (name: string) => line.getByRole('button', { name }).click() };
}

/** Nothing waits, and the server was asked what is new. */
export async function upToDate(page: Page): Promise<void> {
  await expect(bar(page).says).toContainText(/^Everything is sent\. Up to date at/, { timeout: 20_000 });
}

/** Sends what waits, and waits until nothing does. */
export async function send(page: Page): Promise<void> {
  // The device tries by itself as well, and may be quicker.
  await bar(page).sendNow.click({ timeout: 1_000 }).catch(() => {});
  await upToDate(page);
}

/** Opens the workspace at one of its parts and waits until it is up to date. */
export async function openField(page: Page, address = '', part = '#/'): Promise<void> {
  await page.goto('about:blank');
  await page.goto(`${address}/field${part}`);
  await expect(page.locator('html')).toHaveAttribute('data-islands', 'awake');
  await upToDate(page);
}

/** The device keeps the workspace: its page, and what is shown in it. */
export async function kept(page: Page, outage: Outage, part = '#/'): Promise<void> {
  await inCharge(page, `${outage.address}/field`);
  await openField(page, outage.address, part);
  await expect.poll(() => keptPages(page)).toContain('/field');
}

/** Goes to a part of the open workspace, as its links do. */
export async function goTo(page: Page, part: string): Promise<void> {
  await page.evaluate((hash) => { location.hash = hash; }, part);
}

/** There may be a way to the server again: the browser says so. */
export async function networkIsBack(page: Page): Promise<void> {
  await page.evaluate(() => window.dispatchEvent(new Event('online')));
}

/** An item of the open checklist. */
export function item(page: Page, title: string) {
  const line = page.locator('li.ck').filter({ has: page.locator('.ck-title', { hasText: title }) });
  return {
    line,
    box: line.getByRole('checkbox'),
    way: line.locator('.field-way'),
    more: line.getByRole('button', { name: `More: ` }),
    note: line.getByLabel('Note for both sides'),
    save: line.getByRole('button', { name: 'Save note' }),
    notes: line.locator('.ck-note .ck-text'),
    both: line.locator('.both'),
  };
}

/** Writes the note of an item of the open checklist. */
export async function writeNote(page: Page, title: string, text: string): Promise<void> {
  const { more, note, save } = item(page, title);
  if ((await more.getAttribute('aria-expanded')) !== 'true') await more.click();
  await note.fill(text);
  await save.click();
  await expect(item(page, title).notes.filter({ hasText: text })).toBeVisible();
}

/** An operation as the device keeps it. */
export interface KeptRow {
  seq: number;
  op: Record<string, unknown>;
  answer: { answer: string } | null;
}

/** What was done on this device and has not come back from the server yet. */
export function rows(page: Page): Promise<KeptRow[]> {
  return page.evaluate(async () => JSON.parse(await (window as unknown as { outbox: { rows(): Promise<string> } }).outbox.rows()));
}

/** Which databases of the workspace this browser has. */
export function databases(page: Page): Promise<string[]> {
  return page.evaluate(async () => (await indexedDB.databases()).map((one) => one.name ?? '').filter((name) => name.startsWith('aftercare-field-')));
}

/** An operation that counts. */
interface Entry {
  rev: number;
  op: { id: string; do: string; item?: string; text?: string };
}

export interface Checklist {
  plan: { id: string; sections: { id: string; title: string; items: { id: string; title: string }[] }[] };
  log: Entry[];
}

/** A checklist of Brimley Care with its history, as the server gives it to whoever is signed in. */
export async function onServer(page: Page, base: string, id: string): Promise<Checklist> {
  const answer = await page.request.get(`${base}/api/v1/sync/pull?engagement=${brimley}`);
  expect(answer.status()).toBe(200);
  const { checklists }: { checklists: Checklist[] } = await answer.json();
  const found = checklists.find((one) => one.plan.id === id);
  if (!found) throw new Error(`the server gives no checklist ${id}`);
  return found;
}

/** Adds items that both sides may check to a checklist's first section; answers with their titles. */
export async function addItems(page: Page, base: string, id: string, count: number): Promise<string[]> {
  const { me } = await (await page.request.get(`${base}/api/v1/sync/workspace`)).json();
  const section = (await onServer(page, base, id)).plan.sections[0]?.id;
  const titles = Array.from({ length: count }, (_, index) => `Place of work ${String(index + 1).padStart(2, '0')}`);
  const at = Math.floor(Date.now() / 1000);
  const ops = titles.map((title, index) => ({
    seq: index + 1, checklist: id, id: crypto.randomUUID(), at, do: 'add', section,
    item: { id: crypto.randomUUID(), title, owner: 'both' },
  }));
  const data = { v: 1, client_id: crypto.randomUUID(), person: me.id, ops };
  const answer = await page.request.post(`${base}/api/v1/sync/push`, { data, headers: { origin: base } });
  expect(answer.status()).toBe(200);
  const { answers }: { answers: { answer: string }[] } = await answer.json();
  expect(new Set(answers.map((one) => one.answer))).toEqual(new Set(['applied']));
  return titles;
}

/** Asserts that axe finds nothing, in a window as tall as the part: a bar that covers half a button is a matter of scrolling. */
export async function noBarrier(page: Page): Promise<void> {
  const size = page.viewportSize();
  if (!size) return axe(page);
  await page.setViewportSize({ width: size.width, height: 6_000 });
  await axe(page);
  await page.setViewportSize(size);
}
