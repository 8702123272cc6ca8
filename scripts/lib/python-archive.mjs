// The archive of Lanes' Python modules, which CPython imports from.

import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import { inProject } from './paths.mjs';

const LOCAL = 0x04034b50;
const CENTRAL = 0x02014b50;
const END = 0x06054b50;

/** Date of all entries: 1 January 1980, the first that a zip file can have. The same input gives the same bytes. */
const DATE = 0x21;

/** Returns the fields that an entry has both before its data and in the directory. */
function commonFields({ name, data }) {
  const fields = Buffer.alloc(26);
  fields.writeUInt16LE(20, 0);
  fields.writeUInt16LE(DATE, 8);
  fields.writeUInt32LE(crc32(data), 10);
  fields.writeUInt32LE(data.length, 14);
  fields.writeUInt32LE(data.length, 18);
  fields.writeUInt16LE(Buffer.byteLength(name), 22);
  return fields;
}

const number = (value) => {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
};

/** Makes a zip file without compression. */
export function zip(entries) {
  const local = [];
  const directory = [];
  let offset = 0;
  for (const entry of entries) {
    const record = Buffer.concat([number(LOCAL), commonFields(entry), Buffer.from(entry.name), entry.data]);
    const rest = Buffer.alloc(14);
    rest.writeUInt32LE(offset, 10);
    directory.push(number(CENTRAL), Buffer.from([20, 0]), commonFields(entry), rest, Buffer.from(entry.name));
    local.push(record);
    offset += record.length;
  }
  const listed = Buffer.concat(directory);
  const end = Buffer.alloc(18);
  end.writeUInt16LE(entries.length, 4);
  end.writeUInt16LE(entries.length, 6);
  end.writeUInt32LE(listed.length, 8);
  end.writeUInt32LE(offset, 12);
  return Buffer.concat([...local, listed, number(END), end]);
}

const PRELUDE = 'src/report/src/code/prelude';

/**
 * Folders of the archive, of which the first wins. Scripts import their harness as the package `prelude`, whose modules
 * that measure differ in the browser. A script that runs as it is imports the native ones.
 */
const FOLDERS = [
  { folder: 'src/python/lib', within: '' },
  { folder: PRELUDE, within: 'prelude/' },
  { folder: PRELUDE, within: 'prelude/native/', only: ['compare.py', 'observe.py', 'show.py', 'sweep.py'] },
];

async function readModules({ folder, within, only }) {
  const root = inProject(folder);
  const isIncluded = (name) => (only ? only.includes(name) : name.endsWith('.py'));
  const files = (await readdir(root, { recursive: true })).filter(isIncluded).sort();
  const read = async (name) => [within + name.replaceAll('\\', '/'), await readFile(join(root, name))];
  return Promise.all(files.map(read));
}

/** Makes the archive of the modules that CPython imports in the browser. */
export async function pythonArchive() {
  const folders = await Promise.all(FOLDERS.map(readModules));
  const modules = new Map(folders.reverse().flat());
  return zip([...modules].map(([name, data]) => ({ name, data })));
}
