// Every kind of page there is, with who looks at it. Addresses with a key or an id are found by links.

import type { Page } from '@playwright/test';

export interface Place {
  /** What it is, for the name of a test. */
  name: string;
  /** Role, e-mail or name of who looks; nobody is signed in without it. */
  who?: string;
  path: string;
  /** Then the first link of the page's main part whose address fits is followed. */
  follow?: RegExp;
  /** What is added to the address that it led to. */
  then?: string;
  /** The status that is expected, 200 if left out. */
  status?: number;
}

const id = '[^/?#]+';
const record = (collection: string): Place => ({
  name: `one of ${collection}`,
  who: 'admin',
  path: `/${collection}`,
  follow: new RegExp(`^/${collection}/(?!new)${id}$`),
});
const admin = ['clients', 'products', 'plans', 'engagements', 'people'];
const selected = /[?&]t=[A-Z]+-\d+/;
const issue = /^\/tickets\/[A-Z]+-\d+$/;

export const places: Place[] = [
  { name: 'sign-in', path: '/sign-in' },
  { name: 'a link that no longer works', path: '/welcome/nothing', status: 404 },
  { name: 'inbox', who: 'agent', path: '/inbox' },
  { name: 'inbox with a ticket', who: 'agent', path: '/inbox', follow: selected },
  { name: 'inbox with an overdue ticket', who: 'agent', path: '/inbox?t=ACME-21' },
  { name: 'inbox, nothing found', who: 'agent', path: '/inbox?state=duplicate&priority=critical' },
  { name: 'ticket of staff', who: 'agent', path: '/tickets/BRIM-14' },
  { name: 'ticket, overdue', who: 'agent', path: '/tickets/ACME-21' },
  { name: 'why, staff', who: 'agent', path: '/tickets/BRIM-14', follow: /\/why\// },
  { name: 'new ticket', who: 'agent', path: '/tickets/new' },
  { name: 'knowledge of staff', who: 'agent', path: '/knowledge' },
  { name: 'settings of staff', who: 'agent', path: '/settings' },
  { name: 'clients, read only', who: 'agent', path: '/clients' },
  { name: 'home', who: 'ruth@brimley.example', path: '/home' },
  { name: 'home with two products', who: 'carmel@st-agnes.example', path: '/home' },
  { name: 'issues', who: 'ruth@brimley.example', path: '/issues' },
  { name: 'issues done', who: 'ruth@brimley.example', path: '/issues?state=done' },
  { name: 'ticket of a client', who: 'ruth@brimley.example', path: '/issues', follow: issue },
  { name: 'ticket solved', who: 'ruth@brimley.example', path: '/tickets/BRIM-12' },
  { name: 'ticket closed', who: 'ruth@brimley.example', path: '/tickets/BRIM-6' },
  { name: 'why, client', who: 'ruth@brimley.example', path: '/tickets/BRIM-14', follow: /\/why\// },
  { name: 'report', who: 'ruth@brimley.example', path: '/report' },
  { name: 'report with two products', who: 'carmel@st-agnes.example', path: '/report' },
  { name: 'knowledge of a client', who: 'ruth@brimley.example', path: '/knowledge' },
  { name: 'knowledge, nothing found', who: 'ruth@brimley.example', path: '/knowledge?q=xylophone' },
  { name: 'settings of a client', who: 'ruth@brimley.example', path: '/settings' },
  ...admin.flatMap((collection) => [
    { name: `all ${collection}`, who: 'admin', path: `/${collection}` },
    { name: `new one of ${collection}`, who: 'admin', path: `/${collection}/new` },
    record(collection),
  ]),
  { name: 'all policies', who: 'admin', path: '/policies' },
  record('policies'),
  { name: 'all calendars', who: 'admin', path: '/calendars' },
  record('calendars'),
  { name: 'settings of an admin', who: 'admin', path: '/settings' },
  { name: 'not found', who: 'agent', path: '/no-such-page', status: 404 },
  { name: 'not allowed', who: 'agent', path: '/people/new', status: 403 },
];

/** The address of a place, found by its links. */
export async function addressOf(page: Page, place: Place): Promise<string> {
  if (!place.follow) return place.path;
  await page.goto(place.path);
  const links = await page.getByRole('main').getByRole('link').evaluateAll((all) => all.map((link) => link.getAttribute('href') ?? ''));
  const found = links.find((href) => place.follow?.test(href));
  if (!found) throw new Error(`${place.path} has no link like ${place.follow}; there are ${links.join(' ')}`);
  return found;
}
