// A stamp is a hash of everything that an output was made from. With the same hash there is nothing to do. Vite and cargo
// have caches of their own, but neither knows what the other one reads.

import { createHash } from 'node:crypto';
import { existsSync, lstatSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { inProject, ROOT } from './paths.mjs';

const STAMPS = inProject('target', 'stamps');

/** Returns all files at or below `path`, sorted, so that the order of a folder does not matter. */
function filesBelow(path) {
  if (!lstatSync(path).isDirectory()) return [path];
  const entries = readdirSync(path, { withFileTypes: true, recursive: true });
  // Browser specs are in the folders of crates, but nothing is made from them.
  const isInput = (entry) => entry.isFile() && !entry.name.endsWith('.spec.mjs');
  return entries
    .filter(isInput)
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
}

/**
 * Hashes files, with a folder standing for all files in it, and other settings that shape the output.
 *
 * Contents count, not times: a fresh checkout or a `touch` changes nothing.
 *
 * @param {string[]} paths
 * @param {unknown} settings anything that `JSON.stringify` can write
 */
export function hashInputs(paths, settings = null) {
  const hash = createHash('sha256').update(JSON.stringify(settings));
  for (const file of paths.filter(existsSync).flatMap(filesBelow)) {
    const content = readFileSync(file);
    hash.update(`\0${relative(ROOT, file)}\0${content.length}\0`).update(content);
  }
  return hash.digest('hex');
}

/**
 * Runs `make` unless its outputs exist and were made from the same inputs.
 *
 * The old stamp is removed before the work starts, so that interrupted work never counts as done.
 *
 * @param {string} name
 * @param {{hash: string, outputs: string[], folder?: string}} what
 * @param {() => Promise<unknown>} make
 * @returns {Promise<boolean>} true if `make` ran
 */
export async function makeIfStale(name, { hash, outputs, folder = STAMPS }, make) {
  const stamp = join(folder, name);
  if (outputs.every(existsSync) && existsSync(stamp) && readFileSync(stamp, 'utf8') === hash) return false;
  rmSync(stamp, { force: true });
  await make();
  mkdirSync(folder, { recursive: true });
  writeFileSync(stamp, hash);
  return true;
}
