// Draws the app's icons from `public/favicon.svg`, after the drawing has changed: `CHROMIUM=chromium node end2end/icons.mjs`.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { chromium } from '@playwright/test';

const folder = join(import.meta.dirname, '../public');
const svg = readFileSync(join(folder, 'favicon.svg'), 'utf8');
/** Without the rounded corners, for systems that cut the shape themselves. */
const square = svg.replace(/ rx="[^"]*"/, '');
/** The drawing within the circle that is never cut off. */
const maskable = square.replace(/(<rect[^>]*\/>)(.*)(<\/svg>)/s, '$1<g transform="translate(4.8 4.8) scale(.7)">$2</g>$3');

const browser = await chromium.launch({ executablePath: process.env.CHROMIUM, args: ['--no-sandbox', '--disable-gpu'] });
const icons = [
  ['icon-180', 180, square],
  ['icon-192', 192, svg],
  ['icon-512', 512, svg],
  ['icon-maskable-512', 512, maskable],
];
for (const [name, size, drawing] of icons) {
  const page = await browser.newPage({ viewport: { width: size, height: size } });
  await page.setContent(`<style>body{margin:0}svg{display:block;width:100vw;height:100vh}</style>${drawing}`);
  await page.screenshot({ path: join(folder, `${name}.png`), omitBackground: true });
  await page.close();
}
await browser.close();
