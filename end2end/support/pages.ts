// Every kind of page there is, with who looks at it: the tests check each, `cargo xtask shots` photographs each.
// Addresses with an id are found by links while running.

import { expect, type Locator, type Page, type Response } from '@playwright/test';
import { fieldPlaces } from './field-places.ts';
import { signIn } from './sign-in.ts';
import { bothClient, hrmClient, ready, report, ticket } from './tickets.ts';
import { sendUnchecked } from './unchecked.ts';

export interface Place {
  /** What it is: the name of its test, of its pictures, and for `cargo xtask shots --pages`. */
  name: string;
  /** Role, e-mail or name of who looks; nobody is signed in without it. */
  who?: string;
  path: string;
  /** Then the first link of the page's main part whose address fits is followed. */
  follow?: RegExp;
  /** Or the address comes about by something that is done first. */
  make?: (page: Page) => Promise<string>;
  /** What is done on the page, and the answer that made what is shown then, if it is another one. */
  act?: (page: Page) => Promise<Response | void>;
  /** The status of the answer, 200 if left out. */
  status?: number;
}

const id = '[^/?#]+';
const inbox = '/inbox';
const shownTicket = '/tickets/BRIM-14';
const aRun = /^\/checklists\/[0-9a-f]{32}$/;

/** The list of a collection, its form, and one of its records. */
function collection(path: string, list: string, one: string): Place[] {
  return [
    { name: list, who: 'admin', path },
    { name: `${one}-new`, who: 'admin', path: `${path}/new` },
    { name: `${one}-edit`, who: 'admin', path, follow: recordOf(path) },
  ];
}

function recordOf(path: string): RegExp {
  return new RegExp(`^${path}/(?!new)${id}$`);
}

