import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { test } from 'node:test';
import { ROOT } from '../scripts/lib/paths.mjs';
import { dependencyGraph, violations } from './support/architecture.mjs';

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

test('all dependencies of Lanes point in the allowed direction', () => {
  const host = execFileSync('rustc', ['-vV'], { cwd: ROOT, encoding: 'utf8' }).match(/^host: (.+)$/m)[1];
  const args = ['metadata', '--format-version=1', '--filter-platform', host];
  const metadata = JSON.parse(
    execFileSync('cargo', args, { cwd: ROOT, encoding: 'utf8', maxBuffer: 1 << 28 }),
  );
  const graph = dependencyGraph(metadata);
  assert.ok(graph['lanes-app'].includes('yew'), 'the graph lacks a dependency that exists');
  assert.deepEqual(violations(graph), []);
});

test('an allowed graph has no violations', () => assert.deepEqual(violations(RIGHT), []));

const WRONG = [
  [
    'a model that depends on workloads',
    { 'lanes-model': ['lanes-workloads'] },
    /lanes-model must not .*lanes-workloads/,
  ],
  [
    'an app that depends on the engine',
    { 'lanes-app': ['lanes-engine'] },
    /lanes-app must not .*lanes-engine/,
  ],
  [
    'an app that depends on workloads',
    { 'lanes-app': ['lanes-workloads'] },
    /lanes-app must not .*lanes-workloads/,
  ],
  [
    'an engine that depends on the app',
    { 'lanes-engine': ['lanes-app'] },
    /lanes-engine must not .*lanes-app/,
  ],
  ['a model that needs a browser', { 'lanes-model': ['js-sys'] }, /lanes-model must run .*js-sys/],
  [
    'workloads that need a browser through another crate',
    { futures: ['wasm-bindgen'] },
    /lanes-workloads must run .*wasm-bindgen/,
  ],
  ['a crate without a rule', { 'lanes-new': [] }, /lanes-new has no rule/],
];

for (const [title, change, complaint] of WRONG) {
  test(`${title} is a violation`, () => {
    const found = violations({ ...RIGHT, ...change });
    assert.ok(
      found.some((sentence) => complaint.test(sentence)),
      found.join('; '),
    );
  });
}
