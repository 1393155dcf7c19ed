// The pages to photograph. Ticket keys and ids are taken from links while running: demo content
// may be different each time.

import type { Page } from '@playwright/test';

export interface Shot {
  /** File name and the name for `--pages`. */
  name: string;
  /** Role, e-mail or name of who looks; nobody is signed in without it. */
  who?: string;
  /** Where. */
  path: string;
  /** Then the first link with this address is followed. */
  follow?: RegExp;
  /** And a part added to the address it led to. */
  then?: string;
  /** The status of the answer, 200 unless said otherwise. */
  status?: number;
  /** What is done before the picture, such as opening a dialog. */
  act?: (page: Page) => Promise<void>;
}

const ticket = /^\/tickets\/[A-Z][A-Z0-9]*-\d+$|[?&]t=[A-Z][A-Z0-9]*-\d+/;
const id = '[^/?#]+';
const client = 'client_owner';

/** The key of a ticket that the page links to. */
export function ticketKey(href: string): string | undefined {
  return /[A-Z][A-Z0-9]*-\d+/.exec(href)?.[0];
}

/** The form's own button, not the one of the navigation. */
async function send(page: Page): Promise<void> {
  await page.locator('main form[method=post i] button:not([type=button])').last().click();
}

export const shots: Shot[] = [
  { name: 'sign-in', path: '/sign-in' },
  {
    name: 'sign-in-refused',
    path: '/sign-in',
    act: async (page) => {
      await page.getByLabel(/e-?mail/i).fill('nobody@example.com');
      await page.locator('input[type=password]').fill('not the password of anybody');
      await send(page);
    },
  },
  { name: 'inbox', who: 'agent', path: '/inbox' },
  { name: 'inbox-selected', who: 'agent', path: '/inbox', follow: ticket, then: 'selected' },
  { name: 'inbox-empty', who: 'agent', path: '/inbox?state=duplicate&priority=critical' },
  { name: 'inbox-keys', who: 'agent', path: '/inbox', act: async (page) => page.keyboard.press('?') },
  { name: 'ticket', who: 'agent', path: '/inbox', follow: ticket },
  { name: 'ticket-client', who: client, path: '/issues', follow: ticket },
  { name: 'why', who: 'agent', path: '/inbox', follow: ticket, then: 'why' },
  {
    name: 'why-dialog',
    who: 'agent',
    path: '/inbox',
    follow: ticket,
    act: async (page) => page.locator('main a[href*="/why/"]:visible').first().click(),
  },
  { name: 'report', who: client, path: '/report' },
  { name: 'report-refused', who: client, path: '/report', act: submitEmptyReport },
  { name: 'report-for-client', who: 'agent', path: '/tickets/new' },
  { name: 'home', who: client, path: '/home' },
  { name: 'issues', who: client, path: '/issues' },
  { name: 'engagements', who: 'admin', path: '/engagements' },
  { name: 'engagement-edit', who: 'admin', path: '/engagements', follow: new RegExp(`^/engagements/(?!new)${id}`) },
  { name: 'engagement-new', who: 'admin', path: '/engagements/new' },
  { name: 'clients', who: 'admin', path: '/clients' },
  { name: 'client-edit', who: 'admin', path: '/clients', follow: new RegExp(`^/clients/(?!new)${id}`) },
  { name: 'products', who: 'admin', path: '/products' },
  { name: 'product-edit', who: 'admin', path: '/products', follow: new RegExp(`^/products/(?!new)${id}`) },
  { name: 'people', who: 'admin', path: '/people' },
  { name: 'person-edit', who: 'admin', path: '/people', follow: new RegExp(`^/people/(?!new)${id}`) },
  { name: 'policies', who: 'admin', path: '/policies' },
  { name: 'policy', who: 'admin', path: '/policies', follow: new RegExp(`^/policies/(?!new)${id}`) },
  { name: 'calendars', who: 'admin', path: '/calendars' },
  { name: 'calendar', who: 'admin', path: '/calendars', follow: new RegExp(`^/calendars/(?!new)${id}`) },
  { name: 'knowledge', who: client, path: '/knowledge' },
  { name: 'settings', who: 'agent', path: '/settings' },
  { name: 'menu', who: 'agent', path: '/inbox', act: openSheet },
  { name: 'not-found', who: 'agent', path: '/no-such-page', status: 404 },
  { name: 'not-yours', who: client, path: '/tickets/NOBODY-1', status: 404 },
];

/** Sends the form without its own checks in the browser, to see what the server answers. */
async function submitEmptyReport(page: Page): Promise<void> {
  await page.locator('main form[method=post i]').last().evaluate((form: HTMLFormElement) => {
    form.noValidate = true;
  });
  await send(page);
}

/** The account menu of wide screens, or the sheet behind the bottom bar's last item. */
async function openSheet(page: Page): Promise<void> {
  await page.locator('[popovertarget=account]:visible, [popovertarget=more]:visible').first().click();
}
