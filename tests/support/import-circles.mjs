// Circles in a graph of imports, as chains that a reader can follow.

/** Returns the shortest way from `start` back to itself whose first step is to `next`, or undefined. */
function shortestCircle(imports, start, next) {
  const ways = [[start, next]];
  const seen = new Set([next]);
  for (const way of ways) {
    for (const target of imports.get(way.at(-1))?.keys() ?? []) {
      if (target === start) return way;
      if (!seen.has(target)) ways.push([...way, target]);
      seen.add(target);
    }
  }
  return undefined;
}

/** Turns a circle so that the file that sorts first is at its start. */
function turned(circle) {
  const first = circle.indexOf([...circle].sort()[0]);
  return [...circle.slice(first), ...circle.slice(0, first)];
}

/** Returns the shortest circle through each import that is part of any, shortest first. */
function shortestCircles(imports) {
  const found = new Map();
  for (const [file, targets] of imports) {
    for (const target of targets.keys()) {
      const circle = shortestCircle(imports, file, target);
      if (circle) found.set(turned(circle).join(' '), turned(circle));
    }
  }
  return [...found.values()].sort((a, b) => a.length - b.length || (a.join() < b.join() ? -1 : 1));
}

/** Returns the imports that a circle is made of, as pairs of files. */
const steps = (circle) => circle.map((file, i) => [file, circle[(i + 1) % circle.length]]);

/** Returns the import that most of `circles` have in common. */
function busiest(circles) {
  const counts = new Map();
  for (const step of circles.flatMap(steps))
    counts.set(step.join(' '), (counts.get(step.join(' ')) ?? 0) + 1);
  return [...counts].reduce((most, entry) => (entry[1] > most[1] ? entry : most))[0].split(' ');
}

/**
 * Finds import circles. A single import can close dozens of them. Only the shortest circle through the import that
 * most of them share is therefore reported, and the search continues without that import.
 *
 * @param {Map<string, Map<string, unknown>>} imports
 * @returns {{ circle: string[], shared: [string, string] }[]} the files of each circle, and the import to remove
 */
export function circles(imports) {
  const left = new Map([...imports].map(([file, targets]) => [file, new Map(targets)]));
  const found = [];
  for (;;) {
    const all = shortestCircles(left);
    if (all.length === 0) return found;
    const shared = busiest(all);
    const circle = all.find((circle) => steps(circle).some((step) => step.join() === shared.join()));
    found.push({ circle, shared });
    left.get(shared[0]).delete(shared[1]);
  }
}

/**
 * Writes a circle as a chain with a line for each import: `compare.rs:4 imports Ranking from ranking.rs`.
 *
 * @param {string[]} circle
 * @param {Map<string, Map<string, { name: string, line: number }[]>>} imports
 */
export function chain(circle, imports) {
  const lines = steps(circle).map(([file, target]) => {
    const names = imports.get(file).get(target);
    return `${file}:${names[0].line} imports ${names.map(({ name }) => name).join(', ')} from ${target}`;
  });
  return lines.join('\n  ');
}
