// CPython in the site: the files of vendor/cpython, unpacked and checked.

import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliDecompressSync, gzipSync } from 'node:zlib';
import { inProject } from './paths.mjs';
import { pythonArchive } from './python-archive.mjs';
import { Problem } from './report.mjs';

/** Folder of the recorded build, with its sums. */
export const CPYTHON = inProject('vendor', 'cpython');

/** Returns the SHA-256 sum of some data in hexadecimal digits. */
const sumOf = (data) => createHash('sha256').update(data).digest('hex');

/** Returns true for the address of a file that only CPython needs: one of these, the worker that boots it, or its conductor. */
export const isPythonFile = (address) => /^assets\/(lanes_)?python[_-]/.test(address);

/**
 * Returns the folder of the site with these files, which the page requests when a reader first chooses Python. The name
 * changes with their contents, so that a page of an older version finds no files rather than wrong ones.
 */
export const pythonFolder = (folder = CPYTHON) =>
  `assets/python-${sumOf(readFileSync(join(folder, 'SHA256SUMS'))).slice(0, 12)}/`;

/**
 * The archive and its name in the site. It is compressed with gzip there, since hosts do not compress archives. Its name does
 * not end in `.gz`, because some hosts declare such files as encoded, and browsers then decompress them.
 */
const ARCHIVE = 'stdlib.zip';
const PACKED_ARCHIVE = 'stdlib.bin';

/** Unpacks a file and checks its sum. */
function unpack(folder, name, sum) {
  let content;
  try {
    content = brotliDecompressSync(readFileSync(join(folder, 'built', `${name}.br`)));
  } catch (error) {
    throw new Problem(`vendor/cpython/built/${name}.br cannot be unpacked: ${error.message}`);
  }
  if (sumOf(content) !== sum)
    throw new Problem(
      `vendor/cpython/built/${name}.br differs from SHA256SUMS. Restore both, or run vendor/cpython/build --update.`,
    );
  return content;
}

/**
 * Returns the files of CPython by their addresses in the site.
 *
 * @param {string} folder a folder like vendor/cpython
 * @returns {Map<string, Buffer>}
 * @throws {Problem} if a file is missing or differs from its sum
 */
export function cpythonFiles(folder = CPYTHON) {
  const inSite = pythonFolder(folder);
  const lines = readFileSync(join(folder, 'SHA256SUMS'), 'utf8').trim().split('\n');
  const sums = lines.map((line) => line.split('  ')).filter(([, name]) => !name.endsWith('.br'));
  return new Map([
    // Its licence requires that copies carry it.
    [`${inSite}LICENSE.txt`, readFileSync(join(folder, 'LICENSE'))],
    ...sums.map(([sum, name]) => {
      const content = unpack(folder, name, sum);
      return name === ARCHIVE
        ? [inSite + PACKED_ARCHIVE, gzipSync(content, { level: 9 })]
        : [inSite + name, content];
    }),
  ]);
}

/** Returns the archive of src/python/lib, with an address that changes with its content. */
export async function pythonLibrary() {
  const content = await pythonArchive();
  return { address: `assets/python-lib-${sumOf(content).slice(0, 12)}.bin`, content };
}
