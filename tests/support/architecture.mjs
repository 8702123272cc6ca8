// The allowed dependencies between the crates, as data, and a checker.

/** The workspace crates that each crate may depend on. A crate that is missing here is a violation. */
const ALLOWED = {
  'lanes-model': [],
  'lanes-workloads': ['lanes-model'],
  'lanes-engine': ['lanes-model', 'lanes-workloads'],
  'lanes-analysis': ['lanes-model'],
  'lanes-catalogue': ['lanes-model', 'lanes-analysis'],
  'lanes-report': ['lanes-model', 'lanes-analysis', 'lanes-catalogue'],
  'lanes-app': ['lanes-model', 'lanes-analysis', 'lanes-catalogue', 'lanes-report'],
};

/** Crates that run without a browser, so they must not depend on any crate in NEEDS_BROWSER. */
const PURE = ['lanes-model', 'lanes-workloads', 'lanes-analysis', 'lanes-catalogue', 'lanes-report'];
const NEEDS_BROWSER = ['js-sys', 'wasm-bindgen', 'web-sys', 'yew'];

/** Returns all direct and indirect dependencies of the crate `name`. */
function below(graph, name, found = new Set()) {
  for (const dependency of graph[name] ?? []) {
    if (found.has(dependency)) continue;
    found.add(dependency);
    below(graph, dependency, found);
  }
  return found;
}

/**
 * Returns the dependencies that are not allowed, as sentences.
 *
 * @param {Record<string, string[]>} graph direct dependencies of each crate, workspace crates and others
 * @returns {string[]}
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

/** Reads the graph of normal dependencies, without build and test dependencies, from the output of `cargo metadata`. */
export function dependencyGraph({ packages, resolve }) {
  const names = new Map(packages.map(({ id, name }) => [id, name]));
  const isNormal = ({ dep_kinds }) => dep_kinds.some(({ kind }) => kind === null);
  const graph = {};
  for (const { id, deps } of resolve.nodes) {
    // All versions of a crate share one entry.
    graph[names.get(id)] = [
      ...(graph[names.get(id)] ?? []),
      ...deps.filter(isNormal).map(({ pkg }) => names.get(pkg)),
    ];
  }
  return graph;
}
