// What the server answers to a form that the browser itself would not send.

import type { Locator } from '@playwright/test';

/**
 * Sends the form of a button without the browser's own checks. The button must be one that a person can press. Both
 * happen in one step: a live update that comes between would take the form's mark away again.
 */
export async function sendUnchecked(button: Locator): Promise<void> {
  await button.click({ trial: true });
  await button.evaluate((element: HTMLButtonElement) => {
    if (!element.form) throw new Error('the button sends no form');
    element.form.noValidate = true;
    element.click();
  });
}
