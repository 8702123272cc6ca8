import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { inProject } from '../scripts/lib/paths.mjs';
import {
  catalogue,
  oEmbed,
  pictureMaker,
  previewPage,
  previewSvg,
  SITE_PREVIEW,
  siteAddress,
  withOpenGraph,
} from '../scripts/lib/previews.mjs';

const SITE = 'https://lanes.example/some/where/';
const [experiment] = catalogue();

test('the URL of a site ends in a slash, and an invalid URL is refused', () => {
  assert.equal(siteAddress(undefined), undefined);
  assert.equal(siteAddress('https://lanes.example/some/where'), SITE);
  assert.equal(siteAddress(`${SITE}?x=1#y`), SITE);
  assert.throws(() => siteAddress('lanes.example'), /LANES_URL/);
});

test('a preview page links to its experiment, and has a picture and oEmbed only if the URL of the site is known', () => {
  const plain = previewPage(experiment);
  assert.match(plain, new RegExp(`href="../../\\?x=${experiment.id}"`));
  assert.doesNotMatch(plain, /og:image|oembed/);
  const known = previewPage(experiment, SITE);
  assert.match(known, new RegExp(`property="og:image" content="${SITE}previews/${experiment.id}.png"`));
  assert.match(known, new RegExp(`json\\+oembed" href="${SITE}oembed/${experiment.id}.json"`));
});

for (const path of ['', 'guide/', 'guide/recipes/', 'authors/']) {
  test(`the page at “${path}” has Open Graph title and description, and the rest if the URL of the site is known`, () => {
    const html = readFileSync(inProject('www', path, 'index.html'), 'utf8');
    const plain = withOpenGraph(html, path);
    const head = plain.slice(0, plain.indexOf('</head>'));
    assert.match(head, /property="og:title" content="[^"]*Lanes[^"]*"/);
    assert.match(head, /property="og:description" content="\w[^"]{40,}"/);
    assert.match(head, /property="og:type" content="website"/);
    assert.doesNotMatch(head, /og:image|og:url|https?:/);
    const known = withOpenGraph(html, path, SITE);
    assert.ok(known.includes(`property="og:url" content="${SITE}${path}"`));
    assert.ok(known.includes(`property="og:image" content="${SITE}previews/lanes.png"`));
  });
}

test('a page without a title or a description is an error', () => {
  assert.throws(() => withOpenGraph('<title>Lanes</title>', ''), /description/);
});

test('a title is escaped', () => {
  const hostile = { ...experiment, title: '"><script>', watch: 'a & b', strategies: ['<x>'] };
  assert.doesNotMatch(previewPage(hostile, SITE), /"><script>/);
  assert.doesNotMatch(previewSvg(hostile), /<script>|<x>/);
  assert.doesNotMatch(oEmbed(hostile, SITE).html, /"><script>/);
});

test('every experiment has a picture of the size that social networks show', async () => {
  const draw = await pictureMaker();
  for (const each of [experiment, catalogue().at(-1), SITE_PREVIEW]) {
    const png = Buffer.from(draw(previewSvg(each)));
    assert.equal(png.subarray(1, 4).toString(), 'PNG');
    assert.deepEqual([png.readUInt32BE(16), png.readUInt32BE(20)], [1200, 630]);
    // A picture without its text is a few kilobytes.
    assert.ok(png.length > 20_000, `${each.title}: ${png.length} bytes`);
  }
});

test('oEmbed describes a frame of the embedded view', () => {
  const { version, type, html, width, height } = oEmbed(experiment, SITE);
  assert.deepEqual([version, type], ['1.0', 'rich']);
  assert.ok(
    html.includes(`src="${SITE}?view=embed&amp;x=${experiment.id}&amp;frame-height=${height}"`),
    html,
  );
  assert.ok(width > 0 && height > 0);
});
