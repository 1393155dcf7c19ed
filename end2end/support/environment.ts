// What `cargo xtask` tells the tests through the environment.

import { readFileSync } from 'node:fs';
import { test } from '@playwright/test';

/** A variable that must be there. */
export function required(name: string): string {
  const value = process.env[name];
  if (!value) throw new Error(`${name} is not set: run the tests with \`cargo xtask test --only browser\``);
  return value;
}

/** Address of the server under test, without a slash at the end. */
export const baseUrl = required('BASE_URL').replace(/\/$/, '');

/** The browser's program. */
export const chromium = required('CHROMIUM');

/** Somebody of the demo content who can sign in. */
export interface Person {
  name: string;
  email: string;
  password: string;
  role: string;
}

/** Everybody who can sign in, as the server wrote it into its data folder. */
export const people: Person[] = JSON.parse(readFileSync(required('SIGN_INS'), 'utf8'));

/** A person by e-mail or name, or the first one whose role begins like that (`admin`, `client_owner`). */
export function person(who: string): Person {
  const found = people.find((p) => p.email === who || p.name === who) ?? people.find((p) => p.role.startsWith(who));
  if (!found) throw new Error(`nobody is called "${who}" or has that role; there are ${people.map((p) => `${p.name} (${p.role})`).join(', ')}`);
  return found;
}

/** What every browser of ours is started with, also by `lighthouse.mjs`. */
const args: string[] = JSON.parse(readFileSync(new URL('chromium-flags.json', import.meta.url), 'utf8'));
export const launchOptions = { executablePath: chromium, args };

/** Whether JavaScript runs in the current test's project. */
export function hasJavaScript(): boolean {
  return test.info().project.use.javaScriptEnabled !== false;
}
