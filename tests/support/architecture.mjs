// The crates that each crate may be built from (see src/README.md), as data, and their checker.

import { execFileSync } from 'node:child_process';
import { ROOT } from '../../scripts/lib/paths.mjs';

/** Returns what `cargo metadata` says of the workspace. */
export function cargoMetadata(...args) {
  const options = { cwd: ROOT, encoding: 'utf8', maxBuffer: 1 << 28 };
  return JSON.parse(execFileSync('cargo', ['metadata', '--format-version=1', ...args], options));
}

/** The workspace crates that each crate may depend on. A crate that is missing here is a mistake. */
const ALLOWED = {
  'lanes-model': [],
  'lanes-files': [],
  'lanes-workloads': ['lanes-model', 'lanes-files'],
  'lanes-engine': ['lanes-model', 'lanes-files', 'lanes-workloads'],
  'lanes-python': ['lanes-model'],
  'lanes-analysis': ['lanes-model'],
  'lanes-catalogue': ['lanes-model', 'lanes-analysis'],
  'lanes-report': ['lanes-model', 'lanes-analysis', 'lanes-catalogue'],
  'lanes-app': ['lanes-model', 'lanes-files', 'lanes-analysis', 'lanes-catalogue', 'lanes-report'],
  // The kernels without Lanes, for `npm run bench`.
  'lanes-bench': [
    'lanes-model',
    'lanes-files',
    'lanes-workloads',
    'lanes-analysis',
    'lanes-catalogue',
    'lanes-report',
  ],
  // The program of scripts/wasm-tools, which runs while building.
  'lanes-wasm-tools': [],
};

/** Crates that run without a browser, so that nothing below them may need one. */
const PURE = [
  'lanes-model',
  'lanes-files',
  'lanes-workloads',
  'lanes-analysis',
  'lanes-catalogue',
  'lanes-report',
];
const NEEDS_BROWSER = ['js-sys', 'wasm-bindgen', 'web-sys', 'yew'];

/** Collects all crates that `name` is built from, directly or not. */
function below(graph, name, found = new Set()) {
  for (const dependency of graph[name] ?? []) {
    if (found.has(dependency)) continue;
    found.add(dependency);
    below(graph, dependency, found);
  }
  return found;
}

/**
 * Finds the dependencies that point the wrong way.
 *
 * @param {Record<string, string[]>} graph the dependencies of each crate, inside and outside of the workspace
 * @returns {string[]} one sentence each
 */
export function violations(graph) {
  const ours = Object.keys(graph).filter((name) => name.startsWith('lanes-'));
  const unknown = ours.filter((name) => !ALLOWED[name]).map((name) => `${name} has no rule`);
  const known = ours.filter((name) => ALLOWED[name]);
  const wrong = known.flatMap((name) =>
    [...below(graph, name)]
      .filter((dependency) => ours.includes(dependency) && !ALLOWED[name].includes(dependency))
      .map((dependency) => `${name} must not depend on ${dependency}`),
  );
  const impure = known
    .filter((name) => PURE.includes(name))
    .flatMap((name) =>
      NEEDS_BROWSER.filter((crate) => below(graph, name).has(crate)).map(
        (crate) => `${name} must run without a browser, but is built from ${crate}`,
      ),
    );
  return [...unknown, ...wrong, ...impure];
}

/** Reads the graph of normal dependencies from `cargo metadata`'s output, leaving out build scripts' and tests'. */
export function dependencyGraph({ packages, resolve }) {
  const names = new Map(packages.map(({ id, name }) => [id, name]));
  const isNormal = ({ dep_kinds }) => dep_kinds.some(({ kind }) => kind === null);
  const graph = {};
  for (const { id, deps } of resolve.nodes) {
    // Several versions of a crate share one entry.
    graph[names.get(id)] = [
      ...(graph[names.get(id)] ?? []),
      ...deps.filter(isNormal).map(({ pkg }) => names.get(pkg)),
    ];
  }
  return graph;
}
