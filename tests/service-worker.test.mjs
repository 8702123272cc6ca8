import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, test } from 'node:test';
import {
  bundleServiceWorker,
  DEVELOPMENT,
  describeBuild,
  writeServiceWorker,
} from '../scripts/lib/service-worker.mjs';

let folder;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'lanes-'));
  mkdirSync(join(folder, 'data', 'deep'), { recursive: true });
  writeFileSync(join(folder, 'index.html'), 'page');
  writeFileSync(join(folder, 'data', 'deep', 'a.json'), '[]');
});

afterEach(() => rmSync(folder, { recursive: true }));

test('a build lists every file that a page may request, with the hash that browsers check', () => {
  for (const name of ['sw.js', '_headers', '.nojekyll', 'index.js.map'])
    writeFileSync(join(folder, name), '');
  const sha256 = (text) => `sha256-${createHash('sha256').update(text).digest('base64')}`;
  assert.deepEqual(describeBuild(folder).files, {
    'data/deep/a.json': sha256('[]'),
    'index.html': sha256('page'),
  });
});

test('CPython is stored at its first use, not with the other files', () => {
  mkdirSync(join(folder, 'assets', 'python-0'), { recursive: true });
  writeFileSync(join(folder, 'assets', 'python-0', 'python-gil.wasm'), 'wasm');
  const { name, files, later } = describeBuild(folder);
  assert.deepEqual(Object.keys(later), ['assets/python-0/python-gil.wasm']);
  assert.ok(!Object.keys(files).some((each) => each.includes('python-')));
  writeFileSync(join(folder, 'assets', 'python-0', 'python-gil.wasm'), 'other');
  assert.notEqual(describeBuild(folder).name, name);
});

test('the name of a build depends only on the names and contents of its files', () => {
  const { name } = describeBuild(folder);
  writeFileSync(join(folder, 'sw.js'), 'another');
  assert.equal(describeBuild(folder).name, name);
  writeFileSync(join(folder, 'data', 'deep', 'a.json'), '[1]');
  assert.notEqual(describeBuild(folder).name, name);
  writeFileSync(join(folder, 'data', 'deep', 'a.json'), '[]');
  writeFileSync(join(folder, 'data', 'b.json'), '[]');
  assert.notEqual(describeBuild(folder).name, name);
});

test('different builds have different service workers, and the same build has the same one', async () => {
  const write = async () => {
    await writeServiceWorker(folder);
    return readFileSync(join(folder, 'sw.js'), 'utf8');
  };
  const first = await write();
  assert.ok(first.includes(describeBuild(folder).name));
  assert.equal(await write(), first);
  writeFileSync(join(folder, 'index.html'), 'another page');
  assert.notEqual(await write(), first);
});

test('in development, there are no files to save', async () => {
  const code = await bundleServiceWorker(DEVELOPMENT);
  assert.ok(!code.includes('sha256-'));
  assert.ok(!code.includes('__LANES_BUILD__'));
});
