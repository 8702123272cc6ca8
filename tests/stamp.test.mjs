import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, test } from 'node:test';
import { foldersOf, withoutProgress } from '../scripts/lib/cargo.mjs';
import { hashInputs, makeIfStale } from '../scripts/lib/stamp.mjs';

let folder;
let source;
let output;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'lanes-'));
  source = join(folder, 'source');
  output = join(folder, 'output');
  mkdirSync(join(source, 'deep'), { recursive: true });
  writeFileSync(join(source, 'deep', 'a.rs'), 'fn a() {}');
});

afterEach(() => rmSync(folder, { recursive: true }));

const make = (settings, work = async () => writeFileSync(output, 'made')) => {
  const what = { hash: hashInputs([source], settings), outputs: [output], folder: join(folder, 'stamps') };
  return makeIfStale('thing', what, work);
};

test('an unchanged output is not rebuilt', async () => {
  assert.equal(await make(), true);
  assert.equal(await make(), false);
  utimesSync(join(source, 'deep', 'a.rs'), 0, 0);
  assert.equal(await make(), false, 'file times must not matter');
});

test('a changed, new, renamed or removed file or a changed flag causes a rebuild', async () => {
  const changes = [
    () => writeFileSync(join(source, 'deep', 'a.rs'), 'fn b() {}'),
    () => writeFileSync(join(source, 'b.rs'), ''),
    () => rmSync(join(source, 'b.rs')),
    () => rmSync(output),
  ];
  await make();
  for (const change of changes) {
    change();
    assert.equal(await make(), true, String(change));
    assert.equal(await make(), false);
  }
  assert.equal(await make(['-C panic=abort']), true);
});

test('a failed build is retried', async () => {
  await make();
  const broken = () => Promise.reject(new Error('broken'));
  await assert.rejects(make(['other'], broken));
  assert.equal(await make(), true, 'the output may be half written');
});

test('a module depends on the folders of its crate and of the workspace crates below it', () => {
  const crate = (name, ...dependencies) => ({
    name,
    manifest_path: `/lanes/${name}/Cargo.toml`,
    dependencies,
  });
  const on = (name, kind = null) => ({ name, kind });
  const packages = [
    crate('model', on('serde')),
    crate('workloads', on('model')),
    crate('engine', on('workloads'), on('model')),
    crate('app', on('model'), on('engine', 'dev')),
  ];
  assert.deepEqual(foldersOf(packages, 'engine').sort(), [
    '/lanes/engine',
    '/lanes/model',
    '/lanes/workloads',
  ]);
  assert.deepEqual(foldersOf(packages, 'app').sort(), ['/lanes/app', '/lanes/model']);
});

test('a failed build shows only the messages of the compiler', () => {
  const output = '   Compiling a v1\n\x1b[K    Building [=>  ] 1/9: a\r\x1b[Kerror: no\n  --> a.rs:1\n';
  assert.equal(withoutProgress(output).trim(), 'error: no\n  --> a.rs:1');
});

test('a browser spec next to the sources causes no rebuild', async () => {
  await make();
  writeFileSync(join(source, 'deep', 'deep.spec.mjs'), '');
  assert.equal(await make(), false);
});
