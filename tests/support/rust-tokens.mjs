// Rust source as tokens, for checks that look at what a compiler drops (comments) or does not report (imports).

/**
 * A token and the line on which it starts.
 *
 * @typedef {{ kind: 'comment' | 'string' | 'char' | 'lifetime' | 'word' | 'mark', text: string, line: number }} Token
 */

const LITERALS = [
  // Raw strings come before words, since `r` alone is one.
  ['string', /(?:br|cr|r)(#*)".*?"\1/sy],
  ['string', /[bc]?"(?:[^"\\]|\\.)*"/sy],
  ['char', /b?'(?:\\(?:u\{[^}]*\}|x..|.)|[^'\\])'/uy],
  ['lifetime', /'[\p{ID_Start}_]\p{ID_Continue}*/uy],
  ['word', /(?:r#)?[\p{ID_Start}_]\p{ID_Continue}*/uy],
  ['word', /\d[\p{ID_Continue}]*(?:\.\d[\p{ID_Continue}]*)?/uy],
  ['mark', /::|->|=>|\.\.=?|[^\s]/y],
];

/** Returns the end of the block comment that starts at `start`. Rust's nest. */
function blockCommentEnd(source, start) {
  let depth = 0;
  for (let at = start; at < source.length; at += 1) {
    const pair = source.slice(at, at + 2);
    if (pair === '/*') depth += 1;
    if (pair === '*/') depth -= 1;
    if (pair === '/*' || pair === '*/') at += 1;
    if (depth === 0) return at + 1;
  }
  return source.length;
}

/** Returns the end of the comment that starts at `start`, or undefined where none does. */
function commentEnd(source, start) {
  if (source.startsWith('/*', start)) return blockCommentEnd(source, start);
  if (!source.startsWith('//', start)) return undefined;
  const end = source.indexOf('\n', start);
  return end === -1 ? source.length : end;
}

/** Reads the token at `at`: its kind and where it ends. */
function readToken(source, at) {
  const comment = commentEnd(source, at);
  if (comment) return { kind: 'comment', end: comment };
  for (const [kind, pattern] of LITERALS) {
    pattern.lastIndex = at;
    if (pattern.test(source)) return { kind, end: pattern.lastIndex };
  }
  throw new Error(`No token at ${source.slice(at, at + 20)}`);
}

/**
 * Splits Rust source into tokens, comments included.
 *
 * @param {string} source
 * @returns {Token[]}
 */
export function tokenize(source) {
  const tokens = [];
  let line = 1;
  for (let at = 0; at < source.length; ) {
    if (/\s/.test(source[at])) {
      if (source[at] === '\n') line += 1;
      at += 1;
      continue;
    }
    const { kind, end } = readToken(source, at);
    const text = source.slice(at, end);
    tokens.push({ kind, text, line });
    line += text.split('\n').length - 1;
    at = end;
  }
  return tokens;
}
