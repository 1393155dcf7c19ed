// Import `test` and `expect` from here: every test then fails on console errors and lost requests.

import { test as base, type Page } from '@playwright/test';
import { Complaints } from './complaints.ts';

export { expect } from '@playwright/test';
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
});

/** Waits until the islands of a page are awake (or until it is known to have none). */
export async function awake(page: Page): Promise<void> {
  await page.locator('html[data-islands="awake"], html[data-islands="none"]').waitFor({ state: 'attached' });
}
