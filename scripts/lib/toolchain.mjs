// The Rust that builds Lanes. The threaded engine needs a standard library compiled with atomics, hence a compiler that
// comes with its library's sources (rust-src) and with the wasm linker.

import { existsSync, readFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { ask, run } from './command.mjs';
import { inProject, withPath } from './paths.mjs';
import { Problem, print, step } from './report.mjs';
import { canApt, installCommand, installMissing, mayInstall } from './system.mjs';

/** `rust-version` of the workspace: the oldest Rust that builds Lanes, and the one that rustup is asked for. */
export const RUST_VERSION = readFileSync(inProject('Cargo.toml'), 'utf8').match(/^rust-version = "(.+)"/m)[1];

/** Debian's and Ubuntu's current Rust, which keeps pace for browsers. It goes to /usr/bin, next to rustup's. */
const APT_RUST = ['rustc-web', 'cargo-web', 'rust-web-src', 'rust-web-llvm'];
const APT_CHECKERS = ['rust-web-clippy', 'rustfmt-web'];
const APT_LINKER = ['gcc', 'libc6-dev'];

const RUSTUP_COMPONENTS = ['rust-src', 'clippy', 'rustfmt'].flatMap((name) => ['-c', name]);
const RUSTUP = ['toolchain', 'install', RUST_VERSION, '--profile', 'minimal', ...RUSTUP_COMPONENTS];

/**
 * A Rust toolchain on this machine.
 *
 * @typedef {object} Candidate
 * @property {string} name where it comes from, for people
 * @property {NodeJS.ProcessEnv} env the environment in which `cargo` is this one
 * @property {string | null} version null if there is none
 * @property {string | null} [llvm] the major version of its LLVM
 * @property {string[]} missing parts it lacks
 */

const numbers = (version) => version.split('.').map(Number.parseFloat);

/** Returns true if version `a` is at least `b`: `1.96.0` is at least `1.95`. */
export function atLeast(a, b) {
  const [left, right] = [numbers(a), numbers(b)];
  const different = right.findIndex((part, i) => (left[i] ?? 0) !== part);
  return different < 0 || (left[different] ?? 0) > right[different];
}

/** Returns why a candidate cannot build Lanes, or null if it can. */
export function lack({ version, missing }, minimum) {
  if (!version) return 'not installed';
  if (!atLeast(version, minimum)) return `${version} is older than ${minimum}`;
  return missing.length > 0 ? `${version} has no ${missing.join(', no ')}` : null;
}

/**
 * Decides what to build with: a candidate that is complete, else the installers worth trying, in order.
 *
 * @param {{minimum: string, candidates: Candidate[], canApt: boolean, canRustup: boolean}} facts
 * @returns {{use: Candidate} | {install: ('apt' | 'rustup')[]}}
 */
export function chooseToolchain({ minimum, candidates, canApt, canRustup }) {
  const use = candidates.find((candidate) => !lack(candidate, minimum));
  if (use) return { use };
  return { install: [canApt && 'apt', canRustup && 'rustup'].filter(Boolean) };
}

/** Returns the message for a machine without a Rust that builds Lanes. */
export function whatToInstall({ minimum, candidates, canApt, canRustup, hasRustup }) {
  const found = candidates.map((candidate) => `${candidate.name}: ${lack(candidate, minimum)}`).join('; ');
  const advice = hasRustup
    ? `Run: rustup ${RUSTUP.join(' ')}`
    : `Install rustup (https://rustup.rs), or on Debian or Ubuntu, as root: ${installCommand(APT_RUST)}`;
  const tried = canApt || canRustup ? ' Installing one failed.' : '';
  return `Lanes needs Rust ${minimum} or later with rust-src (${found}).${tried} ${advice}`;
}

const hasRustup = () => ask('rustup', ['--version']) !== null;

const isOnPath = (program, { PATH = '' }) =>
  PATH.split(delimiter).some((folder) => existsSync(join(folder, program)));

/** Examines the `rustc` and `cargo` that an environment has. */
export function inspect(name, env) {
  // Rustup must not download anything now.
  const look = (command, ...args) => ask(command, args, { ...env, RUSTUP_AUTO_INSTALL: '0' });
  const facts = look('rustc', '-vV');
  const sysroot = look('rustc', '--print', 'sysroot');
  if (!facts || !sysroot) return { name, env, version: null, missing: [] };
  const fact = (label) => facts.match(new RegExp(`^${label}: (\\S+)`, 'm'))?.[1] ?? '';
  const version = fact('release');
  const minor = version.split('.').slice(0, 2).join('.');
  const rustlib = join(sysroot, 'lib', 'rustlib');
  const parts = {
    // A cargo of another Rust earlier on PATH would fail late, when it builds the standard library.
    [`cargo ${minor}`]: look('cargo', '-V')?.startsWith(`cargo ${minor}.`),
    'rust-src': existsSync(join(rustlib, 'src', 'rust', 'library', 'std')),
    'rust-lld': existsSync(join(rustlib, fact('host'), 'bin', 'rust-lld')) || isOnPath('rust-lld', env),
  };
  return {
    name,
    env,
    version,
    llvm: fact('LLVM version').split('.')[0],
    missing: Object.keys(parts).filter((part) => !parts[part]),
  };
}

function lookAround() {
  // Node stays first: /usr/bin may have another one, on which npm's programs would then run.
  const distribution = withPath(process.env, join(process.execPath, '..'), '/usr/bin');
  return [
    inspect('the Rust on PATH', { ...process.env }),
    inspect('the distribution’s Rust in /usr/bin', distribution),
    inspect(`rustup’s ${RUST_VERSION}`, { ...process.env, RUSTUP_TOOLCHAIN: RUST_VERSION }),
  ];
}

const INSTALLERS = {
  async apt() {
    await installMissing([{ title: `Rust ${RUST_VERSION}`, use: 'building Lanes', packages: APT_RUST }]);
    // rust-web-llvm has rust-lld as a link to LLVM's own linker, but does not depend on its package.
    const { llvm, missing } = lookAround()[1];
    if (missing.includes('rust-lld'))
      await installMissing([{ title: 'LLVM’s linker', use: 'building Lanes', packages: [`lld-${llvm}`] }]);
  },
  rustup: () =>
    step(`rustup ${RUSTUP.join(' ')}`, () => run('rustup', RUSTUP), {
      about: 'a download of about 300 MB, into rustup’s own folder; LANES_NO_INSTALL=1 prevents it',
    }),
};

const gatherFacts = () => ({
  minimum: RUST_VERSION,
  candidates: lookAround(),
  canApt: canApt(),
  canRustup: mayInstall() && hasRustup(),
  hasRustup: hasRustup(),
});

/** Installs a C compiler if there is none. With it, native builds link: Lanes' own tests, and the tools. */
async function ensureLinker() {
  const isThere = () => ask('cc', ['--version']) !== null;
  const needed = { title: 'A C linker (cc)', use: 'building Lanes', packages: APT_LINKER };
  if (isThere() || ((await installMissing([needed])) && isThere())) return;
  throw new Problem(
    'Lanes needs a C linker (cc). Install gcc and the C library’s headers, or Xcode’s command line tools.',
  );
}

/**
 * Finds a Rust that builds Lanes, and installs one if that is necessary, possible and allowed. Prints which it chose, and
 * why not one before it.
 *
 * @returns {Promise<Candidate>}
 */
export async function ensureToolchain() {
  let facts = gatherFacts();
  let choice = chooseToolchain(facts);
  for (const installer of choice.install ?? []) {
    await INSTALLERS[installer]().catch((error) => print(`  ${error.message}\n${error.output ?? ''}`));
    facts = gatherFacts();
    choice = chooseToolchain(facts);
    if (choice.use) break;
  }
  if (!choice.use) throw new Problem(whatToInstall(facts));
  await ensureLinker();
  const { use } = choice;
  const passed = facts.candidates.slice(0, facts.candidates.indexOf(use));
  const why = passed.map((candidate) => `${candidate.name}: ${lack(candidate, facts.minimum)}`).join('; ');
  print(`  Rust ${use.version}, ${use.name}${why && ` (${why})`}`);
  return use;
}

/** Installs `cargo fmt` and `cargo clippy`, which only the tests need, if they are missing. */
export async function ensureCheckers(toolchain) {
  const sysroot = ask('rustc', ['--print', 'sysroot'], toolchain.env);
  // A clippy of another Rust on PATH would answer too, and then fail to read the crates of this one.
  const works = () =>
    ask('cargo', ['fmt', '--version'], toolchain.env) !== null &&
    existsSync(join(sysroot, 'bin', 'cargo-clippy'));
  if (works()) return;
  if (sysroot === '/usr')
    await installMissing([{ title: 'rustfmt and clippy', use: 'npm test', packages: APT_CHECKERS }]);
  else if (hasRustup() && mayInstall())
    await run('rustup', ['component', 'add', 'clippy', 'rustfmt'], { env: toolchain.env, show: true });
  if (!works())
    throw new Problem('The tests need cargo fmt and cargo clippy: install them for the Rust named above.');
}
