// Which Rust builds Lanes. The threaded engine needs a standard library compiled with atomics, hence a
// compiler that comes with its library's sources (rust-src) and with the wasm linker.

import { existsSync, readFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { aptInstall, canApt } from './apt.mjs';
import { ask, run } from './command.mjs';
import { inProject, withPath } from './paths.mjs';
import { Problem, step } from './report.mjs';

/** What rustup is asked for where nothing else will do: the version Lanes is developed with. */
const PINNED = '1.96.0';

/** Debian's and Ubuntu's current Rust (it keeps pace for browsers). It goes to /usr/bin, beside rustup's. */
const APT_RUST = ['rustc-web', 'cargo-web', 'rust-web-src', 'rust-web-llvm'];
const APT_CHECKERS = ['rust-web-clippy', 'rustfmt-web'];
const APT_LINKER = ['gcc', 'libc6-dev'];

/**
 * One Rust on this machine, as found.
 *
 * @typedef {object} Candidate
 * @property {string} name where it is from, for people
 * @property {NodeJS.ProcessEnv} env what makes `cargo` be this one
 * @property {string | null} version null where there is none
 * @property {string | null} [llvm] the major version of its LLVM
 * @property {string[]} missing what it lacks
 */

const numbers = (version) => version.split('.').map(Number);

/** Whether version `a` is at least `b`: `1.96.0` is at least `1.95`. */
export function atLeast(a, b) {
  const [left, right] = [numbers(a), numbers(b)];
  const different = right.findIndex((part, i) => (left[i] ?? 0) !== part);
  return different < 0 || (left[different] ?? 0) > right[different];
}

/** Why a candidate cannot build Lanes, or null where it can. */
export function lack({ version, missing }, minimum) {
  if (!version) return 'not installed';
  if (!atLeast(version, minimum)) return `${version} is older than ${minimum}`;
  return missing.length > 0 ? `${version} has no ${missing.join(', no ')}` : null;
}

/**
 * Decides, from facts alone, what to build with: a candidate that is ready, else the installations worth
 * trying, in order, else nothing.
 *
 * @param {{minimum: string, candidates: Candidate[], canApt: boolean, hasRustup: boolean}} facts
 * @returns {{use: Candidate} | {install: ('apt' | 'rustup')[]}}
 */
export function chooseToolchain({ minimum, candidates, canApt, hasRustup }) {
  const use = candidates.find((candidate) => !lack(candidate, minimum));
  if (use) return { use };
  return { install: [canApt && 'apt', hasRustup && 'rustup'].filter(Boolean) };
}

/** The sentence for a machine where nothing can be had. */
export function whatToInstall({ minimum, candidates, canApt, hasRustup }) {
  const found = candidates.map((candidate) => `${candidate.name}: ${lack(candidate, minimum)}`).join('; ');
  const advice = hasRustup
    ? `Run: rustup toolchain install ${PINNED} --profile minimal -c rust-src -c clippy -c rustfmt`
    : `Install rustup (https://rustup.rs), or on Debian or Ubuntu, as root: apt-get install ${APT_RUST.join(' ')}`;
  const tried = canApt || hasRustup ? ' Installing one failed.' : '';
  return `No Rust of at least ${minimum} with rust-src was found (${found}).${tried} ${advice}`;
}

const hasRustup = () => ask('rustup', ['--version']) !== null;

const onPath = (program, { PATH = '' }) =>
  PATH.split(delimiter).some((folder) => existsSync(join(folder, program)));

/** Looks at what one environment's `rustc` really is. */
function inspect(name, env) {
  // Looking must not make rustup download anything.
  const rustc = (...args) => ask('rustc', args, { ...env, RUSTUP_AUTO_INSTALL: '0' });
  const facts = rustc('-vV');
  const sysroot = rustc('--print', 'sysroot');
  if (!facts || !sysroot) return { name, env, version: null, missing: [] };
  const fact = (label) => facts.match(new RegExp(`^${label}: (\\S+)`, 'm'))?.[1] ?? '';
  const rustlib = join(sysroot, 'lib', 'rustlib');
  const parts = {
    cargo: ask('cargo', ['-V'], { ...env, RUSTUP_AUTO_INSTALL: '0' }) !== null,
    'rust-src': existsSync(join(rustlib, 'src', 'rust', 'library', 'std')),
    'rust-lld': existsSync(join(rustlib, fact('host'), 'bin', 'rust-lld')) || onPath('rust-lld', env),
  };
  return {
    name,
    env,
    version: fact('release'),
    llvm: fact('LLVM version').split('.')[0],
    missing: Object.keys(parts).filter((part) => !parts[part]),
  };
}

const NODE_FOLDER = join(process.execPath, '..');

function lookAround() {
  // Node stays in front: /usr/bin may have another one, and wasm-opt and the wasm tests run on it.
  const distribution = withPath(process.env, NODE_FOLDER, '/usr/bin');
  return [
    inspect('the Rust on PATH', { ...process.env }),
    inspect('the distribution’s Rust in /usr/bin', distribution),
    inspect(`rustup’s ${PINNED}`, { ...process.env, RUSTUP_TOOLCHAIN: PINNED }),
  ];
}

const INSTALLERS = {
  async apt() {
    await aptInstall(APT_RUST);
    // rust-web-llvm has rust-lld as a link to LLVM's own linker, without depending on its package.
    const { llvm, missing } = lookAround()[1];
    if (missing.includes('rust-lld')) await aptInstall([`lld-${llvm}`]);
  },
  rustup: () =>
    step(`rustup toolchain install ${PINNED}`, () =>
      run('rustup', [
        'toolchain',
        'install',
        PINNED,
        '--profile',
        'minimal',
        '-c',
        'rust-src',
        '-c',
        'clippy',
        '-c',
        'rustfmt',
      ]),
    ),
};

function gatherFacts() {
  const minimum = readFileSync(inProject('Cargo.toml'), 'utf8').match(/^rust-version = "(.+)"/m)[1];
  return { minimum, candidates: lookAround(), canApt: canApt(), hasRustup: hasRustup() };
}

/** Native builds (Lanes' own tests, and the tools) link with the C compiler. */
async function ensureLinker() {
  if (ask('cc', ['--version']) !== null) return;
  if (!canApt())
    throw new Problem(
      'No C linker (cc). Install gcc and the C library’s headers, or Xcode’s command line tools.',
    );
  await aptInstall(APT_LINKER);
}

/**
 * Finds a Rust that can build Lanes, installing one where it must and can. Prints what it chose, and why
 * not another.
 *
 * @returns {Promise<Candidate>}
 */
export async function ensureToolchain() {
  let facts = gatherFacts();
  let choice = chooseToolchain(facts);
  for (const installer of choice.install ?? []) {
    await INSTALLERS[installer]().catch((error) => console.log(`  ${error.message}\n${error.output ?? ''}`));
    facts = gatherFacts();
    choice = chooseToolchain(facts);
    if (choice.use) break;
  }
  if (!choice.use) throw new Problem(whatToInstall(facts));
  await ensureLinker();
  const { use } = choice;
  const passed = facts.candidates.slice(0, facts.candidates.indexOf(use));
  const why = passed.map((candidate) => `${candidate.name}: ${lack(candidate, facts.minimum)}`).join('; ');
  console.log(`  Rust ${use.version}, ${use.name}${why && ` (${why})`}`);
  return use;
}

/** Makes `cargo fmt` and `cargo clippy` work, which only the tests need. */
export async function ensureCheckers(toolchain) {
  const sysroot = ask('rustc', ['--print', 'sysroot'], toolchain.env);
  // A clippy of another Rust on PATH would answer too, and then find the crates of this one unreadable.
  const works = () =>
    ask('cargo', ['fmt', '--version'], toolchain.env) !== null &&
    existsSync(join(sysroot, 'bin', 'cargo-clippy'));
  if (works()) return;
  if (sysroot === '/usr' && canApt()) await aptInstall(APT_CHECKERS);
  else if (hasRustup())
    await run('rustup', ['component', 'add', 'clippy', 'rustfmt'], { env: toolchain.env, show: true });
  if (!works())
    throw new Problem(
      'cargo fmt and cargo clippy are needed for the tests: install them for the Rust named above.',
    );
}
