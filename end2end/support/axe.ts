// The accessibility check that every page must pass.

import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { expect, type Page } from '@playwright/test';
import type { AxeResults, RunOptions } from 'axe-core';
import { hasJavaScript } from './environment.ts';

const source = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const options: RunOptions = {
  runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'],
  resultTypes: ['violations'],
};

/**
 * Asserts that axe finds nothing on the page, in light and in dark. With JavaScript off, a copy of
 * the page is checked: the checker itself is a script.
 */
export async function axe(page: Page): Promise<void> {
  if (hasJavaScript()) return check(page);
  const context = await page.context().browser()?.newContext({ javaScriptEnabled: true });
  if (!context) throw new Error('the page has no browser of its own');
  const copy = await context.newPage();
  const html = await page.content();
  await copy.route(page.url(), (route) => route.fulfill({ contentType: 'text/html; charset=utf-8', body: html }));
  // The copy is the page as it is without scripts.
  await copy.route('**/*.js', (route) => route.abort());
  await copy.goto(page.url());
  await check(copy);
  await context.close();
}

async function check(page: Page): Promise<void> {
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    const results = await run(page);
    const violations = results.violations.map((violation) => ({
      rule: `${violation.id}: ${violation.help}`,
      at: violation.nodes.map((node) => `${node.target.join(' ')} -> ${node.failureSummary}`),
    }));
    expect(violations, `axe on ${page.url()} in ${colorScheme}`).toEqual([]);
  }
}

async function run(page: Page): Promise<AxeResults> {
  // Not a script tag: the page's own content security policy refuses that, as it should.
  await page.evaluate(source);
  return page.evaluate(
    (options) => (window as unknown as { axe: { run(o: RunOptions): Promise<AxeResults> } }).axe.run(options),
    options,
  );
}
