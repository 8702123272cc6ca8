// The recipes of the guide. Their page names Python files, which tests run, and the build puts these into the page.

import { readFileSync } from 'node:fs';
import { highlight } from '../../www/code/highlight.js';
import { inProject } from './paths.mjs';

/** The folder of the files, whose names on the page go without `.py`. */
export const FRAGMENTS = inProject('www', 'guide', 'recipes', 'python');

/** An empty element that names a file. */
export const PLACE = /<pre data-python="([a-z_]+)"><\/pre>/g;

/** Reads a file, without the end of its last line. */
export const readFragment = (name) => readFileSync(`${FRAGMENTS}/${name}.py`, 'utf8').trimEnd();

/**
 * Puts each file into the element that names it, in colours: `<pre data-python="lambdas"></pre>` gives
 * `<pre tabindex="0"><code>…</code></pre>`. The focus lets a keyboard scroll what is wider than a phone.
 *
 * @param {string} html
 * @throws where there is no such file
 */
export const withFragments = (html) =>
  html.replaceAll(
    PLACE,
    (_, name) => `<pre tabindex="0"><code>${highlight(readFragment(name), 'python')}</code></pre>`,
  );
