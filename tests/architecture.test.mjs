import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { test } from 'node:test';
import { ROOT } from '../scripts/lib/paths.mjs';
import { cargoMetadata, dependencyGraph, violations } from './support/architecture.mjs';

const RIGHT = {
  'lanes-model': ['serde'],
  'lanes-workloads': ['lanes-model', 'futures'],
  'lanes-engine': ['lanes-model', 'lanes-workloads', 'web-sys'],
  'lanes-analysis': ['lanes-model'],
  'lanes-catalogue': ['lanes-model', 'lanes-analysis'],
  'lanes-report': ['lanes-model', 'lanes-analysis', 'lanes-catalogue'],
  'lanes-app': ['lanes-model', 'lanes-report', 'yew'],
  yew: ['web-sys'],
};

test('all dependencies between the crates point the right way', () => {
  const host = execFileSync('rustc', ['-vV'], { cwd: ROOT, encoding: 'utf8' }).match(/^host: (.+)$/m)[1];
  const graph = dependencyGraph(cargoMetadata('--filter-platform', host));
  assert.ok(graph['lanes-app'].includes('yew'), 'the graph is read correctly');
  assert.deepEqual(violations(graph), []);
});

test('the right graph has no violations', () => assert.deepEqual(violations(RIGHT), []));

const WRONG = [
  [
    'a model that knows workloads',
    { 'lanes-model': ['lanes-workloads'] },
    /lanes-model must not .*lanes-workloads/,
  ],
  ['an app that knows the engine', { 'lanes-app': ['lanes-engine'] }, /lanes-app must not .*lanes-engine/],
  [
    'an app that knows workloads',
    { 'lanes-app': ['lanes-workloads'] },
    /lanes-app must not .*lanes-workloads/,
  ],
  ['an engine that knows the app', { 'lanes-engine': ['lanes-app'] }, /lanes-engine must not .*lanes-app/],
  ['a model that needs a browser', { 'lanes-model': ['js-sys'] }, /lanes-model must run .*js-sys/],
  [
    'workloads that need one by way of another',
    { futures: ['wasm-bindgen'] },
    /lanes-workloads must run .*wasm-bindgen/,
  ],
  ['a crate without a rule', { 'lanes-new': [] }, /lanes-new has no rule/],
];

for (const [title, change, complaint] of WRONG) {
  test(`${title}: found`, () => {
    const found = violations({ ...RIGHT, ...change });
    assert.ok(
      found.some((sentence) => complaint.test(sentence)),
      found.join('; '),
    );
  });
}
