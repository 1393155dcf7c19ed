// Each journey runs on a desktop and on a phone. Specs named `*.nojs.spec.ts`, and single tests
// tagged `@nojs`, run with JavaScript off as well; the former only so.

import { defineConfig, devices } from '@playwright/test';
import { baseUrl, launchOptions } from './support/environment.ts';

const desktop = { ...devices['Desktop Chrome'], viewport: { width: 1440, height: 900 } };
const phone = {
  ...devices['Desktop Chrome'],
  viewport: { width: 390, height: 844 },
  deviceScaleFactor: 2,
  hasTouch: true,
  isMobile: true,
};
const noJavaScript = /.*\.nojs\.spec\.ts/;
const results = process.env.RESULTS ?? 'test-results';

/** A project with JavaScript and its twin without. */
function twice(name: string, use: typeof desktop) {
  return [
    { name, use, testIgnore: noJavaScript },
    { name: `${name}-nojs`, use: { ...use, javaScriptEnabled: false }, testMatch: noJavaScript },
    { name: `${name}-nojs-tagged`, use: { ...use, javaScriptEnabled: false }, testIgnore: noJavaScript, grep: /@nojs/ },
  ];
}

export default defineConfig({
  testDir: 'tests',
  outputDir: `${results}/artifacts`,
  // Files run side by side; the tests of one file in order, for they may build on each other's data.
  fullyParallel: false,
  workers: 2,
  // On a loaded machine a first try may lose its race with the deadline; a test that needs a second try is listed as flaky.
  retries: process.env.CI ? 2 : 0,
  forbidOnly: true,
  timeout: 60_000,
  expect: { timeout: 10_000 },
  reporter: [['list'], ['json']],
  use: {
    baseURL: baseUrl,
    launchOptions,
    locale: 'en-GB',
    timezoneId: 'Europe/Berlin',
    reducedMotion: 'reduce',
    // Only `installed.spec.ts` is about what a browser keeps; everywhere else a page is the server's.
    serviceWorkers: 'block',
    screenshot: 'only-on-failure',
    trace: 'retain-on-failure',
  },
  projects: [...twice('desktop', desktop), ...twice('phone', phone)],
});
