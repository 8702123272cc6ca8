import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { test } from 'node:test';
import { ROOT } from '../scripts/lib/paths.mjs';
import { cargoMetadata } from './support/architecture.mjs';
import { chain, circles } from './support/import-circles.mjs';
import { importsBetweenFiles, readCrate } from './support/rust-modules.mjs';

/** The targets that are built from modules of their own; tests and benches import a library from outside. */
const KINDS = ['lib', 'rlib', 'cdylib', 'bin', 'example'];

function readSource(file) {
  const path = join(ROOT, file);
  return existsSync(path) ? readFileSync(path, 'utf8') : undefined;
}

const targets = cargoMetadata('--no-deps').packages.flatMap((crate) =>
  crate.targets.filter((target) => target.kind.some((kind) => KINDS.includes(kind))),
);

test('every crate has a target to check', () => assert.ok(targets.length >= 7, String(targets.length)));

for (const target of targets) {
  test(`${target.name} has no import circle between its modules`, () => {
    const imports = importsBetweenFiles(readCrate(relative(ROOT, target.src_path), readSource));
    assert.ok(imports.size > 0, 'the modules are found');
    const found = circles(imports).map(({ circle }) => chain(circle, imports));
    assert.equal(found.length, 0, `Import circles:\n\n* ${found.join('\n* ')}\n`);
  });
}

/** Reads a made-up crate. Returns what each file imports, as `importing -> imported: names`. */
function importsOf(files) {
  const crate = readCrate('lib.rs', (file) => files[file]);
  return [...importsBetweenFiles(crate)].flatMap(([file, targets]) =>
    [...targets].map(
      ([target, names]) => `${file} -> ${target}: ${names.map(({ name }) => name).join(', ')}`,
    ),
  );
}

const IMPORTS = [
  [
    'an item of another module',
    { 'lib.rs': 'mod a; mod b;', 'a.rs': 'use crate::b::B;', 'b.rs': 'pub struct B;' },
    ['a.rs -> b.rs: B'],
  ],
  [
    'items in a nested tree, under another name and with self',
    {
      'lib.rs': 'mod a; mod b;',
      'a.rs': 'use crate::{b::{self, B as Other, c::C}, };\nfn f() { b::make() }',
      'b/mod.rs': 'pub mod c; pub struct B; pub fn make() {}',
      'b/c.rs': 'pub struct C;',
    },
    ['a.rs -> b/mod.rs: B, b::make', 'a.rs -> b/c.rs: C'],
  ],
  [
    'paths without an import, in types, calls and macros',
    {
      'lib.rs': 'mod a; mod b;',
      'a.rs': 'fn f(b: &crate::b::B) { super::b::make(); vec![crate::b::COUNT] }',
      'b.rs': 'pub struct B; pub fn make() {} pub const COUNT: u8 = 1;',
    },
    ['a.rs -> b.rs: b::B, b::make, b::COUNT'],
  ],
  [
    'an import within a function',
    { 'lib.rs': 'mod a; mod b;', 'a.rs': 'fn f() { use crate::b::B; }', 'b.rs': 'pub enum B {}' },
    ['a.rs -> b.rs: B'],
  ],
  [
    'a re-exported item, which comes from the module that defines it',
    {
      'lib.rs': 'mod a; mod b; pub use b::B;',
      'a.rs': 'use crate::B; use crate::b::C;',
      'b/mod.rs': 'mod c; pub use c::C; pub struct B;',
      'b/c.rs': 'pub struct C;',
    },
    ['a.rs -> b/mod.rs: B', 'a.rs -> b/c.rs: C'],
  ],
  [
    'a function that is called like the module that it is re-exported from',
    {
      'lib.rs': 'mod a; mod b;',
      'a.rs': 'use crate::b::story;\nfn f() { story(); }',
      'b/mod.rs': 'mod story; pub use story::story;',
      'b/story.rs': 'pub fn story() {}',
    },
    ['a.rs -> b/story.rs: story'],
  ],
  [
    'nothing where a parent declares and re-exports alone',
    { 'lib.rs': 'mod a; pub use a::{A, make};', 'a.rs': 'pub struct A; pub fn make() {}' },
    [],
  ],
  [
    'what a parent re-exports and uses',
    {
      'lib.rs': 'mod a; pub use a::{A, B, C, make};\nfn f(a: A) { make(B::new()) }',
      'a.rs': 'pub struct A; pub struct B; pub struct C; pub fn make() {}',
    },
    ['lib.rs -> a.rs: A, B, make'],
  ],
  [
    'no variable, field or variant that is called like a re-exported item',
    {
      'lib.rs':
        'mod a; pub use a::{A, make};\nenum E { A(u8), Other }\nfn f(make: u8) { x.make(); let y = make; }',
      'a.rs': 'pub struct A; pub fn make() {}',
    },
    [],
  ],
  [
    'what a child takes from its parent, and the parent from it',
    {
      'lib.rs': 'mod a;',
      'a/mod.rs': 'mod b; use b::B; pub struct A(B);',
      'a/b.rs': 'use super::A; pub struct B;',
    },
    ['a/mod.rs -> a/b.rs: B', 'a/b.rs -> a/mod.rs: A'],
  ],
  [
    'what a glob import brings and the code names',
    {
      'lib.rs': 'mod a; mod b; mod c;',
      'a.rs': 'use crate::b::*;\nfn f() -> B { C::new() }',
      'b.rs': 'pub use crate::c::{C, D}; pub struct B;',
      'c.rs': 'pub struct C; pub struct D;',
    },
    ['a.rs -> b.rs: B', 'a.rs -> c.rs: C', 'b.rs -> c.rs: C, D'],
  ],
  [
    'macros by their paths, and paths in macros',
    {
      'lib.rs': 'mod a; mod b; mod c;',
      'a.rs': 'macro_rules! table { ($x:ty) => { $crate::b::make::<$x>() }; }\npub(crate) use table;',
      'b.rs': 'pub fn make<T>() {}',
      'c.rs': 'use crate::a::table;\ntable!(u8);\n#[macro_export]\nmacro_rules! outer { () => {}; }',
      'd.rs': '',
    },
    ['a.rs -> b.rs: b::make', 'c.rs -> a.rs: table'],
  ],
  [
    'an exported macro by the root of the crate',
    {
      'lib.rs': 'mod a; mod b;',
      'a.rs': '#[macro_export]\nmacro_rules! table { () => {}; }',
      'b.rs': 'crate::table!();',
    },
    ['b.rs -> a.rs: table'],
  ],
  [
    'nothing in tests, comments and strings',
    {
      'lib.rs': 'mod a; mod b;',
      'a.rs': [
        '//! See [`crate::b::B`]. /* use crate::b::B; */',
        '/* use crate::b::B; /* nested */ use crate::b::B; */',
        'const TEXT: &str = "use crate::b::B;";',
        'const RAW: &str = r#"crate::b::B "quoted" crate::b::B"#;',
        "const QUOTE: char = '\"'; fn f<'a>(x: &'a str) {}",
        '#[cfg(test)] fn g<A, B>(a: A) { crate::b::B }',
        '#[cfg(test)] use crate::b::B;',
        '#[cfg(test)] mod tests { use crate::b::B; }',
        '#[cfg(all(test, unix))] mod more;',
        '#[test] fn works() { crate::b::B; }',
      ].join('\n'),
      'b.rs': 'pub struct B;',
    },
    [],
  ],
  [
    'code that is left out of some builds',
    {
      'lib.rs': 'mod a; mod b;',
      'a.rs': '#[cfg(feature = "threads")]\nuse crate::b::B;\n#[cfg(not(test))]\nfn f() { crate::b::make() }',
      'b.rs': 'pub struct B; pub fn make() {}',
    },
    ['a.rs -> b.rs: B, b::make'],
  ],
  [
    'nothing between a file and its inline modules',
    {
      'lib.rs':
        'mod a { pub struct A; pub mod b { use super::A; pub struct B; } }\nuse a::b::B; fn f(b: B) {}',
    },
    [],
  ],
];

