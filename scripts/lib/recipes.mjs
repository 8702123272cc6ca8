// The Python code of the guide and its recipes, which the build highlights. Their pages name files, which tests run.

import { readFileSync } from 'node:fs';
import { highlight } from '../../www/code/highlight.js';
import { inProject } from './paths.mjs';

/** The folder of the Python files. The page names them without `.py`. */
export const FRAGMENTS = inProject('www', 'guide', 'recipes', 'python');

/** Matches an empty element that names a file. */
export const PLACE = /<pre data-python="([a-z_]+)"><\/pre>/g;

/** The folder of the guide's programs, which a reader can run in the page. */
export const PROGRAMS = inProject('www', 'guide', 'python');

/** Matches an empty element that names a program. */
const PROGRAM = /<pre data-program="([a-z_]+)"><\/pre>/g;

/** Reads a file, without its final newline. */
export const readFragment = (name, folder = FRAGMENTS) =>
  readFileSync(`${folder}/${name}.py`, 'utf8').trimEnd();

/** Renders highlighted code. Focus lets a keyboard scroll code that is wider than a phone. */
const block = (code, attributes = '') =>
  `<pre${attributes} tabindex="0"><code>${highlight(code, 'python')}</code></pre>`;

/**
 * Inserts each file, highlighted, into the element that names it:
 * `<pre data-python="lambdas"></pre>` → `<pre tabindex="0"><code>…</code></pre>`. A program has the class `program`, so that
 * `www/boot/article.js` can offer to run it.
 *
 * @param {string} html
 * @throws if a file is missing
 */
export const withFragments = (html) =>
  html
    .replaceAll(PLACE, (_, name) => block(readFragment(name)))
    .replaceAll(PROGRAM, (_, name) => block(readFragment(name, PROGRAMS), ' class="program"'));
