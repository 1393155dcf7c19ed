// Import `test` and `expect` from here: every test then fails on console errors and lost requests.

import { expect, test as base, type Page } from '@playwright/test';
import { Complaints } from './complaints.ts';
import type { Person } from './environment.ts';
import { signIn } from './sign-in.ts';

export { expect };
export { axe } from './axe.ts';
export { hasJavaScript, people, person, type Person } from './environment.ts';
export { signIn } from './sign-in.ts';

interface Fixtures {
  /**
   * Watches every page of the test and fails it on a console error or warning, an uncaught error,
   * or a request that got no answer. Expected ones are allowed before they happen:
   * `noConsoleErrors.allow(/409/)`.
   */
  noConsoleErrors: Complaints;
  /** A browser of somebody else's, signed in (a role, an e-mail address or a name), watched like the first. */
  as: (who: string | Person) => Promise<Page>;
}

export const test = base.extend<Fixtures>({
  noConsoleErrors: [
    async ({ context }, use) => {
      const complaints = new Complaints();
      context.on('page', (page) => complaints.watch(page));
      await use(complaints);
      complaints.check();
    },
    { auto: true },
  ],
  as: async ({ browser, noConsoleErrors }, use) => {
    const pages: Page[] = [];
    await use(async (who) => {
      const context = await browser.newContext();
      context.on('page', (page) => noConsoleErrors.watch(page));
      const page = await context.newPage();
      pages.push(page);
      await signIn(page, who);
      return page;
    });
    for (const page of pages) await page.context().close();
  },
});

/** Waits until the islands of a page are awake (or until it is known to have none). */
export async function awake(page: Page): Promise<void> {
  const html = page.locator('html');
  await expect(html, `islands of ${page.url()}`).toHaveAttribute('data-islands', /^(awake|none|failed)$/);
  await expect(html, `islands of ${page.url()}`).not.toHaveAttribute('data-islands', 'failed');
}
