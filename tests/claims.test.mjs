// Checks what Lanes says about Python with python3, 3.11 or later. Each claim in tests/claims quotes a sentence that
// readers see, and asserts it. tests/claims/README.md lists the claims that cannot be checked here.

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { extname } from 'node:path';
import { test } from 'node:test';
import { promisify } from 'node:util';
import { inProject } from '../scripts/lib/paths.mjs';

const FOLDER = inProject('tests', 'claims');
const python = promisify(execFile);

/** Files and folders with the sentences that readers see. */
const TEXTS = [
  'src/model/src',
  'src/analysis/src',
  'src/catalogue/src',
  'src/report/src',
  'www/guide',
  'www/authors',
  'docs',
  'README.md',
];

/** Functions that extract what a reader sees from a file, by the file's extension. */
const READERS = {
  // A line that ends in a backslash continues on the next. Readers do not see the tests at the end of a file.
  '.rs': (text) =>
    text
      .split('#[cfg(test)]\nmod tests')[0]
      .replaceAll(/\\\n\s*/g, '')
      .replaceAll('\\"', '"'),
  '.py': (text) => text.replaceAll(/\n\s*# /g, ' '),
  '.html': (text) => text.replaceAll(/<[^>]*>/g, ''),
  '.md': (text) => text,
};

const inOneLine = (text) => text.replaceAll(/\s+/g, ' ');

/** Lists all files below a folder of the project, or the file itself. */
function filesOf(path) {
  if (extname(path)) return [path];
  const entries = readdirSync(inProject(path), { withFileTypes: true });
  return entries.flatMap(({ name }) => filesOf(`${path}/${name}`));
}

const sentences = TEXTS.flatMap(filesOf)
  .filter((path) => READERS[extname(path)])
  .map((path) => inOneLine(READERS[extname(path)](readFileSync(inProject(path), 'utf8'))));

for (const file of readdirSync(FOLDER).filter((name) => name.endsWith('.py') && name !== 'claims.py')) {
  test(`the claims in tests/claims/${file} are true and quoted from Lanes`, async (t) => {
    const { stdout } = await python('python3', ['-B', file], { cwd: FOLDER, timeout: 300_000 });
    const claims = stdout.trim().split('\n').map(JSON.parse);
    assert.ok(claims.length > 5, stdout);
    for (const { sentence, error } of claims)
      await t.test(sentence, () => {
        assert.equal(error, null);
        const isQuoted = sentences.some((text) => text.includes(inOneLine(sentence)));
        assert.ok(
          isQuoted,
          'Lanes no longer contains this sentence: quote the new one, and check that it is true',
        );
      });
  });
}
