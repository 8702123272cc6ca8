import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, test } from 'node:test';
import { brotliCompressSync, gunzipSync } from 'node:zlib';
import { CPYTHON, cpythonFiles, isPythonFile, pythonFolder } from '../scripts/lib/cpython.mjs';
import { Problem } from '../scripts/lib/report.mjs';

const sha256 = (data) => createHash('sha256').update(data).digest('hex');

let folder;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'lanes-'));
  mkdirSync(join(folder, 'built'));
  writeFileSync(join(folder, 'LICENSE'), 'licence');
});

afterEach(() => rmSync(folder, { recursive: true }));

const writeSums = (...lines) => writeFileSync(join(folder, 'SHA256SUMS'), `${lines.join('\n')}\n`);
const writePacked = (name, content) =>
  writeFileSync(join(folder, 'built', `${name}.br`), brotliCompressSync(Buffer.from(content)));

test('the site gets both interpreters, the standard library and the licence', () => {
  const files = cpythonFiles();
  const builds = ['python-gil.mjs', 'python-gil.wasm', 'python-nogil.mjs', 'python-nogil.wasm'];
  const names = ['LICENSE.txt', ...builds, 'stdlib.bin'];
  assert.deepEqual(
    [...files.keys()].sort(),
    names.map((name) => pythonFolder() + name),
  );
  const content = (name) => files.get(pythonFolder() + name);
  for (const build of ['gil', 'nogil']) {
    assert.deepEqual([...content(`python-${build}.wasm`).subarray(0, 4)], [...Buffer.from('\0asm')]);
    assert.match(content(`python-${build}.mjs`).toString(), new RegExp(`python-${build}\\.wasm`));
  }
  // The entries of the archive are not compressed, so that the archive as a whole compresses well.
  const archive = gunzipSync(content('stdlib.bin'));
  assert.deepEqual([...archive.subarray(0, 4)], [...Buffer.from('PK\x03\x04')]);
  assert.ok(archive.includes('concurrent/futures/thread.pyc'));
});

test('the recorded sums cover every file, packed and unpacked', () => {
  const lines = readFileSync(join(CPYTHON, 'SHA256SUMS'), 'utf8').trim().split('\n');
  const sums = new Map(lines.map((line) => line.split('  ').reverse()));
  const packed = readdirSync(join(CPYTHON, 'built')).sort();
  assert.deepEqual(
    [...sums.keys()].sort(),
    [...packed, ...packed.map((name) => name.replace(/\.br$/, ''))].sort(),
  );
  for (const name of packed)
    assert.equal(sha256(readFileSync(join(CPYTHON, 'built', name))), sums.get(name), name);
});

test('a file with another content than recorded is refused', () => {
  writeSums(`${sha256('right')}  python-gil.wasm`);
  writePacked('python-gil.wasm', 'right');
  assert.equal(
    cpythonFiles(folder)
      .get(`${pythonFolder(folder)}python-gil.wasm`)
      .toString(),
    'right',
  );
  writePacked('python-gil.wasm', 'wrong');
  assert.throws(() => cpythonFiles(folder), {
    name: 'Problem',
    message: /python-gil\.wasm\.br differs from SHA256SUMS/,
  });
});

test('a file that is missing or damaged is refused', () => {
  writeSums(`${sha256('right')}  stdlib.zip`);
  assert.throws(() => cpythonFiles(folder), Problem);
  writeFileSync(join(folder, 'built', 'stdlib.zip.br'), 'not brotli');
  assert.throws(() => cpythonFiles(folder), {
    name: 'Problem',
    message: /stdlib\.zip\.br cannot be unpacked/,
  });
});

test('the name of the folder changes with the sums', () => {
  writeSums(`${sha256('a')}  python-gil.wasm`);
  const first = pythonFolder(folder);
  assert.ok(isPythonFile(`${first}python-gil.wasm`));
  writeSums(`${sha256('b')}  python-gil.wasm`);
  assert.notEqual(pythonFolder(folder), first);
});
