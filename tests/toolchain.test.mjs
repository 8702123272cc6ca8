import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { inProject } from '../scripts/lib/paths.mjs';
import { atLeast, chooseToolchain, lack, RUST_VERSION, whatToInstall } from '../scripts/lib/toolchain.mjs';

const candidate = (name, version, ...missing) => ({ name, env: {}, version, missing });
const nothing = (name) => candidate(name, null);
const facts = (candidates, { canApt = false, canRustup = false, hasRustup = canRustup } = {}) => ({
  minimum: '1.95',
  candidates,
  canApt,
  canRustup,
  hasRustup,
});

test('versions are compared part by part as numbers', () => {
  assert.ok(atLeast('1.95.0', '1.95'));
  assert.ok(atLeast('1.100.0', '1.95'));
  assert.ok(atLeast('2.0.0', '1.95'));
  assert.ok(atLeast('1.98.0-nightly', '1.95'));
  assert.ok(!atLeast('1.94.9', '1.95'));
  assert.ok(!atLeast('1.9.0', '1.95'));
});

test('a complete Rust on PATH is used even if packages could be installed', () => {
  const mine = candidate('path', '1.96.0');
  const system = candidate('system', '1.97.0');
  assert.equal(chooseToolchain(facts([mine, system], { canApt: true })).use, mine);
});

test('a Rust that is too old or lacks the library sources is not used', () => {
  const system = candidate('system', '1.96.0');
  assert.equal(chooseToolchain(facts([candidate('path', '1.96.0', 'rust-src'), system])).use, system);
  assert.equal(chooseToolchain(facts([candidate('path', '1.94.0'), system])).use, system);
  assert.equal(chooseToolchain(facts([nothing('path'), system])).use, system);
});

test('every possible installation is tried, beginning with the distribution’s packages', () => {
  const candidates = [candidate('path', '1.95.0', 'rust-src'), nothing('system')];
  const install = (can) => chooseToolchain(facts(candidates, can)).install;
  assert.deepEqual(install({ canApt: true, canRustup: true }), ['apt', 'rustup']);
  assert.deepEqual(install({ canApt: true }), ['apt']);
  assert.deepEqual(install({ canRustup: true }), ['rustup']);
  assert.deepEqual(install({}), []);
});

test('the reason names what a toolchain lacks', () => {
  assert.equal(lack(candidate('path', '1.96.0'), '1.95'), null);
  assert.equal(
    lack(candidate('path', '1.96.0', 'rust-src', 'rust-lld'), '1.95'),
    '1.96.0 has no rust-src, no rust-lld',
  );
  assert.equal(lack(candidate('path', '1.80.0'), '1.95'), '1.80.0 is older than 1.95');
  assert.equal(lack(nothing('path'), '1.95'), 'not installed');
});

test('if nothing can be installed automatically, the message names what to install', () => {
  const candidates = [nothing('path')];
  assert.match(whatToInstall(facts(candidates)), /Install rustup .* rustc-web/);
  const withRustup = whatToInstall(facts(candidates, { canRustup: true }));
  assert.match(withRustup, /Installing one failed\. Run: rustup toolchain install \d/);
  // LANES_NO_INSTALL is set: nothing was tried.
  const forbidden = whatToInstall(facts(candidates, { hasRustup: true }));
  assert.match(forbidden, /Run: rustup toolchain install \d/);
  assert.doesNotMatch(forbidden, /failed/);
});

test('the version of Rust is stated in Cargo.toml alone', () => {
  assert.match(RUST_VERSION, /^\d+\.\d+$/);
  const files = ['scripts/lib', '.github/workflows'].flatMap((folder) =>
    readdirSync(inProject(folder)).map((name) => `${folder}/${name}`),
  );
  assert.ok(files.length > 15, `${files}`);
  // Comments explain with examples.
  for (const file of [...files, 'README.md', 'CONTRIBUTING.md', 'hosting/README.md'])
    for (const line of readFileSync(inProject(file), 'utf8').split('\n'))
      if (!/^\s*(\/\/|\/?\*)/.test(line)) assert.doesNotMatch(line, /\b1\.\d\d(\.\d+)?\b/, file);
  const [, members] = readFileSync(inProject('Cargo.toml'), 'utf8').match(/^members = \[(.+?)\]/ms);
  for (const [, crate] of members.matchAll(/"(.+?)"/g))
    assert.match(
      readFileSync(inProject(crate, 'Cargo.toml'), 'utf8'),
      /^rust-version\.workspace = true$/m,
      crate,
    );
});

test('npm installs every package by its hash, and none from an address of its own', () => {
  const { packages } = JSON.parse(readFileSync(inProject('package-lock.json'), 'utf8'));
  const entries = Object.entries(packages).filter(([path]) => path !== '');
  assert.ok(entries.length > 10);
  for (const [path, { integrity, resolved }] of entries) {
    assert.match(integrity, /^sha512-/, path);
    assert.ok(resolved === undefined || /^https:\/\/registry\.npmjs\.org\//.test(resolved), path);
  }
});
