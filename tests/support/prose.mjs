// Rules on the first words of comments and on words that the project does not use, and their checker.

import { tokenize } from './rust-tokens.mjs';

/** Words that refer to something outside of the comment, or begin a clause that never names the thing. */
const NO_FIRST_WORDS = new Set(
  'Here How If It Its Nobody So Somebody That Their There These They This Those What When Where Whether Which Who Whoever Whose'.split(
    ' ',
  ),
);

/** `One` where it stands for something or somebody else. A phrase such as `One row per task` is fine. */
const PRONOUN_ONE = /^One (?:can|cannot|has|is|may|might|must|of|should|that|to|was|which|who|whose)\b/;

/** Words that look like a verb in the third person. */
const NO_VERBS = new Set(
  `Across Always Arguments As Besides Boxes Browsers Bytes Cases Choices Columns Comments Cores Errors Experiments
  Files Fractions Headers Images Items Keys Lanes Less Lines Minus Options Parameters Perhaps Pixels Plus
  Probabilities Readers Responses Rows Seconds Sentences Strategies Tasks Texts Threads Thus Tiles Towards Unless Us
  Values Was Words Workers Yes`.split(/\s+/),
);

/** Nouns that are also verbs, where they are not followed by an object. */
const PLURALS =
  /^(?:Colours|Figures|Frames|Labels|Links|Measures|Names|Numbers|Pages|Phases|Points|Powers|Processes|Requests|Rounds|Segments|Sizes|Spans|Steps|Times)(?:[,.:;]|$| (?:and|of|or|that|which|whose)\b)/;

/** Words that few readers know, or that say something else than was meant. Keys such as `processes-anew` are allowed. */
const UNUSED_WORDS =
  /(?<![\w-])(?:[Aa]new|[Bb]eside|[Ll]est|[Ll]ies|so-manieth|[Tt]old|[Ww]hoever)(?![\w-])/g;

/**
 * A documentation comment.
 *
 * @typedef {object} Comment
 * @property {number} line
 * @property {string} text its first line
 * @property {boolean} isFunction true if it describes a function, other than a test or a component
 */

const isDoc = (token) => token?.kind === 'comment' && /^\/\/(?:!|\/(?!\/))/.test(token.text);

/** Returns true if `token` continues the block of line comments that `before` belongs to. */
const continues = (before, token) =>
  isDoc(before) && before.line === token.line - 1 && before.text[2] === token.text[2];

/** Returns the code after a comment up to the next bracket or `;`, and the attributes before it. */
function declarationAfter(tokens, start) {
  let at = start;
  const attributes = [];
  while (tokens[at]?.kind === 'comment' || tokens[at]?.text === '#') {
    if (tokens[at].text === '#') {
      let depth = 0;
      do {
        at += 1;
        attributes.push(tokens[at].text);
        if (tokens[at].text === '[') depth += 1;
        if (tokens[at].text === ']') depth -= 1;
      } while (depth > 0);
    }
    at += 1;
  }
  const words = tokens.slice(at, at + 10).map((token) => token.text);
  return { attributes, code: words.join(' ') };
}

const RUST_FUNCTION = /^(?:pub (?:\( \w+ \) )?)?(?:(?:const|async|unsafe|extern|"C") )*fn /;

/** Finds the documentation comments of a Rust file. */
function rustComments(source) {
  const tokens = tokenize(source);
  return tokens.flatMap((token, i) => {
    if (!isDoc(token) || continues(tokens[i - 1], token)) return [];
    const { attributes, code } = declarationAfter(tokens, i);
    const isExempt = attributes.includes('test') || attributes.includes('component');
    const isFunction = token.text[2] === '/' && RUST_FUNCTION.test(code) && !isExempt;
    return [{ line: token.line, text: token.text.slice(3).trim(), isFunction }];
  });
}

const SCRIPT_FUNCTION =
  /^[ \t]*(?:export )?(?:default )?(?:(?:async )?function\b|const \w+ = (?:async )?(?:\([^)]*\)|\w+) =>|(?:static |async |#)*\w+\([^)]*\) \{)/;

/** Finds the documentation comments of a script, which start on a line of their own. */
function scriptComments(source) {
  return [...source.matchAll(/^[ \t]*\/\*\*(.*?)\*\//gms)].flatMap((match) => {
    const [start, ...rest] = match[1].split('\n');
    const lines = [start, ...rest.map((line) => line.replace(/^\s*\*/, ''))].map((line) => line.trim());
    const first = lines.findIndex((line) => line !== '');
    if (first === -1 || lines[first].startsWith('@')) return [];
    const code = source.slice(match.index + match[0].length).replace(/^\n/, '');
    const line = source.slice(0, match.index).split('\n').length + first;
    return [{ line, text: lines[first], isFunction: SCRIPT_FUNCTION.test(code) }];
  });
}

/** Tells what is wrong with the start of a comment, or returns undefined. */
function complaintAbout({ text, isFunction }) {
  const [first] = text.match(/^[\w'’-]+/) ?? [''];
  if (NO_FIRST_WORDS.has(first) || PRONOUN_ONE.test(text)) return `begins with ${first}`;
  if (isFunction && (!/^[A-Z][a-z-]+s$/.test(first) || NO_VERBS.has(first) || PLURALS.test(text)))
    return 'describes a function, but begins with no verb such as Returns';
  return undefined;
}

/**
 * Checks one file.
 *
 * @param {string} file its name, which says what is in it
 * @param {string} source
 * @returns {{ line: number, text: string, why: string }[]}
 */
export function complaints(file, source) {
  const read = { rs: rustComments, js: scriptComments, mjs: scriptComments }[file.split('.').pop()];
  const starts = (read?.(source) ?? []).flatMap((comment) => {
    const why = complaintAbout(comment);
    return why ? [{ line: comment.line, text: comment.text, why }] : [];
  });
  const words = source.split('\n').flatMap((text, i) =>
    [...text.matchAll(UNUSED_WORDS)].map(([word]) => ({
      line: i + 1,
      text: text.trim(),
      why: `says ${word}`,
    })),
  );
  return [...starts, ...words].sort((a, b) => a.line - b.line);
}
