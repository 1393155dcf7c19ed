// A checklist of a journey's own.

import { expect, type Page } from '@playwright/test';
import { signIn } from './sign-in.ts';
import { open, unique } from './tickets.ts';

export interface Started {
  /** Its address on the server. */
  address: string;
  name: string;
  id: string;
}

/** Begins a run of a template for Brimley Care as the admin, under a name of its own. */
export async function begin(page: Page, template: string): Promise<Started> {
  await signIn(page, 'admin');
  await open(page, '/checklists/new?engagement=brimley-rota');
  return start(page, template);
}

/** The same on the form that is open. */
export async function start(page: Page, template: string): Promise<Started> {
  const name = unique(template);
  const options = await page.getByLabel('Template').locator('option').allInnerTexts();
  await page.getByLabel('Template').selectOption({ label: options.find((text) => text.startsWith(template)) ?? '' });
  await page.getByLabel(/^Name/).fill(name);
  await page.getByRole('button', { name: 'Start', exact: true }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(name);
  const address = new URL(page.url()).pathname;
  return { address, name, id: address.replace('/checklists/', '') };
}
