// Writes index.html with every picture, a row for each page.

import { readdirSync, writeFileSync } from 'node:fs';

const columns = ['phone', 'tablet', 'desktop'].flatMap((size) => ['light', 'dark'].map((theme) => `${size}-${theme}`));

export default function writeContactSheet(): void {
  const folder = process.env.SHOTS;
  if (!folder) throw new Error('SHOTS is not set');
  const pictures = readdirSync(folder).filter((name) => name.endsWith('.png'));
  const pages = [...new Set(pictures.map((name) => name.replace(/-[a-z]+-(light|dark)\.png$/, '')))].sort();
  const rows = pages.map((page) => {
    const cells = columns
      .map((column) => `${page}-${column}.png`)
      .filter((name) => pictures.includes(name))
      .map((name) => `<a href="${name}"><img loading="lazy" src="${name}" alt="${name}"></a>`);
    return `<h2 id="${page}">${page}</h2><div>${cells.join('')}</div>`;
  });
  const style = 'body{font:14px system-ui;margin:24px;background:#888}div{display:flex;gap:12px;overflow-x:auto}img{height:420px;display:block}';
  writeFileSync(
    `${folder}/index.html`,
    `<!doctype html><html lang="en"><meta charset="utf-8"><title>Aftercare: every page</title><style>${style}</style><h1>Aftercare: every page</h1>${rows.join('')}</html>\n`,
  );
}