for (const [title, files, expected] of IMPORTS)
  test(`imports: ${title}`, () => assert.deepEqual(importsOf(files), expected));

test('a module without a file is an error that names it', () => {
  assert.throws(
    () => importsOf({ 'lib.rs': 'mod a;' }),
    /lib.rs declares mod a, but there is no a.rs or a.mod.rs/,
  );
});

/** Finds the circles of a graph that is written as `{ 'a.rs': ['b.rs'] }`. */
function circlesOf(graph) {
  const named = (files) => new Map(files.map((file) => [file, [{ name: 'X', line: 1 }]]));
  return circles(new Map(Object.entries(graph).map(([file, files]) => [file, named(files)])));
}

test('layers have no circle', () => {
  assert.deepEqual(circlesOf({ 'a.rs': ['b.rs', 'c.rs'], 'b.rs': ['c.rs'], 'c.rs': [] }), []);
});

test('two files that import each other are a circle', () => {
  const found = circlesOf({ 'a.rs': ['b.rs', 'c.rs'], 'b.rs': ['a.rs'], 'c.rs': [] });
  assert.deepEqual(
    found.map(({ circle }) => circle),
    [['a.rs', 'b.rs']],
  );
});

test('one import that closes several circles is reported once', () => {
  const found = circlesOf({ 'a.rs': ['b.rs', 'c.rs'], 'b.rs': ['d.rs'], 'c.rs': ['d.rs'], 'd.rs': ['a.rs'] });
  assert.deepEqual(
    found.map(({ circle, shared }) => [circle, shared]),
    [
      [
        ['a.rs', 'b.rs', 'd.rs'],
        ['d.rs', 'a.rs'],
      ],
    ],
  );
});

test('separate circles are all reported', () => {
  const found = circlesOf({ 'a.rs': ['b.rs'], 'b.rs': ['a.rs'], 'c.rs': ['d.rs'], 'd.rs': ['c.rs'] });
  assert.deepEqual(
    found.map(({ circle }) => circle.join()),
    ['a.rs,b.rs', 'c.rs,d.rs'],
  );
});

test('a circle reads as a chain with the names and lines of its imports', () => {
  const files = {
    'lib.rs': 'mod a; mod b;',
    'a.rs': '\nuse crate::b::{B, make};\npub struct A;',
    'b.rs': 'use crate::a::A;\npub struct B; pub fn make() {}',
  };
  const imports = importsBetweenFiles(readCrate('lib.rs', (file) => files[file]));
  assert.equal(
    chain(circles(imports)[0].circle, imports),
    'a.rs:2 imports B, make from b.rs\n  b.rs:1 imports A from a.rs',
  );
});
