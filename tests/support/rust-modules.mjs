// The modules of a crate, and the imports between their files.

import { dirname, join } from 'node:path';
import { tokenize } from './rust-tokens.mjs';

/**
 * A module. An inline module (`mod name { ... }`) has the file of the module around it.
 *
 * @typedef {object} Module
 * @property {string} file
 * @property {Module | undefined} parent
 * @property {Map<string, Module>} children
 * @property {Set<string>} items names defined in the module itself
 * @property {Use[]} uses
 * @property {Path[]} paths qualified names outside of `use`, such as `super::draw` or `window::Ticks`
 * @property {Map<string, number>} mentions unqualified names outside of `use`, with the line of the first
 */

/**
 * One leaf of a `use` tree.
 *
 * @typedef {{ path: string[], name: string, isPublic: boolean, line: number }} Use `name` is `*` for a glob
 * @typedef {{ path: string[], line: number }} Path
 */

const ITEMS = new Set(['const', 'enum', 'fn', 'macro_rules', 'static', 'struct', 'trait', 'type', 'union']);
const ROOTS = new Set(['crate', 'self', 'super']);
const OPENING = new Set(['(', '[', '{']);
const CLOSING = new Set([')', ']', '}']);

/** Tokens that end an item, by its keyword. Anything else is a field, a match arm or a statement. */
const ENDS = [
  [/^(?:const|let|static|type|use)$/, new Set([';'])],
  [/^(?:async|enum|extern|fn|impl|macro_rules|mod|struct|trait|union|unsafe)$/, new Set([';', '{'])],
  [/^/, new Set([',', ';', '{'])],
];

/** Position in a list of tokens. */
class Cursor {
  constructor(tokens) {
    this.tokens = tokens;
    this.at = 0;
  }

  /** Returns the text of the token `offset` tokens ahead, or an empty string beyond the ends. */
  peek(offset = 0) {
    return this.tokens[this.at + offset]?.text ?? '';
  }

  get kind() {
    return this.tokens[this.at].kind;
  }

  get line() {
    return this.tokens[this.at].line;
  }

  get isDone() {
    return this.at >= this.tokens.length;
  }

  /** Moves past the bracket at the cursor and all it holds. Returns the tokens inside. */
  skipBrackets() {
    const start = this.at + 1;
    let depth = 0;
    do {
      if (OPENING.has(this.peek())) depth += 1;
      if (CLOSING.has(this.peek())) depth -= 1;
      this.at += 1;
    } while (depth > 0 && !this.isDone);
    return this.tokens.slice(start, this.at - 1);
  }

  /** Moves past one item, statement, field or match arm. */
  skipItem() {
    const keyword = this.itemKeyword();
    const [, ends] = ENDS.find(([pattern]) => pattern.test(keyword));
    while (!this.isDone && !CLOSING.has(this.peek())) {
      const text = this.peek();
      if (OPENING.has(text)) this.skipBrackets();
      else this.at += 1;
      if (ends.has(text)) return;
    }
  }

  /** Returns the keyword of the item at the cursor, which follows attributes and visibility. */
  itemKeyword() {
    let ahead = 0;
    while (this.peek(ahead) === '#') {
      const inner = new Cursor(this.tokens.slice(this.at + ahead + 1));
      inner.skipBrackets();
      ahead += inner.at + 1;
    }
    if (this.peek(ahead) === 'pub') ahead += this.peek(ahead + 1) === '(' ? 4 : 1;
    return this.peek(ahead) === 'const' && this.peek(ahead + 1) === 'fn' ? 'fn' : this.peek(ahead);
  }
}

