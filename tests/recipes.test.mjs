// The recipes of the guide: their page shows the files that run here, and each file does what the page says.

import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { before, test } from 'node:test';
import { run } from '../scripts/lib/command.mjs';
import { inProject } from '../scripts/lib/paths.mjs';
import { catalogue } from '../scripts/lib/previews.mjs';
import { FRAGMENTS, PLACE, readFragment, withFragments } from '../scripts/lib/recipes.mjs';
import { ensurePython } from './support/python.mjs';

const CHECKS = inProject('tests', 'recipes');

/** Longest line in characters that a wide page shows without scrolling. */
const MAX_LINE_LENGTH = 72;

const page = readFileSync(inProject('www', 'guide', 'recipes', 'index.html'), 'utf8');

/** Lists the Python files in a folder whose names begin with `prefix`, without prefix and extension. */
const names = (folder, prefix = '') =>
  readdirSync(folder)
    .filter((file) => file.startsWith(prefix) && file.endsWith('.py'))
    .map((file) => file.slice(prefix.length, -'.py'.length))
    .sort();

const fragments = names(FRAGMENTS);

/** Returns the text that a browser shows for a piece of HTML. */
const text = (html) =>
  html
    .replace(/<[^>]+>/g, '')
    .replace(/&#x27;/g, "'")
    .replace(/&quot;/g, '"')
    .replace(/&lt;/g, '<')
    .replace(/&gt;/g, '>')
    .replace(/&amp;/g, '&');

/** The recipes of the page, each from its heading to the next. */
const recipes = page
  .slice(page.indexOf('<main'))
  .split('<h2 id="')
  .slice(1)
  .map((part) => {
    const [, id, title] = part.match(/^([a-z-]+)"><a href="#\1">([^<]+)<\/a><\/h2>/);
    const shown = [...part.matchAll(PLACE)].map(([, name]) => name);
    const links = [...part.matchAll(/href="..\/..\/\?([^"]+)"/g)].map(([, query]) => text(query));
    return { id, title, shown, links };
  });

test('each recipe shows the file with its name, and each file has a recipe and a check', () => {
  assert.ok(recipes.length >= 14, `${recipes.length} recipes`);
  for (const { id, shown } of recipes) assert.deepEqual(shown, [id.replaceAll('-', '_')]);
  assert.deepEqual(recipes.flatMap(({ shown }) => shown).sort(), fragments);
  assert.deepEqual(names(CHECKS, 'test_'), fragments);
});

test('the page contains the files unchanged', () => {
  const shown = [...withFragments(page).matchAll(/<pre tabindex="0"><code>(.*?)<\/code><\/pre>/gs)];
  assert.deepEqual(
    shown.map(([, html]) => text(html)),
    recipes.map(({ shown: [name] }) => readFragment(name)),
  );
  assert.doesNotMatch(withFragments(page), /data-python/);
  assert.throws(() => withFragments('<pre data-python="missing"></pre>'), /missing\.py/);
});

test('code is highlighted, and no line is too long for the page', () => {
  assert.match(withFragments(page), /<span class="hljs-keyword">def<\/span>/);
  for (const name of fragments)
    for (const line of readFragment(name).split('\n'))
      assert.ok(line.length <= MAX_LINE_LENGTH, `${name}: ${line.length} characters: ${line}`);
});

// That each experiment accepts the values in its link is tested in src/report/tests/recipes.rs.
test('each recipe links to at least one experiment', () => {
  const known = catalogue().map(({ id }) => id);
  for (const { id, links } of recipes) {
    assert.ok(links.length > 0, id);
    for (const link of links) assert.ok(known.includes(new URLSearchParams(link).get('x')), `${id}: ${link}`);
  }
});

test('the guide, the page for authors and the playground link to the recipes', () => {
  const links = {
    'www/guide/index.html': './recipes/',
    'www/authors/index.html': '../guide/recipes/',
    'src/app/src/view/header/mod.rs': './guide/recipes/',
  };
  for (const [file, href] of Object.entries(links))
    assert.ok(readFileSync(inProject(file), 'utf8').includes(`<a href="${href}">`), file);
});

let python;
before(async () => {
  python = join(await ensurePython('recipes'), 'python');
});

for (const name of fragments) {
  test(`${name}.py does what the page says`, async () => {
    const env = {
      ...process.env,
      PYTHONPATH: [FRAGMENTS, CHECKS].join(delimiter),
      PYTHONDONTWRITEBYTECODE: '1',
    };
    // The check reports on stderr, which the error of a failed run contains too.
    const output = await run(python, ['-m', 'unittest', `test_${name}`], { env, cwd: CHECKS }).catch(
      (error) => {
        throw new Error(error.output, { cause: error });
      },
    );
    assert.match(output, /^Ran [1-9]\d* tests? in /m);
    assert.doesNotMatch(output, /skipped/);
  });
}
