// Signing in and out, with and without JavaScript.

import { fillSignIn } from '../support/sign-in.ts';
import { axe, expect, person, signIn, test } from '../support/test.ts';
import { open, ready, refusal } from '../support/tickets.ts';
import { sendUnchecked } from '../support/unchecked.ts';

const nojs = { tag: '@nojs' };

test('the sign-in page is accessible and complete', nojs, async ({ page }) => {
  await open(page, '/sign-in');
  await expect(page).toHaveTitle(/sign in/i);
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  await axe(page);
});

test('a wrong password and an unknown address get the same words, and the e-mail is kept', nojs, async ({ page, noConsoleErrors }) => {
  noConsoleErrors.allow(refusal);
  const words: string[] = [];
  for (const email of ['nobody@example.com', person('agent').email]) {
    await fillSignIn(page, email, 'not the password of anybody');
    await expect(page).toHaveURL(/\/sign-in/);
    await expect(page.getByLabel('E-mail')).toHaveValue(email);
    await expect(page.getByLabel('Password')).toHaveValue('');
    words.push(await page.getByRole('alert').innerText());
  }
  expect(words[0]).toContain('do not belong together');
  expect(words[1]).toBe(words[0]);
  await axe(page);
});

test('what is missing is named', nojs, async ({ page, noConsoleErrors }) => {
  noConsoleErrors.allow(refusal);
  await page.goto('/sign-in');
  await sendUnchecked(page.getByRole('button', { name: 'Sign in' }));
  await expect(page.getByRole('alert')).toContainText('The e-mail address is missing.');
  await expect(page.getByRole('alert')).toContainText('The password is missing.');
});

test('staff come to the inbox and clients to their home', nojs, async ({ page }) => {
  await signIn(page, 'agent', { fresh: true });
  await expect(page).toHaveURL(/\/inbox$/);
  await page.context().clearCookies();
  await signIn(page, 'client_owner', { fresh: true });
  await expect(page).toHaveURL(/\/home$/);
});

test('after signing in, the page that was asked for is shown', nojs, async ({ page }) => {
  await page.goto('/inbox?state=resolved');
  await expect(page).toHaveURL(/\/sign-in\?next=/);
  const { email, password } = person('agent');
  await page.getByLabel('E-mail').fill(email);
  await page.getByLabel('Password').fill(password);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await expect(page).toHaveURL(/\/inbox\?state=resolved$/);
});

test('no address of another site is gone to after signing in', nojs, async ({ page }) => {
  await page.goto('/sign-in?next=https://example.com/inbox');
  const { email, password } = person('agent');
  await page.getByLabel('E-mail').fill(email);
  await page.getByLabel('Password').fill(password);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await expect(page).toHaveURL(new RegExp(`^${new URL(page.url()).origin}/inbox$`));
});

test('signing out ends the session', nojs, async ({ page }) => {
  await signIn(page, 'client_member', { fresh: true });
  await ready(page);
  // The account menu of wide screens, or the sheet behind the bottom bar's last item.
  await page.getByRole('button', { name: /, account$|^More$/ }).filter({ visible: true }).click();
  await page.getByRole('button', { name: 'Sign out' }).filter({ visible: true }).click();
  await expect(page).toHaveURL(/\/sign-in(\?out=1)?$/);
  await page.goto('/home');
  await expect(page).toHaveURL(/\/sign-in\?next=/);
});

test('a page of the other side does not exist', nojs, async ({ page, noConsoleErrors }) => {
  noConsoleErrors.allow(/status of 404/);
  const pages = { client_owner: ['/inbox', '/tickets/new', '/clients', '/people'], agent: ['/home', '/report'] };
  for (const [role, paths] of Object.entries(pages)) {
    await signIn(page, role);
    for (const path of paths) {
      const response = await page.goto(path);
      expect(response?.status(), `${path} for ${role}`).toBe(404);
      await expect(page.getByRole('heading', { level: 1 })).toHaveText('This page is not here');
      await expect(page.getByRole('link', { name: 'Back to the start' })).toBeVisible();
    }
  }
});
