// The article pages as files: each has the same header, a description, headings in order, and links that lead somewhere.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { inProject } from '../scripts/lib/paths.mjs';

const SITE = 'https://lanes.example/';

/** Folders of the article pages, relative to the site. */
const PAGES = ['guide/', 'guide/recipes/', 'authors/'];

/** Folders of all pages of the site. */
const ALL_PAGES = ['', ...PAGES];

const read = (folder) => readFileSync(inProject('www', folder, 'index.html'), 'utf8');

/** Returns the text between two marks, which may occur only once. */
function between(html, start, end) {
  const parts = html.split(start);
  assert.equal(parts.length, 2, `${start} occurs once`);
  return parts[1].slice(0, parts[1].indexOf(end));
}

/** Returns the page's header with absolute links, and without what is said of the current page alone. */
function header(folder) {
  return between(read(folder), '<header class="page-head">', '</header>')
    .replace(/href="([^"#]+)"/g, (_, href) => `href="${new URL(href, SITE + folder)}"`)
    .replace(' aria-current="page"', '')
    .replace(/(<a class="skip".*>).*<\/a>/, '$1</a>');
}

const ids = (html) => [...html.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id);

test('all article pages have the same header, which links to every page', () => {
  const [first, ...others] = PAGES.map(header);
  for (const other of others) assert.equal(other, first);
  for (const folder of ALL_PAGES) assert.ok(first.includes(`<a href="${SITE}${folder}">`), `/${folder}`);
});

for (const folder of PAGES) {
  const html = read(folder);

  test(`${folder} marks itself as the current page in the header and in the menu`, () => {
    const current = [...html.matchAll(/<a href="([^"]+)" aria-current="page">/g)].map(([, href]) => href);
    assert.deepEqual(current, ['./', './']);
  });

  test(`${folder} has the header’s links in the menu of a phone too`, () => {
    const linksOf = (part) => part.match(/<a href=.*<\/a>/g);
    const inMenu = linksOf(between(html, '<section class="site">', '</section>'));
    assert.deepEqual(inMenu, linksOf(between(html, '<nav class="site-pages" aria-label="Site">', '</nav>')));
  });

  test(`${folder} names its language, title and description`, () => {
    assert.match(html, /<html lang="en"/);
    assert.match(html, /<title>[^<]{20,70}<\/title>/);
    assert.match(html, /name="description"\s+content="[^"]{50,160}"/);
    assert.match(html, /name="viewport" content="width=device-width, initial-scale=1"/);
  });

  test(`${folder} has one h1, and no heading skips a level`, () => {
    const main = html.slice(html.indexOf('<main'));
    const levels = [...main.matchAll(/<h([1-6])\b/g)].map(([, level]) => Number(level));
    assert.equal(levels.filter((level) => level === 1).length, 1);
    assert.equal(levels[0], 1);
    levels.forEach((level, at) => {
      assert.ok(at === 0 || level <= levels[at - 1] + 1, `heading ${at}`);
    });
  });

  test(`${folder} has unique ids, and its links lead to them`, () => {
    const all = ids(html);
    assert.deepEqual(
      all.filter((id, at) => all.indexOf(id) !== at),
      [],
    );
    const targets = [...html.matchAll(/href="#([^"]+)"/g)].map(([, id]) => id);
    assert.ok(targets.length > 5, String(targets.length));
    for (const id of targets) assert.ok(all.includes(id), id);
  });

  test(`the contents of ${folder} are its headings, each of which links to itself`, () => {
    const contents = between(html, '<nav id="contents"', '</ul>');
    const listed = [...contents.matchAll(/<a href="#([^"]+)">([^<]+)<\/a>/g)].map(([, id, title]) => [
      id,
      title,
    ]);
    const headings = [...html.matchAll(/<h2 id="([^"]+)"><a href="#([^"]+)">([^<]+)<\/a><\/h2>/g)];
    for (const [, id, href] of headings) assert.equal(href, id);
    assert.deepEqual(
      listed,
      headings.map(([, id, , title]) => [id, title]),
    );
  });
}
