// Previews of links: a page for each experiment, with its title, its question and, if the site knows its own address, a
// picture and an oEmbed description. A static host answers every query with the same page, so these are pages of their
// own, `x/<id>/`, which forward to the experiment. The site's other pages describe themselves in the same way.

import { readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { inProject } from './paths.mjs';

/** Size in pixels at which networks show a picture. */
const WIDTH = 1200;
const HEIGHT = 630;

/** Size of an embedded frame in pixels, which oEmbed requires. */
const FRAME = { width: 720, height: 700 };

/**
 * @typedef {object} Experiment
 * @property {string} id
 * @property {string} group
 * @property {string} title
 * @property {string} watch
 * @property {string[]} strategies
 */

/**
 * Returns the address that a site is built for, ending in a slash, or undefined if it is not known.
 *
 * @param {string | undefined} address
 */
export function siteAddress(address) {
  if (!address) return undefined;
  const url = URL.canParse(address) ? new URL(address) : undefined;
  if (!/^https?:$/.test(url?.protocol))
    throw new Error(
      `LANES_URL must be the address of the site, like https://lanes.example/. It is ${address}`,
    );
  return url.href.replace(/[?#].*$/, '').replace(/\/?$/, '/');
}

/** Returns all experiments, in the order of the catalogue. @returns {Experiment[]} */
export const catalogue = () => JSON.parse(readFileSync(inProject('www', 'catalogue.json'), 'utf8'));

/** The picture of all pages that belong to no experiment. */
export const SITE_PICTURE = 'previews/lanes.png';
export const SITE_PREVIEW = {
  group: 'a concurrency playground',
  title: 'Async, threads or processes?',
  watch: 'The same work under each strategy, measured on your machine, in your browser.',
  strategies: ['sequential', 'async', 'threads', 'threads-gil', 'processes'],
};

/**
 * Returns the tags that networks read in a page's head. Title and description are escaped already.
 *
 * @param {{title: string, description: string, path: string, picture: string}} page with its address and its picture's,
 *   relative to the site
 * @param {string} [site] the address that the site will have, ending in a slash
 * @returns {string[]}
 */
function openGraph({ title, description, path, picture }, site) {
  const property = (name, content) => `<meta property="og:${name}" content="${content}" />`;
  const absolute = site
    ? [
        property('url', escaped(site + path)),
        property('image', escaped(site + picture)),
        property('image:width', WIDTH),
        property('image:height', HEIGHT),
        '<meta name="twitter:card" content="summary_large_image" />',
      ]
    : [];
  return [
    property('type', 'website'),
    property('site_name', 'Lanes'),
    property('title', title),
    property('description', description),
    ...absolute,
  ];
}

/**
 * Returns a page of the site with its title and description repeated for networks.
 *
 * @param {string} html
 * @param {string} path its address relative to the site
 * @param {string} [site]
 */
export function withOpenGraph(html, path, site) {
  const [, title] = html.match(/<title>([^<]+)<\/title>/) ?? [];
  const [, description] = html.match(/<meta\s+name="description"\s+content="([^"]+)"/) ?? [];
  if (!title || !description) throw new Error(`The page at “${path}” has no title or no description.`);
  const tags = openGraph({ title, description, path, picture: SITE_PICTURE }, site);
  return html.replace('</head>', () => `  ${tags.join('\n    ')}\n  </head>`);
}

/**
 * Returns the page of an experiment.
 *
 * @param {Experiment} experiment
 * @param {string} [site] the address that the site will have, ending in a slash
 */
export function previewPage({ id, title, watch }, site) {
  const name = `${title} · Lanes`;
  const preview = {
    title: escaped(title),
    description: escaped(watch),
    path: `x/${id}/`,
    picture: `previews/${id}.png`,
  };
  const absolute = site
    ? [
        `<link rel="canonical" href="${escaped(`${site}?x=${id}`)}" />`,
        `<link rel="alternate" type="application/json+oembed" href="${escaped(`${site}oembed/${id}.json`)}" title="${escaped(name)}" />`,
      ]
    : [];
  const head = [
    '<meta charset="utf-8" />',
    `<title>${escaped(name)}</title>`,
    '<meta name="viewport" content="width=device-width, initial-scale=1" />',
    '<meta name="color-scheme" content="light dark" />',
    `<meta http-equiv="Content-Security-Policy" content="default-src 'none'; script-src 'self'; base-uri 'none'; form-action 'none'; require-trusted-types-for 'script'" />`,
    `<meta name="description" content="${escaped(watch)}" />`,
    ...openGraph(preview, site),
    ...absolute,
    '<script type="module" src="../../forward.js"></script>',
  ];
  return `<!doctype html>
<html lang="en">
  <head>
    ${head.join('\n    ')}
  </head>
  <body>
    <h1>${escaped(title)}</h1>
    <p>${escaped(watch)}</p>
    <p><a href="../../?x=${id}">Run it in Lanes</a></p>
  </body>
</html>
`;
}

/**
 * Returns an oEmbed description (oembed.com, version 1.0, type `rich`).
 *
 * @param {Experiment} experiment
 * @param {string} site
 */
export function oEmbed({ id, title }, site) {
  const source = escaped(`${site}?view=embed&x=${id}&frame-height=${FRAME.height}`);
  return {
    version: '1.0',
    type: 'rich',
    title: `${title} · Lanes`,
    provider_name: 'Lanes',
    provider_url: site,
    ...FRAME,
    html: `<iframe src="${source}" title="${escaped(title)}, in Lanes" width="${FRAME.width}" height="${FRAME.height}" style="border: 0; max-width: 100%" loading="lazy" allow="cross-origin-isolated; clipboard-write"></iframe>`,
    thumbnail_url: `${site}previews/${id}.png`,
    thumbnail_width: WIDTH,
    thumbnail_height: HEIGHT,
  };
}

/**
 * Draws the picture of an experiment as SVG: its question, and the strategies it compares. No times, since none were
 * measured.
 *
 * @param {Omit<Experiment, 'id'>} experiment
 */
export function previewSvg({ group, title, watch, strategies }) {
  const lines = wrap(watch, 66).slice(0, 5);
  const text = (x, y, size, fill, content, weight = 'normal') =>
    `<text x="${x}" y="${y}" font-size="${size}" font-weight="${weight}" fill="${fill}">${escaped(content)}</text>`;
  const compared = wrap(strategies.join(', '), 66).slice(0, 2);
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${HEIGHT}" font-family="DejaVu Sans">`,
    `<rect width="${WIDTH}" height="${HEIGHT}" fill="#14161b" />`,
    text(80, 104, 26, '#8fb0ff', `Lanes · ${group}`),
    text(80, 184, 60, '#e8eaf0', title, 'bold'),
    ...lines.map((line, index) => text(80, 252 + index * 42, 28, '#a4acbd', line)),
    ...compared.map((line, index) => text(80, 536 + index * 38, 26, '#62d3a4', line)),
    '</svg>',
  ].join('');
}

/** Wraps words into lines of at most `width` characters. */
function wrap(words, width) {
  const lines = [''];
  for (const word of words.split(' ')) {
    const line = lines.at(-1);
    if (line.length + word.length < width) lines[lines.length - 1] = line ? `${line} ${word}` : word;
    else lines.push(word);
  }
  return lines;
}

const escaped = (text) =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');

/**
 * Returns a function that renders SVG as PNG. resvg is compiled to wasm, so it runs wherever the build does, and it sees
 * only these fonts: the pictures are the same everywhere.
 *
 * @returns {Promise<(svg: string) => Uint8Array>}
 */
export async function pictureMaker() {
  const { initWasm, Resvg } = await import('@resvg/resvg-wasm');
  await initWasm(await readFile(inProject('node_modules', '@resvg', 'resvg-wasm', 'index_bg.wasm')));
  const font = (name) => readFile(inProject('node_modules', 'dejavu-fonts-ttf', 'ttf', `${name}.ttf`));
  const fontBuffers = await Promise.all(['DejaVuSans', 'DejaVuSans-Bold'].map(font));
  return (svg) =>
    new Resvg(svg, { font: { fontBuffers, defaultFontFamily: 'DejaVu Sans' } }).render().asPng();
}
