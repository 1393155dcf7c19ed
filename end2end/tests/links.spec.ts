// Click everything: every link of every page leads somewhere, for each side.

import type { Page } from '@playwright/test';
import { expect, signIn, test } from '../support/test.ts';
import { unique } from '../support/tickets.ts';

/** Pages of one kind look alike: so many of each are looked at. */
const ofEachKind = 3;

/** What kind of page an address leads to: keys and ids left out. */
function kind(address: URL): string {
  const path = address.pathname.replace(/[A-Z]+-\d+/, 'KEY').replace(/^(\/[a-z]+\/)(?!new$|KEY)[^/]+/, '$1ID');
  return `${path}?${[...address.searchParams.keys()].sort().join('&')}`;
}

/** Follows every link from a page on; answers with what did not answer well. */
async function walk(page: Page, from: string): Promise<{ broken: string[]; kinds: Set<string> }> {
  const origin = new URL(page.url()).origin;
  const queue = [{ address: new URL(from, origin), on: 'the start' }];
  const seen = new Set<string>();
  const kinds = new Map<string, number>();
  const broken: string[] = [];
  for (let next = queue.shift(); next; next = queue.shift()) {
    const address = next.address.pathname + next.address.search;
    const count = kinds.get(kind(next.address)) ?? 0;
    if (seen.has(address) || count >= ofEachKind) continue;
    seen.add(address);
    kinds.set(kind(next.address), count + 1);
    const response = await page.request.get(address, { headers: { accept: 'text/html' } });
    if (response.status() >= 400) broken.push(`${address} answers ${response.status()}, linked on ${next.on}`);
    if (!response.headers()['content-type']?.startsWith('text/html')) continue;
    const html = await response.text();
    const ids = new Set([...html.matchAll(/\sid="([^"]+)"/g)].map((match) => match[1]));
    for (const [, raw] of html.matchAll(/<a\s[^>]*?href="([^"]*)"/g)) {
      const href = (raw ?? '').replaceAll('&amp;', '&');
      if (href.startsWith('#')) {
        if (!ids.has(decodeURIComponent(href.slice(1)))) broken.push(`${href} is not on ${address}`);
        continue;
      }
      const target = new URL(href, response.url());
      if (target.origin === origin) queue.push({ address: target, on: address });
    }
  }
  return { broken, kinds: new Set(kinds.keys()) };
}

for (const [who, from, atLeast] of [
  ['admin', '/inbox', 20],
  ['agent', '/inbox', 12],
  ['client_owner', '/home', 6],
  ['client_member', '/home', 6],
] as const) {
  test(`every link leads somewhere for ${who}`, async ({ page, isMobile }) => {
    test.skip(isMobile, 'the links are the same');
    test.setTimeout(180_000);
    await signIn(page, who);
    await page.goto(from);
    const { broken, kinds } = await walk(page, from);
    expect(broken).toEqual([]);
    expect(kinds.size, [...kinds].join(' ')).toBeGreaterThanOrEqual(atLeast);
  });
}

test('what does not exist is a page with a way back', { tag: '@nojs' }, async ({ page, noConsoleErrors }) => {
  noConsoleErrors.allow(/status of 404/);
  await signIn(page, 'agent');
  for (const path of [`/${unique('nothing')}`, '/tickets/NOBODY-1', '/tickets/BRIM-999999', '/tickets/BRIM-14/why/nothing', '/clients/nobody', '/attachments/none']) {
    const response = await page.goto(path);
    expect(response?.status(), path).toBe(404);
    await expect(page.getByRole('link', { name: 'Back to the start' }), path).toBeVisible();
  }
  await page.getByRole('link', { name: 'Back to the start' }).click();
  await expect(page).toHaveURL(/\/inbox$/);
});
