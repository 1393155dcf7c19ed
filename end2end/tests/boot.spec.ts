// public/boot.js by itself: a page and a module that only write down what happens to them.

import { readFileSync } from 'node:fs';
import type { Page } from '@playwright/test';
import { awake, expect, test } from '../support/test.ts';

const boot = readFileSync(new URL('../../public/boot.js', import.meta.url), 'utf8');
const origin = 'http://boot.test';
const glue = `
  window.calls = [];
  export default async ({ module_or_path }) => { calls.push('load ' + module_or_path); };
  export function hydrate() { calls.push('hydrate'); }
  export function enter_root() { calls.push('root'); }
  export function Plain(el) { calls.push('Plain ' + el.id); }
  export function Outer(el) {
    calls.push('Outer ' + el.id);
    const children = el.querySelector('leptos-children');
    children.$$on_hydrate = () => calls.push('owner ' + el.id);
  }
`;
const tag = '<script type="module" src="/boot.js" data-glue="/glue.js" data-wasm="/code.wasm"></script>';

/** Opens a page with that body; answers with the paths the page asked for. */
async function open(page: Page, body: string): Promise<string[]> {
  const asked: string[] = [];
  const files: Record<string, [string, string]> = {
    '/': ['text/html', `<!doctype html><title>Boot</title><link rel="icon" href="data:,">${tag}<body>${body}</body>`],
    '/boot.js': ['text/javascript', boot],
    '/glue.js': ['text/javascript', glue],
  };
  await page.route(`${origin}/**`, async (route) => {
    const path = new URL(route.request().url()).pathname;
    asked.push(path);
    const [contentType, text] = files[path] ?? ['text/plain', ''];
    await route.fulfill({ contentType, body: text });
  });
  await page.goto(`${origin}/`);
  return asked;
}

const calls = (page: Page) => page.evaluate(() => (window as unknown as { calls: string[] }).calls);

test('islands wake in document order, inner ones with their outer one as owner', async ({ page }) => {
  await open(
    page,
    `<leptos-island id="a" data-component="Plain"></leptos-island>
     <leptos-island id="b" data-component="Outer"><leptos-children>
       <p><leptos-island id="c" data-component="Plain"></leptos-island></p>
     </leptos-children></leptos-island>
     <leptos-island id="d" data-component="Plain"></leptos-island>`,
  );
  await awake(page);
  await expect(page.locator('html')).toHaveAttribute('data-islands', 'awake');
  expect(await calls(page)).toEqual(
    ['load /code.wasm', 'hydrate', 'root', 'Plain a', 'root', 'Outer b', 'owner b', 'Plain c', 'root', 'Plain d'],
  );
});

test('a page without islands loads neither glue nor WASM', async ({ page }) => {
  const asked = await open(page, '<p>Nothing to wake</p>');
  await expect(page.locator('html')).toHaveAttribute('data-islands', 'none');
  expect(asked).toEqual(['/', '/boot.js']);
});

test('wake starts what was inserted later, and nothing twice', async ({ page }) => {
  await open(page, '<leptos-island id="a" data-component="Plain"></leptos-island><div id="live"></div>');
  await awake(page);
  const wake = () =>
    page.evaluate(async () => {
      const live = document.querySelector('#live');
      if (live && !live.firstChild) live.innerHTML = '<leptos-island id="n" data-component="Plain"></leptos-island>';
      await (window as unknown as { aftercare: { wake(e: Element | null): Promise<void> } }).aftercare.wake(live);
    });
  await wake();
  await wake();
  expect(await calls(page)).toEqual(['load /code.wasm', 'hydrate', 'root', 'Plain a', 'root', 'Plain n']);
});

test('an island that the code lacks is reported', async ({ page, noConsoleErrors }) => {
  noConsoleErrors.allow(/could not be started/);
  const reported = page.waitForEvent('console', (message) => message.type() === 'error');
  await open(page, '<leptos-island data-component="Gone"></leptos-island>');
  expect((await reported).text()).toContain('"Gone"');
  await expect(page.locator('html')).toHaveAttribute('data-islands', 'failed');
});
