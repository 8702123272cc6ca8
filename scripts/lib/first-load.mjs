// What a visitor waits for: all that a browser fetches before the page shows itself.

import { brotliCompressSync } from 'node:zlib';
import { inProject } from './paths.mjs';
import { Problem } from './report.mjs';

/** In bytes, compressed as hosts do. On a slow mobile connection (1.6 Mbit/s) they take not quite a second. */
export const BUDGET = 170_000;

/** The page itself; the guide and what is for authors are articles, which load it in frames. */
const PAGE = inProject('www', 'index.html');

/** The parts of the page's module that it fetches once it stands (`packInParts` in wasm.mjs). */
const IS_LATER = /(^|\/)split_/;

/** Everything of an entry and of what it imports, but not of what it imports only when needed. */
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
 * The files of the first load, with their compressed sizes, the largest first.
 *
 * @param {import('vite').Rolldown.RolldownOutput['output']} output of the bundler
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
 * What the first load comes to, in words.
 *
 * @param {{name: string, bytes: number}[]} files
 * @throws {Problem} where it is more than the budget
 */
export function checkBudget(files) {
  const total = files.reduce((sum, { bytes }) => sum + bytes, 0);
  const list = files.map(({ name, bytes }) => `${name} ${kB(bytes)}`).join(', ');
  const said = `first load: ${kB(total)} of ${kB(BUDGET)} (${list})`;
  if (total > BUDGET) throw new Problem(`Too much to download before the page shows. ${said}`);
  return said;
}
