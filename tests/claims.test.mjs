// What Lanes says about Python, checked with python3 (3.11 or later): each claim in tests/claims quotes a sentence that a
// reader sees, and asserts it. tests/claims/README.md lists what cannot be checked here.

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { extname } from 'node:path';
import { test } from 'node:test';
import { promisify } from 'node:util';
import { inProject } from '../scripts/lib/paths.mjs';

const FOLDER = inProject('tests', 'claims');
const python = promisify(execFile);

/** Where readers' sentences stand. */
const TEXTS = [
  'src/model/src',
  'src/analysis/src',
  'src/catalogue/src',
  'src/report/src',
  'www/guide',
  'www/authors',
  'www/public/code/python',
  'docs',
  'README.md',
];

/** How a text of each kind becomes the sentences that a reader sees. */
const READERS = {
  // A line that ends in a backslash goes on in the next. What the tests at the end of a file say is not for readers.
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

/** All files below a folder of the project, or the file itself. */
function filesOf(path) {
  if (extname(path)) return [path];
  const entries = readdirSync(inProject(path), { withFileTypes: true });
  return entries.flatMap(({ name }) => filesOf(`${path}/${name}`));
}

const sentences = TEXTS.flatMap(filesOf)
  .filter((path) => READERS[extname(path)])
  .map((path) => inOneLine(READERS[extname(path)](readFileSync(inProject(path), 'utf8'))));

for (const file of readdirSync(FOLDER).filter((name) => name.endsWith('.py') && name !== 'claims.py')) {
  test(`the claims in tests/claims/${file} hold and are made`, async (t) => {
    const { stdout } = await python('python3', ['-B', file], { cwd: FOLDER, timeout: 300_000 });
    const claims = stdout.trim().split('\n').map(JSON.parse);
    assert.ok(claims.length > 5, stdout);
    for (const { sentence, error } of claims)
      await t.test(sentence, () => {
        assert.equal(error, null);
        const isMade = sentences.some((text) => text.includes(inOneLine(sentence)));
        assert.ok(isMade, 'nothing says so any more: quote the new sentence, and check that');
      });
  });
}
