// What every journey needs: a ticket of its own, and the ways to its parts. All through the pages.

import { expect, type Locator, type Page } from '@playwright/test';
import { hasJavaScript } from './environment.ts';
import { signIn } from './sign-in.ts';
import { awake } from './test.ts';

/** How badly it hurts, in the words of the form. */
export const impacts = {
  stopped: 'Everything has stopped',
  blocked: 'Important work is blocked',
  workaround: 'There is a way around it',
  wish: 'It is a wish',
} as const;

export type ImpactName = keyof typeof impacts;

/** Who reports here unless a test says otherwise: one product, policy P0 to P2. */
export const hrmClient = 'ruth@brimley.example';
/** One product, policy critical to low, clocks that run day and night. */
export const standardClient = 'ivana@luma.example';
/** Two products, one under each policy. */
export const bothClient = 'carmel@st-agnes.example';

/** A title that no other run of any test has used. */
export function unique(what: string): string {
  return `${what} ${Date.now().toString(36)}${Math.floor(Math.random() * 46_656).toString(36)}`;
}

/** Opens an address and waits until its islands are awake. */
export async function open(page: Page, path: string): Promise<void> {
  const response = await page.goto(path);
  expect(response?.status(), path).toBe(200);
  await ready(page);
}

/** Waits until the page does what its islands add. */
export async function ready(page: Page): Promise<void> {
  if (hasJavaScript()) await awake(page);
}

/** The fields of the report form. */
export function reportForm(page: Page) {
  const main = page.getByRole('main');
  return {
    product: main.getByLabel('What is it about?'),
    title: main.getByLabel('What is wrong, in one sentence?'),
    whatHappens: main.getByLabel('What happens?'),
    blocks: main.getByLabel(/^What does it block\?/),
    impact: (name: ImpactName) => main.getByRole('radio', { name: impacts[name] }),
    files: main.getByLabel(/^Pictures or files/),
    send: main.getByRole('button', { name: 'Send to the team' }),
  };
}

export interface Report {
  title: string;
  impact?: ImpactName;
  what?: string;
  product?: string;
}

/** Fills in the report form of the person who is signed in, and sends it. Answers with the ticket's key. */
export async function report(page: Page, { title, impact = 'workaround', what, product }: Report): Promise<string> {
  await open(page, '/report');
  const form = reportForm(page);
  if (product) await form.product.selectOption({ label: product });
  await form.title.fill(title);
  await form.whatHappens.fill(what ?? 'The list stays empty since this morning. Loading it again does not help.');
  await form.impact(impact).check();
  await form.send.click();
  await expect(page).toHaveURL(/\/tickets\/[A-Z]+-\d+/);
  await ready(page);
  return keyOf(page.url());
}

/** Signs somebody in and reports as them. */
export async function reportAs(page: Page, who: string, what: Report): Promise<string> {
  await signIn(page, who);
  return report(page, what);
}

/** The ticket's key in an address. */
export function keyOf(address: string): string {
  const key = /[A-Z][A-Z0-9]*-\d+/.exec(address)?.[0];
  if (!key) throw new Error(`${address} names no ticket`);
  return key;
}

/** The parts of a ticket, on its own page or in the inbox's pane. */
export function ticket(page: Page) {
  const main = page.getByRole('main');
  const actions = main.getByRole('group', { name: 'Actions' });
  const write = main.getByRole('region', { name: 'Write' });
  return {
    main,
    facts: main.getByRole('complementary', { name: 'Facts' }),
    timeline: main.locator('#timeline'),
    actions,
    action: (name: string | RegExp) => actions.getByRole('button', { name }),
    panel: (name: string | RegExp) => page.getByRole('dialog', { name }),
    write,
    body: write.getByRole('textbox'),
    asNote: write.getByRole('radio', { name: 'Internal note' }),
    asReply: write.getByRole('radio', { name: 'Reply to client' }),
    send: write.getByRole('button', { name: /^Send|^Save note/ }),
    attach: write.getByLabel('Attach files'),
  };
}

/** The rows of the inbox. */
export function inboxRows(page: Page): Locator {
  return page.getByRole('region', { name: 'Tickets' }).getByRole('listitem');
}

/** One row, by something that only it says. */
export function inboxRow(page: Page, text: string): Locator {
  return inboxRows(page).filter({ hasText: text });
}

/** Narrows the inbox by its own filter: labels of the filter, labels of the choices. */
export async function narrow(page: Page, filters: Record<string, string>): Promise<void> {
  await page.getByRole('button', { name: /^Filter/ }).click();
  const panel = page.getByRole('dialog', { name: 'Show only' });
  for (const [label, choice] of Object.entries(filters)) await panel.getByLabel(label, { exact: true }).selectOption({ label: choice });
  await panel.getByRole('button', { name: 'Show' }).click();
  await expect(page).toHaveURL(/\/inbox\?.*=/);
  await ready(page);
}

/** What the browser says of a form's refusal is no fault of the page: Chromium logs each such answer. */
export const refusal = /status of 4(09|22)/;
