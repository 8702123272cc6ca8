import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterEach, beforeEach, test } from 'node:test';
import { ask } from '../scripts/lib/command.mjs';
import { inProject } from '../scripts/lib/paths.mjs';
import { checkNode, projectEnv } from '../scripts/lib/setup.mjs';
import { announcement, installMissing, mayInstall } from '../scripts/lib/system.mjs';
import { inspect, lack, RUST_VERSION } from '../scripts/lib/toolchain.mjs';
import { checkWasmOpt, ensureTestRunner, folderOf, lockedVersion } from '../scripts/lib/tools.mjs';
import { WASM_MODULES, wasmEnv } from '../scripts/lib/wasm.mjs';

let folder;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'lanes-'));
});

afterEach(() => rmSync(folder, { recursive: true }));

/** Makes a folder with programs that print the given text, whatever their arguments. */
function folderWith(name, programs) {
  const path = join(folder, name);
  mkdirSync(path);
  for (const [program, text] of Object.entries(programs))
    writeFileSync(join(path, program), `#!/bin/sh\necho '${text}'\n`, { mode: 0o755 });
  return path;
}

const path = (...folders) => ({ ...process.env, PATH: [...folders, process.env.PATH].join(delimiter) });

test('an old wasm-opt on PATH is never the one that runs, not even next to Node', () => {
  const wanted = JSON.parse(readFileSync(inProject('node_modules', 'binaryen', 'package.json'), 'utf8'));
  const isWanted = new RegExp(`version ${wanted.version.split('.')[0]}\\b`);
  const old = folderWith('old', { 'wasm-opt': 'wasm-opt version 108 (version_108)' });
  symlinkSync(process.execPath, join(old, 'node'));
  const empty = folderWith('empty', {});
  const behind = { ...process.env, PATH: [process.env.PATH, old].join(delimiter) };
  for (const env of [path(old), path(empty, old), path(old, empty), behind])
    assert.match(ask('wasm-opt', ['--version'], projectEnv(env)), isWanted);
  // The search itself works: without the project's programs the old one runs.
  assert.match(ask('wasm-opt', ['--version'], path(old)), /version 108/);
});

test('a tool with another version is passed over wherever it is on PATH', () => {
  const old = folderWith('old', { tool: 'tool 0.2.92' });
  const right = folderWith('right', { tool: 'tool 0.2.130' });
  const broken = folderWith('broken', {});
  writeFileSync(join(broken, 'tool'), '#!/bin/sh\nexit 1\n', { mode: 0o755 });
  assert.equal(folderOf('tool', '0.2.130', [broken, old, right]), right);
  assert.equal(folderOf('tool', '0.2.130', [right, old]), right);
  assert.equal(folderOf('tool', '0.2.130', [old, broken, join(folder, 'missing')]), null);
});

test('an installed test runner of the locked wasm-bindgen is used, and an old one in front of it is not', async () => {
  const runner = 'wasm-bindgen-test-runner';
  const old = folderWith('old', { [runner]: `${runner} 0.2.92` });
  const right = folderWith('right', { [runner]: `${runner} ${lockedVersion('wasm-bindgen')}` });
  assert.equal(await ensureTestRunner({ env: path(old, right) }), join(right, runner));
});

test('the wasm tools are of the version of the wasm-bindgen that the page uses', () => {
  assert.equal(lockedVersion('wasm-bindgen-cli-support'), lockedVersion('wasm-bindgen'));
});

