// The recipes of the guide: their page shows the files that are run here, and each does what the page says.

import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { delimiter } from 'node:path';
import { before, test } from 'node:test';
import { run } from '../scripts/lib/command.mjs';
import { inProject } from '../scripts/lib/paths.mjs';
import { catalogue } from '../scripts/lib/previews.mjs';
import { FRAGMENTS, PLACE, readFragment, withFragments } from '../scripts/lib/recipes.mjs';
import { ensurePython } from './support/python.mjs';

const CHECKS = inProject('tests', 'recipes');

/** The longest line that a wide page shows whole. */
const LINE = 72;

const page = readFileSync(inProject('www', 'guide', 'recipes', 'index.html'), 'utf8');

/** The names of the Python files in a folder that begin with `prefix`, without that and without `.py`. */
const names = (folder, prefix = '') =>
  readdirSync(folder)
    .filter((file) => file.startsWith(prefix) && file.endsWith('.py'))
    .map((file) => file.slice(prefix.length, -'.py'.length))
    .sort();

const fragments = names(FRAGMENTS);

/** The text that a browser shows for a piece of HTML. */
const text = (html) =>
  html
    .replace(/<[^>]+>/g, '')
    .replace(/&#x27;/g, "'")
    .replace(/&quot;/g, '"')
    .replace(/&lt;/g, '<')
    .replace(/&gt;/g, '>')
    .replace(/&amp;/g, '&');

/** The recipes of the page: what stands between a heading and the next. */
const recipes = page
  .slice(page.indexOf('</nav>', page.indexOf('class="contents"')))
  .split('<h2 id="')
  .slice(1)
  .map((part) => {
    const [, id, title] = part.match(/^([a-z-]+)">([^<]+)<\/h2>/);
    const shown = [...part.matchAll(PLACE)].map(([, name]) => name);
    const links = [...part.matchAll(/href="..\/..\/\?([^"]+)"/g)].map(([, query]) => text(query));
    return { id, title, shown, links };
  });

test('each recipe shows the file of its name, and each file has a recipe and a check', () => {
  assert.ok(recipes.length >= 14, `${recipes.length} recipes`);
  for (const { id, shown } of recipes) assert.deepEqual(shown, [id.replaceAll('-', '_')]);
  assert.deepEqual(recipes.flatMap(({ shown }) => shown).sort(), fragments);
  assert.deepEqual(names(CHECKS, 'test_'), fragments);
});

test('the page has the files as they are', () => {
  const shown = [...withFragments(page).matchAll(/<pre tabindex="0"><code>(.*?)<\/code><\/pre>/gs)];
  assert.deepEqual(
    shown.map(([, html]) => text(html)),
    recipes.map(({ shown: [name] }) => readFragment(name)),
  );
  assert.doesNotMatch(withFragments(page), /data-python/);
  assert.throws(() => withFragments('<pre data-python="missing"></pre>'), /missing\.py/);
});

test('code is in colours, and no line of it is too long for the page', () => {
  assert.match(withFragments(page), /<span class="hljs-keyword">def<\/span>/);
  for (const name of fragments)
    for (const line of readFragment(name).split('\n'))
      assert.ok(line.length <= LINE, `${name}: ${line.length} characters: ${line}`);
});

test('the contents list all recipes, by their headings and in their order', () => {
  const [, contents] = page.match(/<nav class="contents"[^>]*>(.*?)<\/nav>/s);
  const listed = [...contents.matchAll(/<a href="#([^"]+)">([^<]+)<\/a>/g)];
  assert.deepEqual(
    listed.map(([, id, title]) => ({ id, title })),
    recipes.map(({ id, title }) => ({ id, title })),
  );
});

// That an experiment takes the values of its link is tested with the experiments: src/report/tests/recipes.rs.
test('each recipe leads to an experiment, or to several', () => {
  const known = catalogue().map(({ id }) => id);
  for (const { id, links } of recipes) {
    assert.ok(links.length > 0, id);
    for (const link of links) assert.ok(known.includes(new URLSearchParams(link).get('x')), `${id}: ${link}`);
  }
});

test('the guide, the page for authors and the playground lead to the recipes', () => {
  const leads = {
    'www/guide/index.html': './recipes/',
    'www/authors/index.html': '../guide/recipes/',
    'src/app/src/view/header.rs': './guide/recipes/',
  };
  for (const [file, address] of Object.entries(leads))
    assert.ok(readFileSync(inProject(file), 'utf8').includes(`<a href="${address}">`), file);
});

let python;
before(async () => {
  python = await ensurePython();
});

for (const name of fragments) {
  test(`${name}.py does what the page says`, async () => {
    const env = {
      ...process.env,
      PYTHONPATH: [FRAGMENTS, CHECKS].join(delimiter),
      PYTHONDONTWRITEBYTECODE: '1',
    };
    // The check reports on stderr, which the error of a failed run has, too.
    const said = await run(python, ['-m', 'unittest', `test_${name}`], { env, cwd: CHECKS }).catch(
      (error) => {
        throw new Error(error.output, { cause: error });
      },
    );
    assert.match(said, /^Ran [1-9]\d* tests? in /m);
    assert.doesNotMatch(said, /skipped/);
  });
}