export const places: Place[] = [
  // Before there is a session.
  { name: 'sign-in', path: '/sign-in' },
  { name: 'sign-in-refused', path: '/sign-in', act: wrongPassword, status: 422 },
  { name: 'welcome', who: 'admin', path: '/people', make: (page) => welcomeLink(page, 'Neil Amero') },
  { name: 'welcome-refused', who: 'admin', path: '/people', make: (page) => welcomeLink(page, 'Carmel Boudreau'), act: weakPassword, status: 422 },
  { name: 'welcome-gone', path: '/welcome/nothing', status: 404 },

  // Staff.
  { name: 'inbox', who: 'agent', path: inbox },
  { name: 'inbox-selected', who: 'agent', path: inbox, follow: /[?&]t=[A-Z]+-\d+/ },
  { name: 'inbox-overdue', who: 'agent', path: `${inbox}?t=ACME-21` },
  { name: 'inbox-empty', who: 'agent', path: `${inbox}?state=duplicate&priority=critical` },
  { name: 'inbox-keys', who: 'agent', path: inbox, act: showKeys },
  { name: 'menu', who: 'agent', path: inbox, act: openMenu },
  { name: 'ticket', who: 'agent', path: shownTicket },
  { name: 'ticket-overdue', who: 'agent', path: '/tickets/ACME-21' },
  { name: 'ticket-refused', who: 'agent', path: shownTicket, act: declineWithoutReason, status: 422 },
  { name: 'ticket-conflict', who: 'agent', path: shownTicket, act: moveAnOldTicket, status: 409 },
  { name: 'ticket-merge', who: 'agent', path: `${shownTicket}/merge` },
  { name: 'ticket-split', who: 'agent', path: `${shownTicket}/split?message=1` },
  { name: 'ticket-merged', who: 'agent', path: inbox, make: mergedTicket },
  { name: 'why', who: 'agent', path: shownTicket, follow: /\/why\// },
  { name: 'why-dialog', who: 'agent', path: shownTicket, act: askWhy },
  { name: 'what-if', who: 'agent', path: '/what-if' },
  { name: 'what-if-refused', who: 'agent', path: '/what-if?at=soon', status: 422 },
  { name: 'notifications', who: 'admin', path: '/notifications' },
  { name: 'notifications-agent', who: 'agent', path: '/notifications' },
  { name: 'checklists', who: 'admin', path: '/checklists' },
  { name: 'checklists-done', who: 'admin', path: '/checklists?show=done' },
  { name: 'checklists-empty', who: 'agent', path: '/checklists?engagement=st-agnes-frontdesk' },
  { name: 'checklist', who: 'agent', path: '/checklists?engagement=luma-frontdesk', follow: aRun },
  { name: 'checklist-item', who: 'agent', path: '/checklists?engagement=luma-frontdesk', follow: aRun, act: openItem },
  { name: 'checklist-refused', who: 'agent', path: '/checklists?engagement=luma-frontdesk', follow: aRun, act: skipWithoutReason, status: 422 },
  { name: 'checklist-launch', who: 'admin', path: '/checklists', make: (page) => runNamed(page, 'Launch day') },
  { name: 'checklist-new', who: 'agent', path: '/checklists/new' },
  { name: 'checklist-new-refused', who: 'agent', path: '/checklists/new', act: sendUnfilled, status: 422 },
  { name: 'checklist-templates', who: 'agent', path: '/checklists/templates' },
  { name: 'checklist-template', who: 'admin', path: '/checklists/templates/launch-day' },
  { name: 'checklist-template-edit', who: 'admin', path: '/checklists/templates/launch-day/edit' },
  { name: 'checklist-template-refused', who: 'admin', path: '/checklists/templates/new', act: saveEmptyTemplate, status: 422 },
  { name: 'report-for-client', who: 'agent', path: '/tickets/new' },
  { name: 'knowledge-staff', who: 'agent', path: '/knowledge' },
  { name: 'settings', who: 'agent', path: '/settings' },
  { name: 'reports', who: 'admin', path: '/reports' },
  { name: 'reports-refused', who: 'agent', path: '/reports?from=2026-11&to=2026-02', status: 422 },
  { name: 'reports-nothing', who: 'agent', path: '/reports?from=2020-01&to=2020-03' },
  { name: 'clients-read-only', who: 'agent', path: '/clients' },
  { name: 'client-read-only', who: 'agent', path: '/clients', follow: recordOf('/clients') },

  // Clients.
  { name: 'home', who: hrmClient, path: '/home' },
  { name: 'home-two-products', who: bothClient, path: '/home' },
  { name: 'plan-in-words', who: hrmClient, path: '/plan' },
  { name: 'issues', who: hrmClient, path: '/issues' },
  { name: 'issues-done', who: hrmClient, path: '/issues?state=done' },
  { name: 'ticket-client', who: hrmClient, path: '/issues', follow: /^\/tickets\/[A-Z]+-\d+$/ },
  { name: 'ticket-just-reported', who: hrmClient, path: '/report', make: justReported },
  { name: 'ticket-merged-client', who: hrmClient, path: '/issues', make: mergedTicket },
  { name: 'ticket-solved', who: hrmClient, path: '/tickets/BRIM-12' },
  { name: 'ticket-closed', who: hrmClient, path: '/tickets/BRIM-6' },
  { name: 'why-client', who: hrmClient, path: shownTicket, follow: /\/why\// },
  { name: 'report', who: hrmClient, path: '/report' },
  { name: 'report-two-products', who: bothClient, path: '/report' },
  { name: 'report-refused', who: hrmClient, path: '/report', act: sendUnfilled, status: 422 },
  { name: 'checklists-client', who: hrmClient, path: '/checklists' },
  { name: 'checklist-client', who: hrmClient, path: '/checklists', make: (page) => runNamed(page, 'Acceptance') },
  { name: 'knowledge', who: hrmClient, path: '/knowledge' },
  { name: 'knowledge-empty', who: hrmClient, path: '/knowledge?q=xylophone' },
  { name: 'what-if-client', who: hrmClient, path: '/what-if' },
  { name: 'notifications-client', who: hrmClient, path: '/notifications' },
  { name: 'reports-client', who: hrmClient, path: '/reports' },
  { name: 'settings-client', who: hrmClient, path: '/settings' },
  ...fieldPlaces,

  // Admins.
  ...collection('/clients', 'clients', 'client'),
  ...collection('/products', 'products', 'product'),
  ...collection('/plans', 'plans', 'plan'),
  ...collection('/engagements', 'engagements', 'engagement'),
  ...collection('/people', 'people', 'person'),
  { name: 'policies', who: 'admin', path: '/policies' },
  { name: 'policy', who: 'admin', path: '/policies', follow: recordOf('/policies') },
  { name: 'calendars', who: 'admin', path: '/calendars' },
  { name: 'calendar', who: 'admin', path: '/calendars', follow: recordOf('/calendars') },
  { name: 'calendar-new', who: 'admin', path: '/calendars/new' },
  { name: 'calendar-edit', who: 'admin', path: '/calendars/london-office/edit' },
  { name: 'calendar-refused', who: 'admin', path: '/calendars/london-office/edit', act: refusedHours, status: 422 },
  { name: 'calendar-preview', who: 'admin', path: '/calendars/london-office/edit', act: previewLongerHours },
  { name: 'policy-new', who: 'admin', path: '/policies/new' },
  { name: 'policy-edit', who: 'admin', path: '/policies/hrm-route/edit' },
  { name: 'policy-preview', who: 'admin', path: '/policies/hrm-route/edit', act: previewShorterTargets },
  { name: 'client-refused', who: 'admin', path: '/clients/new', act: sendUnfilled, status: 422 },
  { name: 'product-conflict', who: 'admin', path: '/products', follow: recordOf('/products'), act: saveAnOldRecord, status: 409 },
  { name: 'welcome-link', who: 'admin', path: '/people', act: async (page) => (await newLink(page, 'Helen Wu')).answer },
  { name: 'settings-admin', who: 'admin', path: '/settings' },

  // What went wrong.
  { name: 'signed-out', who: 'admin', path: '/products/new', act: sendSignedOut, status: 401 },
  { name: 'forbidden', who: 'agent', path: '/people/new', status: 403 },
  { name: 'foreign', path: '/sign-in', act: sendFromElsewhere, status: 403 },
  { name: 'not-found', who: 'agent', path: '/no-such-page', status: 404 },
  { name: 'not-yours', who: hrmClient, path: '/tickets/ACME-21', status: 404 },
];

/** Signs in whoever looks, and finds the address of a place. */
export async function addressOf(page: Page, place: Place): Promise<string> {
  if (place.who) await signIn(page, place.who);
  if (place.make) return place.make(page);
  if (!place.follow) return place.path;
  await page.goto(place.path);
  const links = await page.getByRole('main').getByRole('link').evaluateAll((all) => all.map((link) => link.getAttribute('href') ?? ''));
  const found = links.find((href) => place.follow?.test(href));
  if (!found) throw new Error(`${place.path} has no link like ${place.follow}; there are ${links.join(' ')}`);
  return found;
}

/** Shows a place, at an address of `addressOf`. Answers with the response that made what is shown. */
export async function show(page: Page, place: Place, address: string): Promise<Response> {
  if (place.who) await signIn(page, place.who);
  const response = await page.goto(address);
  if (!place.act || response?.status() === 200) await ready(page);
  const answer = (await place.act?.(page)) ?? response;
  if (!answer) throw new Error(`${address} was not answered`);
  // Anything else than what is expected would only mislead.
  expect(answer.status(), `${place.name} at ${address}`).toBe(place.status ?? 200);
  await ready(page);
  return answer;
}

/** The address of the run with a name in the list. */
async function runNamed(page: Page, name: string): Promise<string> {
  await page.goto('/checklists');
  return (await page.getByRole('main').getByRole('link', { name: new RegExp(`^${name}`) }).first().getAttribute('href')) ?? '';
}

/** Everything about one item, behind "More". */
async function openItem(page: Page): Promise<void> {
  await page.getByRole('listitem').filter({ hasText: 'A backup was restored' }).locator('summary').first().click();
}

/** Skips an item and does not say why. */
async function skipWithoutReason(page: Page): Promise<Response> {
  await openItem(page);
  const item = page.getByRole('listitem').filter({ hasText: 'A backup was restored' });
  return sent(page, () => sendUnchecked(item.getByRole('button', { name: 'Skip item' })), page.getByRole('alert'));
}

/** Saves a template that nothing was typed into. */
async function saveEmptyTemplate(page: Page): Promise<Response> {
  const save = page.locator('form.template-form').getByRole('button', { name: 'Save', exact: true });
  return sent(page, () => sendUnchecked(save.last()), page.getByRole('alert'));
}

/** A calendar's next version with hours that cannot be. */
async function refusedHours(page: Page): Promise<Response> {
  await page.getByLabel('Tuesday').fill('17:00-09:00');
  return sent(page, () => sendForm(page), page.getByRole('alert'));
}

/** What a calendar's next version would change. */
async function previewLongerHours(page: Page): Promise<Response> {
  await page.getByLabel('Saturday').fill('10:00-14:00');
  await page.getByLabel('Monday').fill('08:00-20:00');
  return sent(page, () => sendForm(page), page.getByRole('button', { name: /^Apply version/ }));
}

/** What a policy's next version would do to open tickets. */
async function previewShorterTargets(page: Page): Promise<Response> {
  await page.getByRole('group', { name: 'P1' }).getByLabel('Triage', { exact: true }).fill('20 h');
  return sent(page, () => sendForm(page), page.getByRole('button', { name: /^Apply version/ }));
}

/** Sends a form by what is done; answers with the page that came of it, once `shown` is to be seen. */
async function sent(page: Page, send: () => Promise<void>, shown: Locator): Promise<Response> {
  const answer = page.waitForResponse((response) => response.request().method() === 'POST');
  await send();
  await expect(shown.first()).toBeVisible();
  return answer;
}

/** The form of the page's main part, sent without the browser's own checks, to see what the server answers. */
async function sendForm(page: Page): Promise<void> {
  await sendUnchecked(page.locator('main form[method=post i]').first().locator('button:not([type=button])').last());
}

async function wrongPassword(page: Page): Promise<Response> {
  await page.getByLabel('E-mail').fill('nobody@example.com');
  await page.getByLabel('Password').fill('not the password of anybody');
  return sent(page, () => sendForm(page), page.getByRole('alert'));
}

async function weakPassword(page: Page): Promise<Response> {
  await page.getByLabel('Password', { exact: true }).fill('short');
  await page.getByLabel('Password again').fill('short');
  return sent(page, () => sendForm(page), page.getByRole('alert'));
}

function sendUnfilled(page: Page): Promise<Response> {
  return sent(page, () => sendForm(page), page.getByRole('alert'));
}

/**
 * Makes a new link for somebody of the demo, which harms nobody until it is used. Each page has its own person, because a
 * new link ends the one before.
 */
async function newLink(page: Page, person: string): Promise<{ answer: Response; link: Locator }> {
  await page.goto('/people');
  await page.getByRole('main').getByRole('link', { name: person }).click();
  await ready(page);
  const link = page.getByRole('textbox', { name: 'Welcome link' });
  const answer = await sent(page, () => page.getByRole('button', { name: 'Make a new link' }).click(), link);
  return { answer, link };
}

async function welcomeLink(page: Page, person: string): Promise<string> {
  const { link } = await newLink(page, person);
  return new URL(await link.innerText()).pathname;
}

async function justReported(page: Page): Promise<string> {
  await report(page, { title: 'Swapped shifts are missing from the printed rota', impact: 'blocked' });
  const { pathname, search } = new URL(page.url());
  return pathname + search;
}

/** Merges a ticket of the HRM client into another one; answers with the merged one's address. */
async function mergedTicket(page: Page): Promise<string> {
  await signIn(page, hrmClient);
  const into = await report(page, { title: 'Nobody on ward 4 can sign in since the update' });
  const from = await report(page, { title: 'Sign-in is broken' });
  await signIn(page, 'agent');
  await page.goto(`/tickets/${from}/merge`);
  const form = page.getByRole('region', { name: 'Merge into another ticket' });
  await form.getByLabel('In which ticket does it go on?').fill(into);
  await form.getByLabel(/^Why/).fill('Both are about the update of last night.');
  await form.getByRole('button', { name: 'Merge' }).click();
  await page.waitForURL(`**/tickets/${into}`);
  return `/tickets/${from}`;
}

async function declineWithoutReason(page: Page): Promise<Response> {
  await ticket(page).action('Decline').click();
  const panel = ticket(page).panel('Decline');
  await panel.getByLabel('Why will it not be done?').fill('  ');
  return sent(page, () => panel.getByRole('button', { name: 'Decline' }).click(), page.getByRole('region', { name: 'The state was not changed' }));
}

/** Moves a ticket as if the page had been open since the report. */
async function moveAnOldTicket(page: Page): Promise<Response> {
  await ticket(page).action('State').click();
  const panel = ticket(page).panel('Move to');
  await grewOld(panel.locator('input[name=version]'), '1');
  await panel.getByRole('radio', { name: 'Resolved' }).check();
  await panel.getByLabel('Reason').fill('The settings of the tablets were reset.');
  return sent(page, () => panel.getByRole('button', { name: 'Move' }).click(), page.getByRole('region', { name: 'The state was not changed' }));
}

/** Saves a record as if somebody else had saved it since it was opened. */
async function saveAnOldRecord(page: Page): Promise<Response> {
  const main = page.getByRole('main');
  await grewOld(main.locator('form.record-form input[name=rev]'), '0');
  await main.getByLabel('Name').fill('Rota and leave');
  return sent(page, () => main.getByRole('button', { name: 'Save' }).click(), page.getByRole('alert'));
}

async function grewOld(version: Locator, to: string): Promise<void> {
  await version.evaluate((input: HTMLInputElement, to) => {
    input.value = to;
  }, to);
}

async function sendSignedOut(page: Page): Promise<Response> {
  await page.context().clearCookies();
  return sent(page, () => sendForm(page), page.getByRole('heading', { name: 'You are signed out' }));
}

/** A form of another site that sends something here. */
async function sendFromElsewhere(page: Page): Promise<Response> {
  const action = page.url();
  await page.goto('about:blank');
  await page.setContent(`<form method="post" action="${action}"><button>Send</button></form>`);
  return sent(page, () => page.getByRole('button').click(), page.getByRole('heading', { name: 'This was not sent from here' }));
}

async function showKeys(page: Page): Promise<void> {
  await page.keyboard.press('?');
}

/** The account menu of wide screens, or the sheet behind the bottom bar's last item. */
async function openMenu(page: Page): Promise<void> {
  await page.locator('[popovertarget=account]:visible, [popovertarget=more]:visible').first().click();
}

async function askWhy(page: Page): Promise<void> {
  await page.locator('main a[href*="/why/"]:visible').first().click();
  await expect(page.getByRole('dialog').getByRole('table')).toBeVisible();
}
