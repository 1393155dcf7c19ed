// Lets the SLA engine as WASM answer `cases.jsonl` of the given folder: in Node to `node.jsonl`, in Chromium to
// `chromium.jsonl`. Started by `cargo xtask same-bytes`.

import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

const folder = process.argv[2];
const { TWIN: twin, NODE_PACKAGES: packages, CHROMIUM: executablePath } = process.env;
const cases = readFileSync(join(folder, 'cases.jsonl'), 'utf8');
/** Lines at once: answers cross from the browser to here as one message. */
const AT_ONCE = 50;

/** The cases in portions. */
function* portions() {
  const lines = cases.split('\n').slice(0, -1);
  for (let from = 0; from < lines.length; from += AT_ONCE) yield `${lines.slice(from, from + AT_ONCE).join('\n')}\n`;
}

async function inNode() {
  const glue = await import(pathToFileURL(join(twin, 'twin.mjs')));
  glue.initSync({ module: readFileSync(join(twin, 'twin.wasm')) });
  return [...portions()].map((portion) => glue.answers(portion)).join('');
}

async function inChromium() {
  const { chromium } = createRequire(join(packages, 'package.json'))('@playwright/test');
  const browser = await chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-gpu'] });
  try {
    const page = await browser.newPage();
    const files = { '/': 'text/html', '/twin.mjs': 'text/javascript', '/twin.wasm': 'application/wasm' };
    // An address that nothing answers but this.
    await page.route('http://twin.test/**', (route) => {
      const { pathname } = new URL(route.request().url());
      const contentType = files[pathname];
      if (!contentType) return route.fulfill({ status: 404 });
      const body = pathname === '/' ? '<!doctype html><title>twin</title>' : readFileSync(join(twin, pathname));
      return route.fulfill({ contentType, body });
    });
    await page.goto('http://twin.test/');
    await page.evaluate(async () => {
      globalThis.glue = await import('/twin.mjs');
      await globalThis.glue.default({ module_or_path: '/twin.wasm' });
    });
    let text = '';
    for (const portion of portions()) text += await page.evaluate((lines) => globalThis.glue.answers(lines), portion);
    return text;
  } finally {
    await browser.close();
  }
}

writeFileSync(join(folder, 'node.jsonl'), await inNode());
writeFileSync(join(folder, 'chromium.jsonl'), await inChromium());
