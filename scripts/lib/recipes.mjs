// The recipes of the guide. Their page names Python files, which tests run and the build inserts.

import { readFileSync } from 'node:fs';
import { highlight } from '../../www/code/highlight.js';
import { inProject } from './paths.mjs';

/** The folder of the Python files. The page names them without `.py`. */
export const FRAGMENTS = inProject('www', 'guide', 'recipes', 'python');

/** Matches an empty element that names a file. */
export const PLACE = /<pre data-python="([a-z_]+)"><\/pre>/g;

/** Reads a file, without its final newline. */
export const readFragment = (name) => readFileSync(`${FRAGMENTS}/${name}.py`, 'utf8').trimEnd();

/**
 * Inserts each file, highlighted, into the element that names it: `<pre data-python="lambdas"></pre>` →
 * `<pre tabindex="0"><code>…</code></pre>`. Focus lets a keyboard scroll code that is wider than a phone.
 *
 * @param {string} html
 * @throws if a file is missing
 */
export const withFragments = (html) =>
  html.replaceAll(
    PLACE,
    (_, name) => `<pre tabindex="0"><code>${highlight(readFragment(name), 'python')}</code></pre>`,
  );
