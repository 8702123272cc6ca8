// Programs of the kinds that tutorials print: each gives what it gives in native CPython.

import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { expect, test } from '@playwright/test';
import { inProject } from '../../../scripts/lib/paths.mjs';
import { outputOf } from './native.mjs';
import { onEachBuild } from './support.mjs';

const REPERTOIRE = inProject('src/python/test/repertoire');
const TEMPLATES = inProject('src/catalogue/src/experiments/python_program/templates');

/** Templates of the page whose output is the same every time, and that need no network. */
const SAME_EVERY_TIME = ['lock', 'pool', 'run-in-executor', 'task-group', 'to-thread', 'word-count'];

const GUIDE = inProject('www/guide/python');

const PROGRAMS = [
  ...readdirSync(REPERTOIRE).map((name) => join(REPERTOIRE, name)),
  join(GUIDE, 'computing.py'),
  join(GUIDE, 'pool.py'),
  ...SAME_EVERY_TIME.map((name) => join(TEMPLATES, `${name}.py`)),
];

onEachBuild((_, python) => {
  for (const path of PROGRAMS)
    test(relative(inProject('.'), path), async () => {
      const { text, code, failure } = await python.execute(readFileSync(path, 'utf8'));
      expect(failure).toBeNull();
      expect(code).toBe(0);
      expect(text).toBe(outputOf(path));
      expect(text).not.toBe('');
    });

  for (const [name, printed] of [
    ['waiting', /^0 200\n(\d 200\n){9}$/],
    ['semaphore', /^100 users\n$/],
    ['both', /^\[\d+(, \d+){7}\]\n$/],
  ])
    test(`the guide's program ${name}, which makes requests`, async () => {
      const { text, failure } = await python.execute(readFileSync(join(GUIDE, `${name}.py`), 'utf8'));
      expect(failure).toBeNull();
      expect(text).toMatch(printed);
    });
});
