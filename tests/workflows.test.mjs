import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { parse } from 'yaml';
import { inProject, TOOLS_CACHE } from '../scripts/lib/paths.mjs';
import { selectSteps } from '../scripts/lib/steps.mjs';
import { atLeast } from '../scripts/lib/toolchain.mjs';

const { scripts, engines } = JSON.parse(readFileSync(inProject('package.json'), 'utf8'));

/** Parses all YAML files of a folder, by name. */
const readAll = (folder) =>
  Object.fromEntries(
    readdirSync(inProject(folder))
      .filter((name) => name.endsWith('.yml'))
      .map((name) => [name, parse(readFileSync(inProject(folder, name), 'utf8'))]),
  );

const workflows = readAll('.github/workflows');
const jobs = Object.entries(workflows).flatMap(([file, { jobs }]) =>
  Object.entries(jobs).map(([name, job]) => ({ file, name, job, siblings: jobs })),
);
const steps = jobs.flatMap(({ file, job }) => (job.steps ?? []).map((step) => ({ file, ...step })));

test('each command of a workflow exists', () => {
  const commands = steps.filter(({ run }) => run);
  assert.ok(commands.length >= 3);
  for (const { file, run } of commands) {
    const [, script, args] = run.match(/^npm (?:run )?(\w+)(?: -- (.*))?$/) ?? assert.fail(`${file}: ${run}`);
    assert.ok(scripts[script], `${file}: ${run}`);
    const only = args?.match(/^--only=(\S+)$/)?.[1];
    assert.equal(selectSteps(only).length > 0, true, `${file}: ${run}`);
  }
});

test('each workflow and job that another one names exists', () => {
  for (const { file, name, job, siblings } of jobs) {
    for (const needed of [job.needs ?? []].flat()) assert.ok(siblings[needed], `${file}: ${name}: ${needed}`);
    if (job.uses?.startsWith('./')) assert.ok(existsSync(inProject(job.uses)), `${file}: ${job.uses}`);
    assert.ok(job.uses || job.steps?.length > 0, `${file}: ${name}`);
  }
});

test('pushes and pull requests run the README’s test command, and nothing is published without it', () => {
  const { on, jobs: tests } = workflows['test.yml'];
  assert.ok('pull_request' in on && 'push' in on && 'workflow_call' in on);
  assert.ok(tests.test.steps.some(({ run }) => run === 'npm test'));
  assert.match(readFileSync(inProject('README.md'), 'utf8'), /^ {4}npm test$/m);
  const { on: published, jobs: pages } = workflows['pages.yml'];
  // Every branch has one of the two.
  assert.deepEqual(published.push.branches, on.push['branches-ignore']);
  const waitsFor = (name) => [name, ...[pages[name].needs ?? []].flat().flatMap(waitsFor)];
  assert.equal(pages[waitsFor('publish').at(-1)].uses, './.github/workflows/test.yml');
});

test('vulnerabilities are looked up online and by name alone, never by npm test', () => {
  assert.ok(!selectSteps().some(({ name }) => name === 'advisories'));
  assert.ok(selectSteps().some(({ name }) => name === 'deny'));
  const { steps } = workflows['advisories.yml'].jobs.advisories;
  assert.ok(steps.some(({ run }) => run === 'npm test -- --only=advisories'));
});

test('workflows use a Node that Lanes runs on', () => {
  const versions = steps.filter(({ uses }) => uses?.startsWith('actions/setup-node@'));
  assert.ok(versions.length >= 3);
  for (const step of versions)
    assert.ok(atLeast(`${step.with['node-version']}.0`, engines.node.replace('>=', '')), step.file);
});

test('workflows keep the tools where the scripts put them, until something that they are made from changes', () => {
  const caches = steps.filter(({ uses }) => uses?.startsWith('actions/cache@'));
  assert.equal(caches.length, 2);
  for (const step of caches) {
    assert.equal(step.with.path, '~/.cache/lanes/tools');
    assert.ok(TOOLS_CACHE.endsWith(join('lanes', 'tools')));
    const [, files] = step.with.key.match(/hashFiles\((.*)\)/);
    for (const [, file] of files.matchAll(/'([^']+)'/g))
      assert.ok(existsSync(inProject(file.replace(/\/\*\*$/, ''))), file);
  }
});

test('each issue form asks for something, and can be sent', () => {
  const forms = readAll('.github/ISSUE_TEMPLATE');
  assert.ok(Object.keys(forms).length >= 3);
  for (const [file, { name, description, body }] of Object.entries(forms)) {
    assert.ok(name && description, file);
    assert.ok(
      body.some(({ validations }) => validations?.required),
      file,
    );
    const ids = body.map(({ id }) => id);
    assert.equal(new Set(ids).size, ids.length, file);
    for (const { type, attributes } of body) {
      assert.ok(['input', 'textarea', 'dropdown', 'checkboxes', 'markdown'].includes(type), file);
      assert.ok(attributes.label, file);
    }
  }
});
