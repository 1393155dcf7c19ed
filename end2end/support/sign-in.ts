// Signing in, by the page's own form.

import { expect, type BrowserContext, type Page } from '@playwright/test';
import { person as find, type Person } from './environment.ts';

type Cookies = Parameters<BrowserContext['addCookies']>[0];

// One real sign-in for each person and worker: hashing a password is slow on purpose.
const sessions = new Map<string, Cookies>();

/** Fills in the sign-in form; answers when the page after it has come. */
export async function fillSignIn(page: Page, email: string, password: string): Promise<void> {
  await page.goto('/sign-in');
  await page.getByLabel(/e-?mail/i).fill(email);
  await page.locator('input[type=password]').fill(password);
  await page.locator('form', { has: page.locator('input[type=password]') }).getByRole('button', { name: /sign in/i }).click();
}

/**
 * Signs a person in (a role, an e-mail address, a name, or a `Person`). With `fresh`, the form is
 * used in any case: for tests that sign out or end sessions, which must not end a shared one.
 */
export async function signIn(page: Page, who: string | Person, { fresh = false } = {}): Promise<Person> {
  const person = typeof who === 'string' ? find(who) : who;
  // A page of whoever was here before must not go on asking with their session gone.
  await page.goto('about:blank');
  const known = sessions.get(person.email);
  // Whoever is signed in is led away from the form.
  await page.context().clearCookies();
  if (known && !fresh) {
    await page.context().addCookies(known);
    return person;
  }
  await fillSignIn(page, person.email, person.password);
  await expect(page, `${person.email} must be let in`).not.toHaveURL(/\/sign-in/);
  if (!fresh) sessions.set(person.email, await page.context().cookies());
  return person;
}