/** Returns true if an attribute limits the next item to tests. */
function isForTests(tokens) {
  const text = tokens.map((token) => token.text).join('');
  return /^(?:cfg\((?:all\((?:.*,)?)?test\b|test$)/.test(text);
}

/** Reads the tree after `use`, up to its `;`, as leaves. */
function readUseTree(cursor, prefix, add) {
  const path = [...prefix];
  if (cursor.peek() === '::') cursor.at += 1;
  while (!cursor.isDone) {
    const text = cursor.peek();
    if (text === '{') {
      const inner = new Cursor(cursor.skipBrackets());
      while (!inner.isDone) {
        readUseTree(inner, path, add);
        if (inner.peek() === ',') inner.at += 1;
      }
      return;
    }
    const { line } = cursor;
    cursor.at += 1;
    if (text === '*') return add({ path, name: '*', line });
    // `use a::{self}` imports `a`.
    if (text !== 'self' || path.length === 0) path.push(text);
    if (cursor.peek() === '::') {
      cursor.at += 1;
      continue;
    }
    let name = path.at(-1);
    if (cursor.peek() === 'as') {
      name = cursor.peek(1);
      cursor.at += 2;
    }
    return add({ path, name, line });
  }
}

/** Reads one file or inline module into `module`. `open(name, path)` gives a child's own file. */
class ModuleReader {
  constructor(module, open) {
    this.module = module;
    this.open = open;
  }

  read(tokens, depth = 0) {
    const cursor = new Cursor(tokens);
    while (!cursor.isDone) {
      const text = cursor.peek();
      if (text === '#') this.readAttribute(cursor);
      else if (OPENING.has(text)) this.read(cursor.skipBrackets(), depth + 1);
      else if (text === 'use' && cursor.peek(1) !== '<') this.readUse(cursor);
      else if (text === 'mod' && /[;{]/.test(cursor.peek(2))) this.readModule(cursor);
      else if (text === 'enum') this.readEnum(cursor, depth);
      else if (ITEMS.has(text)) this.readDefinition(cursor, depth);
      else this.readName(cursor);
    }
  }

  readAttribute(cursor) {
    cursor.at += 1;
    const isInner = cursor.peek() === '!';
    if (isInner) cursor.at += 1;
    if (cursor.peek() !== '[') return;
    const tokens = cursor.skipBrackets();
    if (tokens[0]?.text === 'path') this.path = JSON.parse(tokens.at(-1).text);
    if (!isForTests(tokens)) return;
    if (isInner) cursor.at = cursor.tokens.length;
    else cursor.skipItem();
  }

  readUse(cursor) {
    const isPublic = /^(?:pub|\))$/.test(cursor.peek(-1));
    cursor.at += 1;
    readUseTree(cursor, [], (use) => this.module.uses.push({ ...use, isPublic }));
  }

  readModule(cursor) {
    const name = cursor.peek(1);
    cursor.at += 2;
    const path = this.path;
    this.path = undefined;
    if (cursor.peek() === ';') {
      this.module.children.set(name, this.open(this.module, name, path));
      return;
    }
    const child = emptyModule(this.module.file, this.module, name);
    this.module.children.set(name, child);
    new ModuleReader(child, this.open).read(cursor.skipBrackets());
  }

  /** Reads an enum. Its variants' names do not mention items of the same name. */
  readEnum(cursor, depth) {
    this.readDefinition(cursor, depth);
    while (!cursor.isDone && cursor.peek() !== '{') this.readName(cursor);
    const body = new Cursor(cursor.skipBrackets());
    while (!body.isDone) {
      while (body.peek() === '#') this.readAttribute(body);
      body.at += 1;
      while (!body.isDone && body.peek() !== ',') {
        if (OPENING.has(body.peek())) this.read(body.skipBrackets(), depth + 1);
        else this.readName(body);
      }
      body.at += 1;
    }
  }

  readDefinition(cursor, depth) {
    const { line } = cursor;
    const isExported = cursor.peek(-1) === ']' && cursor.peek(-2) === 'macro_export';
    cursor.at += cursor.peek() === 'macro_rules' ? 2 : 1;
    // `const {`, `fn(`, `const fn`: no name follows.
    if (cursor.isDone || cursor.kind !== 'word' || ITEMS.has(cursor.peek())) return;
    const name = cursor.peek();
    if (depth === 0) this.module.items.add(name);
    if (isExported) {
      // Such a macro is named from the root of its crate.
      const path = ['crate', ...pathOf(this.module), name];
      root(this.module).uses.push({ path, name, isPublic: true, line });
    }
    cursor.at += 1;
  }

  readName(cursor) {
    const { line } = cursor;
    const before = cursor.peek(-1);
    const path = [cursor.peek()];
    const isWord = cursor.kind === 'word';
    cursor.at += 1;
    if (!isWord) return;
    while (cursor.peek() === '::' && cursor.tokens[cursor.at + 1]?.kind === 'word') {
      path.push(cursor.peek(1));
      cursor.at += 2;
    }
    if (before === '.' || before === '::') return;
    const { mentions, paths } = this.module;
    if (path.length > 1) paths.push({ path, line });
    if (isMention(path, cursor.peek()) && !mentions.has(path[0])) mentions.set(path[0], line);
  }
}

/**
 * Returns true if a path mentions an item by an unqualified name: a type, a constant, or what is called. Other names
 * are variables or modules.
 */
const isMention = ([name, ...rest], next) =>
  /^[A-Z]/.test(name) || (rest.length === 0 && (next === '(' || next === '!'));

const emptyModule = (file, parent, name) => ({
  file,
  name,
  parent,
  children: new Map(),
  items: new Set(),
  uses: [],
  paths: [],
  mentions: new Map(),
});

function root(module) {
  return module.parent ? root(module.parent) : module;
}

/** Returns the names that lead from the root of the crate to a module. */
function pathOf(module) {
  return module.parent ? [...pathOf(module.parent), module.name] : [];
}

/**
 * Reads all modules of a crate, except those for tests.
 *
 * @param {string} rootFile the file of the crate's root, such as `src/lib.rs`
 * @param {(file: string) => string | undefined} readFile gives a file's text, or undefined where there is none
 * @returns {Module} the root
 */
export function readCrate(rootFile, readFile) {
  const open = (parent, name, path) => {
    const { file, source } = locate(parent, name, path, rootFile, readFile);
    const module = emptyModule(file, parent, name);
    read(module, source, open);
    return module;
  };
  const module = emptyModule(rootFile, undefined, 'crate');
  read(module, readFile(rootFile), open);
  return module;
}

function read(module, source, open) {
  const tokens = tokenize(source).filter(({ kind }) => kind !== 'comment');
  new ModuleReader(module, open).read(
    tokens.map((token) => ({ ...token, text: token.text.replace(/^r#/, '') })),
  );
}

function locate(parent, name, path, rootFile, readFile) {
  const folder = join(dirname(rootFile), ...pathOf(parent));
  const candidates = path
    ? [join(dirname(parent.file), path)]
    : [join(folder, `${name}.rs`), join(folder, name, 'mod.rs')];
  for (const file of candidates) {
    const source = readFile(file);
    if (source !== undefined) return { file, source };
  }
  throw new Error(`${parent.file} declares mod ${name}, but there is no ${candidates.join(' or ')}`);
}

/** Returns true if `module` is below `ancestor`. */
const isBelow = (module, ancestor) =>
  module.parent !== undefined && (module.parent === ancestor || isBelow(module.parent, ancestor));

/**
 * Resolves a path, seen from a module, to modules and items, since one name can be both.
 *
 * @returns {{ module: Module, isModule: boolean }[]} an item comes with the module that defines it
 */
function resolve(module, path, pending = new Set()) {
  const [first, ...rest] = path;
  if (first === 'crate') return descend(root(module), rest, pending);
  if (first === 'self') return descend(module, rest, pending);
  if (first === 'super') return descend(module.parent ?? module, rest, pending);
  return descend(module, path, pending);
}

function descend(module, path, pending) {
  if (path.length === 0) return [{ module, isModule: true }];
  const [first, ...rest] = path;
  if (first === 'super') return descend(module.parent ?? module, rest, pending);
  if (rest.length === 0) return lookUp(module, first, pending);
  // An item can share its name with a module, but only a module is followed by the name of an item.
  const child = module.children.get(first);
  if (child) return descend(child, rest, pending);
  return lookUp(module, first, pending).flatMap((meaning) =>
    // An item is followed by a variant or an associated item.
    meaning.isModule ? descend(meaning.module, rest, pending) : [meaning],
  );
}

/** Resolves a name within a module: a child, an import, or an item of its own. */
function lookUp(module, name, pending) {
  const key = `${pathOf(module).join('::')}::${name}`;
  if (pending.has(key)) return [];
  const within = new Set(pending).add(key);
  const child = module.children.get(name);
  const found = child ? [{ module: child, isModule: true }] : [];
  if (module.items.has(name)) found.push({ module, isModule: false });
  for (const use of module.uses.filter((use) => use.name === name))
    found.push(...resolve(module, use.path, within));
  if (found.length > 0) return found;
  return module.uses
    .filter((use) => use.name === '*')
    .flatMap((use) => resolve(module, use.path, within))
    .filter((meaning) => meaning.isModule && meaning.module !== module)
    .flatMap((meaning) => lookUp(meaning.module, name, within));
}

/** Returns every module of a crate. */
function allModules(module) {
  return [module, ...[...module.children.values()].flatMap(allModules)];
}

/** Calls `add(target, name, line)` for each item that a module takes from another. */
function forEachImport(module, add) {
  // Naming a module is not yet a dependency. Items taken from it follow as paths.
  const addItems = (path, name, line) => {
    for (const { module: target, isModule } of resolve(module, path)) if (!isModule) add(target, name, line);
  };
  const named = module.uses.filter((use) => use.name !== '*');
  for (const use of named) {
    for (const { module: target, isModule } of resolve(module, use.path)) {
      const isReexport = use.isPublic && isBelow(target, module);
      const line = isReexport ? module.mentions.get(use.name) : use.line;
      if (!isModule && line) add(target, use.path.at(-1), line);
    }
  }
  for (const { path, line } of module.paths) {
    // Variants and associated functions, such as `Phase::Compute`, come with their type, which is a mention.
    const isOfType = /^[A-Z]/.test(path[0]);
    if (!isOfType) addItems(path, path.filter((name) => !ROOTS.has(name)).join('::'), line);
  }
  // Other names come through a glob import, or from outside.
  for (const [name, line] of module.mentions)
    if (!named.some((use) => use.name === name)) addItems([name], name, line);
}

/**
 * Finds the names that each file of a crate imports from its other files.
 *
 * @param {Module} crate the root, from `readCrate`
 * @returns {Map<string, Map<string, { name: string, line: number }[]>>} importing file, imported file, names
 */
export function importsBetweenFiles(crate) {
  const imports = new Map();
  for (const module of allModules(crate)) {
    const targets = imports.get(module.file) ?? new Map();
    imports.set(module.file, targets);
    forEachImport(module, (target, name, line) => {
      if (target.file === module.file) return;
      const names = targets.get(target.file) ?? [];
      targets.set(target.file, names);
      if (!names.some((other) => other.name === name)) names.push({ name, line });
    });
  }
  return imports;
}