test('no script runs a wasm tool that PATH decides about', () => {
  for (const file of ['wasm', 'tools', 'site', 'steps', 'setup']) {
    const text = readFileSync(inProject('scripts', 'lib', `${file}.mjs`), 'utf8');
    assert.doesNotMatch(text, /(run|ask|runCargo)\(\s*'wasm-/, file);
  }
});

test('modules that are built at the same time are linked in folders of their own', () => {
  const folders = WASM_MODULES.map((module) => wasmEnv(module, {}).CARGO_TARGET_DIR);
  assert.equal(new Set(folders).size, WASM_MODULES.length);
});

test('a cargo of another Rust in front of rustc is found out before anything is built', () => {
  const rustc = `release: ${RUST_VERSION}.0\nhost: x\nLLVM version: 22.1`;
  const found = (cargo) => inspect('mixed', path(folderWith(cargo, { rustc, cargo: `cargo ${cargo}` })));
  assert.match(lack(found('1.63.0'), RUST_VERSION), new RegExp(`has no cargo ${RUST_VERSION}`));
  assert.doesNotMatch(lack(found(`${RUST_VERSION}.1`), RUST_VERSION), /no cargo/);
});

test('a wrong wasm-opt or Node is reported at once, with what to do', () => {
  checkWasmOpt();
  assert.throws(() => checkWasmOpt('1.0.0'), /needs wasm-opt 1, .* Delete node_modules/);
  checkNode();
  assert.throws(() => checkNode('18.20.0'), /needs Node 20\.19 or later\. This is Node 18\.20\.0/);
});

const MISSING = [
  { title: 'Chromium', use: 'browser tests', packages: ['chromium'] },
  { title: 'nginx', use: 'tests of nginx.conf', packages: ['nginx-light'] },
];

test('before a package is installed, the reader learns which, by which command, and how to prevent it', async () => {
  const events = [];
  const log = (line) => events.push(line);
  const install = async (packages) => void events.push({ packages });
  assert.equal(await installMissing(MISSING, { willInstall: true, log, install }), true);
  const first = events.findIndex((event) => typeof event === 'object');
  const said = events.slice(0, first).join('\n');
  assert.match(said, /Chromium, for browser tests: apt-get install .* chromium$/m);
  assert.match(said, /nginx, for tests of nginx\.conf: apt-get install .* nginx-light$/m);
  assert.match(said, /To prevent this, .*LANES_NO_INSTALL=1/);
  assert.deepEqual(events.slice(first), [{ packages: ['chromium'] }, { packages: ['nginx-light'] }]);
});

test('where nothing may be installed, nothing is, and the text does not say that it was tried', async () => {
  const said = [];
  const install = () => assert.fail('installed');
  const log = (line) => said.push(line);
  assert.equal(await installMissing(MISSING, { willInstall: false, log, install }), false);
  assert.match(said.join('\n'), /Nothing is installed\. On Debian and Ubuntu, root can run:/);
  assert.doesNotMatch(said.join('\n'), /now|failed/);
  assert.equal(mayInstall({ LANES_NO_INSTALL: '1' }), false);
  assert.equal(mayInstall({}), true);
});

test('a package that cannot be installed is reported, and does not keep the others from it', async () => {
  const said = [];
  const installed = [];
  const install = async ([name]) => {
    if (name === 'chromium') throw new Error('no such package');
    installed.push(name);
  };
  const log = (line) => said.push(line);
  assert.equal(await installMissing(MISSING, { willInstall: true, log, install }), false);
  assert.deepEqual(installed, ['nginx-light']);
  assert.match(said.join('\n'), /no such package/);
});

test('nothing is announced where nothing is missing', () => assert.deepEqual(announcement([], true), []));

/** Has a process without python3 and without cargo-deny on its PATH check dependencies. */
const denyWithout = (CI) => {
  const script = `import { checkDependencies } from './scripts/lib/deny.mjs';
    await checkDependencies(['bans'], { env: process.env }).catch(({ name, message }) => console.log(name, message));`;
  const env = { PATH: folder, XDG_CACHE_HOME: folder, CI };
  return ask(process.execPath, ['--input-type=module', '--eval', script], env);
};

test('without cargo-deny the check says how to get it, and fails in CI', () => {
  assert.match(
    denyWithout(''),
    /^Not run cargo-deny [\d.]+ is missing\. Get it by: cargo install cargo-deny --locked/,
  );
  assert.match(denyWithout('true'), /^Problem cargo-deny [\d.]+ is missing\. Get it by: cargo install/);
});
