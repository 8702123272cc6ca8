// What each crate may be built from: the rules of "Architecture", as data, and their checker.

/** The workspace crates that each may depend on. One that is missing here is a mistake. */
const ALLOWED = {
  'lanes-model': [],
  'lanes-workloads': ['lanes-model'],
  'lanes-engine': ['lanes-model', 'lanes-workloads'],
  'lanes-analysis': ['lanes-model'],
  'lanes-catalogue': ['lanes-model', 'lanes-analysis'],
  'lanes-report': ['lanes-model', 'lanes-analysis', 'lanes-catalogue'],
  'lanes-app': ['lanes-model', 'lanes-analysis', 'lanes-catalogue', 'lanes-report'],
};

/** Pure crates run without a browser, so nothing that needs one may be below them. */
const PURE = ['lanes-model', 'lanes-workloads', 'lanes-analysis', 'lanes-catalogue', 'lanes-report'];
const NEEDS_BROWSER = ['js-sys', 'wasm-bindgen', 'web-sys', 'yew'];

/** All crates that `name` is built from, directly or not. */
function below(graph, name, found = new Set()) {
  for (const dependency of graph[name] ?? []) {
    if (found.has(dependency)) continue;
    found.add(dependency);
    below(graph, dependency, found);
  }
  return found;
}

/**
 * The arrows that point the wrong way, as sentences.
 *
 * @param {Record<string, string[]>} graph what each crate depends on, workspace crates and others
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

/** The graph of normal dependencies in what `cargo metadata` prints: neither build scripts' nor tests'. */
export function dependencyGraph({ packages, resolve }) {
  const names = new Map(packages.map(({ id, name }) => [id, name]));
  const isNormal = ({ dep_kinds }) => dep_kinds.some(({ kind }) => kind === null);
  const graph = {};
  for (const { id, deps } of resolve.nodes) {
    // Several versions of a crate are one name here.
    graph[names.get(id)] = [
      ...(graph[names.get(id)] ?? []),
      ...deps.filter(isNormal).map(({ pkg }) => names.get(pkg)),
    ];
  }
  return graph;
}
