// A stamp is a hash of everything an output was made from. Same hash, same output: nothing to do.

import { createHash } from 'node:crypto';
import { existsSync, lstatSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { inProject, ROOT } from './paths.mjs';

const STAMPS = inProject('target', 'stamps');

/** All files at or below `path`, sorted, so that the order of a folder never matters. */
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
 * The hash of some files (folders stand for all files in them) and of anything else that shapes the output.
 *
 * Contents count, not times: a fresh checkout or a `touch` changes nothing.
 *
 * @param {string[]} paths
 * @param {unknown} settings what `JSON.stringify` can write
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
 * Runs `make` unless its outputs are there and were made from the same inputs.
 *
 * The old stamp goes before the work starts, so that work broken off half-way is never taken for done.
 *
 * @param {string} name
 * @param {{hash: string, outputs: string[], folder?: string}} what
 * @param {() => Promise<unknown>} make
 * @returns {Promise<boolean>} whether it had to be made
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
