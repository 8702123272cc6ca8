// The Python code of the guide and its recipes, which the build highlights. The recipes name files, which tests run.

import { readFileSync } from 'node:fs';
import { highlight } from '../../www/code/highlight.js';
import { inProject } from './paths.mjs';

/** The folder of the Python files. The page names them without `.py`. */
export const FRAGMENTS = inProject('www', 'guide', 'recipes', 'python');

/** Matches an empty element that names a file. */
export const PLACE = /<pre data-python="([a-z_]+)"><\/pre>/g;

/** Matches Python code that is in the page itself and has no characters to escape. */
const INLINE = /<pre><code class="python">([^<&]+)<\/code><\/pre>/g;

/** Reads a file, without its final newline. */
export const readFragment = (name) => readFileSync(`${FRAGMENTS}/${name}.py`, 'utf8').trimEnd();

/** Renders highlighted code. Focus lets a keyboard scroll code that is wider than a phone. */
const block = (code) => `<pre tabindex="0"><code>${highlight(code, 'python')}</code></pre>`;

/**
 * Highlights code in the page, and inserts each file, highlighted, into the element that names it:
 * `<pre data-python="lambdas"></pre>` → `<pre tabindex="0"><code>…</code></pre>`.
 *
 * @param {string} html
 * @throws if a file is missing
 */
export const withFragments = (html) =>
  html.replaceAll(PLACE, (_, name) => block(readFragment(name))).replaceAll(INLINE, (_, code) => block(code));
