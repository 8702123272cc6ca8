import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { inProject, ROOT } from '../scripts/lib/paths.mjs';
import { complaints } from './support/prose.mjs';

const TEXTS = /\.(?:css|html|js|md|mjs|py|rs|toml|ya?ml)$/;

/**
 * The history quotes what the page once said, the rules and their samples name what they forbid, and the site to scrape
 * is written by others.
 */
const EXEMPT = /^(?:CHANGELOG\.md|tests\/prose\.test\.mjs|tests\/support\/prose\.mjs|www\/public\/site\/.*)$/;

/** Returns the complaints about all files of the project, as `file:line: why: text`. */
function projectComplaints() {
  const files = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard'], {
    cwd: ROOT,
    encoding: 'utf8',
  })
    .trim()
    .split('\n');
  const texts = files.filter((file) => TEXTS.test(file) && !EXEMPT.test(file) && existsSync(inProject(file)));
  assert.ok(texts.length > 200, 'the files are found');
  return texts.flatMap((file) =>
    complaints(file, readFileSync(inProject(file), 'utf8')).map(
      ({ line, text, why }) => `${file}:${line}: ${why}: ${text}`,
    ),
  );
}

test('comments begin with what they describe, and all files keep to plain words', () => {
  const found = projectComplaints();
  assert.equal(found.length, 0, `\n${found.join('\n')}\n`);
});

const FINE = [
  ['a noun phrase for a type', 'rs', '/// Grace period of a crashed thread, in ms.\npub struct Grace(u32);'],
  ['a verb for a function', 'rs', '/// Encodes the record as a fragment.\npub(crate) fn encode() {}'],
  [
    'attributes between',
    'rs',
    '/// Encodes it.\n#[must_use]\n#[cfg(feature = "threads")]\npub const fn encode() {}',
  ],
  ['a field of function type', 'rs', 'struct A {\n    /// Address of a worker.\n    pub f: fn(u8),\n}'],
  ['a later line', 'rs', '/// Encodes the record.\n/// It is short.\nfn encode() {}'],
  ['a later paragraph', 'rs', '//! Links.\n//!\n//! They are short.'],
  ['a number', 'rs', '/// One row per task.\nrows: Vec<Row>,'],
  ['a verb that is also a noun', 'rs', '/// Requests an address.\nfn request() {}'],
  ['a plain comment', 'rs', '// It has to be first.\nfn encode() {}'],
  ['a test', 'rs', '/// Rounding once lost a millisecond.\n#[test]\nfn rounds() {}'],
  ['a component', 'rs', '/// Menu of all experiments.\n#[component]\nfn Menu() -> Html {}'],
  ['a string that looks like a comment', 'rs', 'const TEXT: &str = "\n/// It is text.\n";'],
  ['a function of a script', 'mjs', '/** Reads a file. */\nexport async function read() {}'],
  ['a constant of a script', 'mjs', '/** The port of the server. */\nconst PORT = 8080;'],
  [
    'a type above a function',
    'mjs',
    '/**\n * A file.\n *\n * @typedef {object} File\n */\n\nfunction read() {}',
  ],
  ['a type in a script', 'mjs', '/** @type {Set<string>} */\nconst names = new Set();'],
  ['keys and parts of longer words', 'md', 'Select `processes-anew`. The besieged clientèle untold.'],
];

for (const [title, kind, source] of FINE)
  test(`no complaint: ${title}`, () => assert.deepEqual(complaints(`a.${kind}`, source), []));

const WRONG = [
  ['a pronoun', 'rs', '/// Its wall time.\nwall: f64,', 1, /begins with Its/],
  [
    'a question',
    'rs',
    'struct A {\n    /// Whether it is over.\n    over: bool,\n}',
    2,
    /begins with Whether/,
  ],
  ['a module with a question', 'rs', '\n//! How links are read.', 2, /begins with How/],
  ['a second comment', 'rs', '/// A.\nstruct A;\n\n/// This is B.\nstruct B;', 4, /begins with This/],
  ['a function by a noun', 'rs', '/// The record as text.\npub fn encode() {}', 1, /no verb/],
  ['a function by a plural', 'rs', '/// Lanes of a run.\nfn lanes() {}', 1, /no verb/],
  [
    'a function by a plural that is also a verb',
    'rs',
    '/// Requests of a run.\nfn requests() {}',
    1,
    /no verb/,
  ],
  ['a function by an imperative', 'rs', '/// Encode the record.\nasync fn encode() {}', 1, /no verb/],
  ['a method by code', 'rs', 'impl A {\n    /// `a + b`.\n    #[inline]\n    fn add() {}\n}', 2, /no verb/],
  ['an external function', 'rs', '/// A worker.\nunsafe extern "C" fn start() {}', 1, /no verb/],
  [
    'a script with a pronoun',
    'mjs',
    '/**\n * They are cached.\n */\nconst FILES = [];',
    2,
    /begins with They/,
  ],
  ['an arrow function by a noun', 'js', '/** A path. */\nexport const path = (name) => name;', 1, /no verb/],
  ['a method of a script', 'js', 'class A {\n  /** The end. */\n  async end() {\n  }\n}', 2, /no verb/],
  ['an odd word in a comment', 'rs', 'fn f() {}\n// Drawn anew.', 2, /says anew/],
  ['an odd word in a string', 'rs', 'let text = "Whoever asks";', 1, /says Whoever/],
  ['an odd word in a document', 'md', 'Runs are\ntold apart.', 2, /says told/],
];

for (const [title, kind, source, line, why] of WRONG) {
  test(`a complaint: ${title}`, () => {
    const found = complaints(`a.${kind}`, source);
    assert.equal(found.length, 1, JSON.stringify(found));
    assert.equal(found[0].line, line);
    assert.match(found[0].why, why);
    assert.ok(source.split('\n')[line - 1].includes(found[0].text), found[0].text);
  });
}
