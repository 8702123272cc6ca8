// Builds the service worker, which contains a list of the site's files and derives its version from that.

import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join, relative, sep } from 'node:path';
import { isPythonFile } from './cpython.mjs';
import { inProject } from './paths.mjs';

const SCRIPT = 'sw.js';

/**
 * @typedef {object} Build
 * @property {string} name
 * @property {Record<string, string>} files the hash of each file, as in an `integrity` attribute, by address
 * @property {Record<string, string>} later the hashes of large files that most readers never need, stored at their first use
 */

/** The build of a development server, whose files all may change. @type {Build} */
export const DEVELOPMENT = { name: 'development', files: {}, later: {} };

const hash = (data, encoding) => createHash('sha256').update(data).digest(encoding);

/** Returns the hash of some data in the form of an `integrity` attribute. */
export const integrity = (data) => `sha256-${hash(data, 'base64')}`;

/** Returns true for a file that pages request, false for hosts' settings and files for debuggers or other sites. */
const isServed = (name) =>
  name !== SCRIPT && !/^[._]|\.map$/.test(basename(name)) && !/^(previews|oembed)\//.test(name);

/**
 * Describes a folder with a finished site.
 *
 * @param {string} folder
 * @returns {Build}
 */
export function describeBuild(folder) {
  const names = readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)).split(sep).join('/'))
    .filter(isServed)
    .sort();
  const hashOf = (name) => integrity(readFileSync(join(folder, name)));
  const hashes = (chosen) => Object.fromEntries(chosen.map((name) => [name, hashOf(name)]));
  const files = hashes(names.filter((name) => !isPythonFile(name)));
  const later = hashes(names.filter(isPythonFile));
  return { name: hash(JSON.stringify([files, later]), 'hex').slice(0, 16), files, later };
}

/**
 * Name of the list of the site's files with their hashes. The page reads it when an engine does not start, to find out which
 * file is broken.
 */
const LIST = 'files.json';

/**
 * Writes the list of files and the service worker into the folder of a finished site. Browsers find a new version at the
 * same address.
 */
export async function writeServiceWorker(folder) {
  rmSync(join(folder, LIST), { force: true });
  writeFileSync(join(folder, LIST), JSON.stringify(describeBuild(folder).files));
  writeFileSync(join(folder, SCRIPT), await bundleServiceWorker(describeBuild(folder)));
}

/**
 * Bundles the service worker as a classic script, since older browsers run no module service workers.
 *
 * @param {Build} build
 * @returns {Promise<string>}
 */
export async function bundleServiceWorker(build) {
  // Not imported at the top: Vite's configuration imports this file.
  const { build: bundle } = await import('vite');
  const { output } = await bundle({
    configFile: false,
    logLevel: 'warn',
    root: inProject('www'),
    define: { __LANES_BUILD__: JSON.stringify(build) },
    build: {
      write: false,
      minify: build !== DEVELOPMENT,
      rolldownOptions: {
        input: inProject('www', SCRIPT),
        output: { format: 'iife', entryFileNames: SCRIPT },
      },
    },
  });
  return output[0].code;
}
