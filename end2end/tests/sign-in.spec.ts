// Smoke: the sign-in page, with and without JavaScript.

import { axe, awake, expect, hasJavaScript, signIn, test } from '../support/test.ts';
import { fillSignIn } from '../support/sign-in.ts';

test('the sign-in page is accessible and complete', { tag: '@nojs' }, async ({ page }) => {
  const response = await page.goto('/sign-in');
  expect(response?.status()).toBe(200);
  if (hasJavaScript()) await awake(page);
  await expect(page).toHaveTitle(/sign in/i);
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  await axe(page);
});

test('a wrong password is refused, says so, and keeps the e-mail', { tag: '@nojs' }, async ({ page, noConsoleErrors }) => {
  noConsoleErrors.allow(/status of 4\d\d/); // Chromium logs every answer of 4xx to a navigation
  await fillSignIn(page, 'nobody@example.com', 'not the password of anybody');
  await expect(page).toHaveURL(/\/sign-in/);
  await expect(page.getByLabel(/e-?mail/i)).toHaveValue('nobody@example.com');
  await expect(page.getByRole('alert')).toBeVisible();
});

test('an agent signs in and sees the inbox', { tag: '@nojs' }, async ({ page }) => {
  await signIn(page, 'agent', { fresh: true });
  await page.goto('/inbox');
  await expect(page).toHaveURL(/\/inbox/);
  if (hasJavaScript()) await awake(page);
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
});

test('a page without a session leads to sign-in', { tag: '@nojs' }, async ({ page }) => {
  await page.goto('/inbox');
  await expect(page).toHaveURL(/\/sign-in/);
});
