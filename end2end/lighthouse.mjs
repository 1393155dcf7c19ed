// Lighthouse on some pages, for `cargo xtask bench`, which says what to look at in the environment and reads the answer, JSON,
// from the standard output. The phone and the throttling are Lighthouse's own defaults: a mid-range phone on slow 4G, simulated.

import { readFileSync } from 'node:fs';
import { launch } from 'chrome-launcher';
import lighthouse from 'lighthouse';

const { BASE_URL, CHROMIUM, PAGES, RUNS } = process.env;
const CATEGORIES = ['performance', 'accessibility', 'best-practices'];
/** The browser's recording was incomplete, which says nothing of the page; Lighthouse itself asks to be run again. */
const BROKEN_TRACES = ['NO_NAVSTART', 'NO_TRACING_STARTED', 'INVALID_SPEEDLINE'];
/** Elements that an audit names, at most. */
const ELEMENTS_MAX = 3;
const chromeFlags = ['--headless', ...JSON.parse(readFileSync(new URL('support/chromium-flags.json', import.meta.url), 'utf8'))];

/** The audits of a category that cost points, with how many of 100, the dearest first. */
function costs(result, category) {
  const { auditRefs } = result.categories[category];
  const isCounted = ({ id, weight }) => weight > 0 && result.audits[id].score !== null;
  const counted = auditRefs.filter(isCounted);
  const total = counted.reduce((sum, { weight }) => sum + weight, 0);
  return counted
    .map(({ id, weight }) => {
      const { score, title, displayValue, details } = result.audits[id];
      const elements = (details?.items ?? []).map(({ node }) => node?.selector).filter(Boolean).slice(0, ELEMENTS_MAX);
      return { id, title, value: displayValue ?? '', points: (100 * weight * (1 - score)) / total, elements };
    })
    .filter(({ points }) => points > 0)
    .sort((one, other) => other.points - one.points);
}

/** What Lighthouse would change for speed: it costs no points itself, but explains the figures that do. */
function advice(result) {
  const isAdvice = ({ metricSavings, score }) => score !== null && score < 1 && Object.values(metricSavings ?? {}).some((saved) => saved > 0);
  return Object.values(result.audits).filter(isAdvice).map(({ id, displayValue, metricSavings }) => {
    const savings = Object.entries(metricSavings).filter(([, saved]) => saved > 0);
    return { id, value: displayValue ?? '', savings: savings.map(([metric, saved]) => `${metric} ${saved}`).join(', ') };
  });
}

/** One run of one page, in a browser of its own: what one run leaves behind, such as a service worker, is not there in the next. */
async function look({ name, address, cookie }, tries = 4) {
  const browser = await launch({ chromePath: CHROMIUM, chromeFlags, logLevel: 'error' });
  try {
    const extraHeaders = cookie ? { Cookie: cookie } : undefined;
    const flags = { port: browser.port, output: 'json', logLevel: 'error', onlyCategories: CATEGORIES, extraHeaders };
    const { lhr } = await lighthouse(BASE_URL + address, flags);
    if (lhr.runtimeError) {
      const { code, message } = lhr.runtimeError;
      if (tries > 1 && BROKEN_TRACES.includes(code)) {
        console.error(`${name}: ${code}, tried again`);
        return await look({ name, address, cookie }, tries - 1);
      }
      throw new Error(`Lighthouse could not look at ${name}: ${message}`);
    }
    const shown = new URL(lhr.finalDisplayedUrl).pathname;
    if (shown !== new URL(BASE_URL + address).pathname) throw new Error(`${name} led to ${shown}`);
    const found = (category) => ({ score: Math.round(lhr.categories[category].score * 100), costs: costs(lhr, category) });
    return { ...Object.fromEntries(CATEGORIES.map((category) => [category, found(category)])), advice: advice(lhr) };
  } finally {
    browser.kill();
  }
}

const pages = [];
for (const page of JSON.parse(PAGES)) {
  const runs = [];
  for (let run = 1; run <= Number(RUNS); run += 1) {
    runs.push(await look(page));
    const scores = CATEGORIES.map((category) => `${category} ${runs.at(-1)[category].score}`);
    console.error(`${page.name}, run ${run}: ${scores.join(', ')}`);
  }
  pages.push({ name: page.name, runs });
}
console.log(JSON.stringify(pages));
