// The first load: everything that a browser fetches before the page appears.

import { brotliCompressSync } from 'node:zlib';
import { inProject } from './paths.mjs';
import { Problem } from './report.mjs';

/** Limit in bytes, compressed as hosts do. A slow mobile connection (1.6 Mbit/s) takes a little less than a second. */
export const BUDGET = 170_000;

/** The playground. The guide and the page for authors are articles, which load it in frames. */
const PAGE = inProject('www', 'index.html');

/** Matches the parts of the page's module that it fetches once it has appeared (`inParts` in wasm.mjs). */
const IS_LATER = /(^|\/)split_/;

/** Collects the files of an entry and of all its static imports. Dynamic imports come later. */
function collect(entry, chunks, found = new Set()) {
  if (found.has(entry.fileName)) return found;
  found.add(entry.fileName);
  const { importedCss = [], importedAssets = [] } = entry.viteMetadata ?? {};
  for (const name of importedCss) found.add(name);
  for (const name of importedAssets) if (name.endsWith('.wasm') && !IS_LATER.test(name)) found.add(name);
  for (const name of entry.imports) collect(chunks.get(name), chunks, found);
  return found;
}

/**
 * Returns the files of the first load with their compressed sizes, the largest first.
 *
 * @param {import('vite').Rolldown.RolldownOutput['output']} output what the bundler made
 * @returns {{name: string, bytes: number}[]}
 */
export function firstLoad(output) {
  const files = new Map(output.map((file) => [file.fileName, file]));
  const entry = output.find(({ isEntry, facadeModuleId }) => isEntry && facadeModuleId === PAGE);
  const names = ['index.html', ...collect(entry, files)];
  return names
    .map((name) => {
      const { code, source } = files.get(name);
      return { name, bytes: brotliCompressSync(code ?? source).length };
    })
    .sort((a, b) => b.bytes - a.bytes);
}

const kB = (bytes) => `${(bytes / 1000).toFixed(1)} kB`;

/**
 * Describes the size of the first load.
 *
 * @param {{name: string, bytes: number}[]} files
 * @throws {Problem} if it exceeds the budget
 */
export function checkBudget(files) {
  const total = files.reduce((sum, { bytes }) => sum + bytes, 0);
  const list = files.map(({ name, bytes }) => `${name} ${kB(bytes)}`).join(', ');
  const text = `first load: ${kB(total)} of ${kB(BUDGET)} (${list})`;
  if (total > BUDGET) throw new Problem(`Too much to download before the page appears. ${text}`);
  return text;
}
