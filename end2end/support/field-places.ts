// The parts of the field workspace, as places of `pages.ts`. There no service worker keeps anything: they are the server's.

import { expect, type Page } from '@playwright/test';
import { item, upToDate } from './field.ts';
import type { Place } from './pages.ts';
import { hrmClient, ready } from './tickets.ts';

/** A part, once the device has what it shows. */
const part = (name: string, hash: string, act?: (page: Page) => Promise<void>, who = 'admin'): Place => ({
  name, who, path: `/field${hash}`, act: async (page) => {
    await ready(page);
    await upToDate(page);
    await act?.(page);
  },
});

export const fieldPlaces: Place[] = [
  part('field', '#/'),
  part('field-client', '#/', undefined, hrmClient),
  part('field-triage', '#/triage'),
  part('field-tickets', '#/tickets'),
  part('field-ticket', '#/tickets', (page) => follow(page, 'ticket')),
  part('field-ticket-new', '#/triage', (page) => follow(page, 'ticket')),
  part('field-ticket-unkept', '#/ticket/ZZZ-9'),
  part('field-checklist', '#/', (page) => follow(page, 'checklist')),
  part('field-item', '#/', openItem),
  part('field-device', '#/device'),
];

/** Opens the first ticket or checklist of a list. */
async function follow(page: Page, what: string): Promise<void> {
  await page.locator(`main a[href^="#/${what}/"]`).first().click();
  await expect(page.getByRole('link', { name: /^Back to/ })).toBeVisible();
}

async function openItem(page: Page): Promise<void> {
  await page.getByRole('link', { name: /^Launch day/ }).last().click();
  await item(page, 'Print the paper fallback').more.click();
}
