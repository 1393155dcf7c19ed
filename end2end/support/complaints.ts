// Collects what a browser complains about.

import { expect, type Page } from '@playwright/test';

export class Complaints {
  private readonly found: string[] = [];
  private readonly allowed: RegExp[] = [];

  /** Complaints that match are expected in this test. */
  allow(pattern: RegExp): void {
    this.allowed.push(pattern);
  }

  watch(page: Page): void {
    page.on('console', (message) => {
      // The tests' own doing (`serviceWorkers: 'block'`), not the product's.
      if (message.text() === 'Service Worker registration blocked by Playwright') return;
      if (message.type() === 'error' || message.type() === 'warning') {
        this.note(`console ${message.type()} on ${page.url()}: ${message.text()} (${message.location().url})`);
      }
    });
    page.on('pageerror', (error) => this.note(`uncaught on ${page.url()}: ${error.message}`));
    page.on('requestfailed', (request) => {
      const reason = request.failure()?.errorText ?? 'no reason';
      // Leaving a page ends its event stream and what it was still loading.
      if (reason === 'net::ERR_ABORTED') return;
      this.note(`${request.method()} ${request.url()} failed: ${reason}`);
    });
  }

  check(): void {
    expect(this.found, 'the console must stay empty and every request must be answered').toEqual([]);
  }

  private note(complaint: string): void {
    if (!this.allowed.some((pattern) => pattern.test(complaint))) this.found.push(complaint);
  }
}
