// The npm package of the element, as it is packed: what is in it, its size, and its types.

import assert from 'node:assert/strict';
import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { before, test } from 'node:test';
import { brotliCompressSync } from 'node:zlib';
import { run } from '../scripts/lib/command.mjs';
import { inProject } from '../scripts/lib/paths.mjs';

const PROJECT = inProject('target', 'embed-package');
const PACKAGE = join(PROJECT, 'node_modules', 'lanes-embed');

/** Runs a command, and throws what it printed if it fails. */
const runOrTell = (command, args, options) =>
  run(command, args, options).catch((error) => {
    throw new Error(error.output, { cause: error });
  });

before(async () => {
  rmSync(PROJECT, { recursive: true, force: true });
  mkdirSync(PACKAGE, { recursive: true });
  await runOrTell('npm', ['pack', '--pack-destination', PROJECT], { cwd: inProject('packages', 'embed') });
  const [archive] = readdirSync(PROJECT).filter((name) => name.endsWith('.tgz'));
  await runOrTell('tar', ['-xf', join(PROJECT, archive), '-C', PACKAGE, '--strip-components=1']);
  cpSync(inProject('packages', 'embed', 'tests'), PROJECT, { recursive: true });
});

test('the package has the element, its types and a version, and nothing else', () => {
  const files = ['README.md', 'index.d.ts', 'lanes-embed.js', 'package.json', 'react.d.ts', 'vue.d.ts'];
  assert.deepEqual(readdirSync(PACKAGE).sort(), files.sort());
  const { version, dependencies } = JSON.parse(readFileSync(join(PACKAGE, 'package.json'), 'utf8'));
  assert.match(version, /^\d+\.\d+\.\d+$/);
  assert.equal(dependencies, undefined);
});

test('its code is small, does not ask for its own URL, and can be imported without a browser', async () => {
  const path = join(PACKAGE, 'lanes-embed.js');
  const code = readFileSync(path, 'utf8');
  const size = brotliCompressSync(code).length;
  assert.ok(size < 3_000, `${size} bytes`);
  assert.doesNotMatch(code, /import\.meta/);
  await import(path);
});

const tool = (name, ...path) =>
  runOrTell(process.execPath, [inProject('node_modules', name, ...path), '-p', PROJECT]);

test('tsc accepts the uses in TypeScript and JSX, and refuses the wrong ones', async () => {
  await tool('typescript', 'bin', 'tsc');
});

test('vue-tsc accepts the uses in a template, and refuses the wrong one', async () => {
  await tool('vue-tsc', 'bin', 'vue-tsc.js');
});
