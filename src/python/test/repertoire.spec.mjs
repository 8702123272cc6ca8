// Programs of the kinds that tutorials print: each gives what it gives in native CPython.

import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { expect, test } from '@playwright/test';
import { inProject } from '../../../scripts/lib/paths.mjs';
import { outputOf } from './native.mjs';
import { onEachBuild } from './support.mjs';

const REPERTOIRE = inProject('src/python/test/repertoire');
const TEMPLATES = inProject('src/catalogue/src/experiments/python_program/templates');

/** Templates of the page whose output is the same every time, and that need no network. */
const SAME_EVERY_TIME = ['lock', 'pool', 'run-in-executor', 'task-group', 'to-thread', 'word-count'];

const PROGRAMS = [
  ...readdirSync(REPERTOIRE).map((name) => join(REPERTOIRE, name)),
  ...SAME_EVERY_TIME.map((name) => join(TEMPLATES, `${name}.py`)),
];

onEachBuild((_, python) => {
  for (const path of PROGRAMS)
    test(basename(path, '.py'), async () => {
      const { text, code, failure } = await python.execute(readFileSync(path, 'utf8'));
      expect(failure).toBeNull();
      expect(code).toBe(0);
      expect(text).toBe(outputOf(path));
      expect(text).not.toBe('');
    });
});
