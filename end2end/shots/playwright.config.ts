// `cargo xtask shots`. Each page is one "test"; the pictures are for people to look at.

import { defineConfig } from '@playwright/test';
import { baseUrl, launchOptions } from '../support/environment.ts';

export default defineConfig({
  testDir: '.',
  testMatch: 'take.ts',
  outputDir: `${process.env.SHOTS}/failed`,
  globalTeardown: './contact-sheet.ts',
  fullyParallel: true,
  workers: 2,
  timeout: 120_000,
  reporter: 'list',
  use: { baseURL: baseUrl, launchOptions, locale: 'en-GB', timezoneId: 'Europe/Berlin', reducedMotion: 'reduce' },
});
