import assert from 'node:assert/strict';
import { test } from 'node:test';
import { atLeast, chooseToolchain, lack, whatToInstall } from '../scripts/lib/toolchain.mjs';

const candidate = (name, version, ...missing) => ({ name, env: {}, version, missing });
const nothing = (name) => candidate(name, null);
const facts = (candidates, { canApt = false, hasRustup = false } = {}) => ({
  minimum: '1.95',
  candidates,
  canApt,
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
  assert.deepEqual(install({ canApt: true, hasRustup: true }), ['apt', 'rustup']);
  assert.deepEqual(install({ canApt: true }), ['apt']);
  assert.deepEqual(install({ hasRustup: true }), ['rustup']);
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
  assert.match(whatToInstall(facts(candidates, { hasRustup: true })), /rustup toolchain install \d/);
});
