// Hostile variants of links, for fuzzing the page. A seed makes them reproducible.

/** Returns `count` mutations of a link, which is a query and a fragment. */
export function mutations(link, count, seed) {
  const random = generator(seed);
  const below = (limit) => Math.floor(random() * limit);
  const pick = (list) => list[below(list.length)];
  const [query, fragment] = link.split('#');
  const text = () => pick(TEXTS).repeat(pick([1, 1, 1, 40]));

  const change = (part) => {
    const at = below(part.length + 1);
    switch (below(5)) {
      case 0: // Replace a character.
        return part.slice(0, at) + pick(CHARACTERS) + part.slice(at + 1);
      case 1: // Delete some characters.
        return part.slice(0, at) + part.slice(at + 1 + below(20));
      case 2: // Repeat some characters.
        return part.slice(0, at) + part.slice(Math.max(0, at - below(30)));
      case 3: // Insert a text.
        return part.slice(0, at) + text() + part.slice(at);
      default: // Cut off the end.
        return part.slice(0, at);
    }
  };
  const ownQuery = () =>
    `?x=${pick([...EXPERIMENTS, text()])}&${pick(KEYS)}=${pick([...NUMBERS, text()])}&${pick(KEYS)}=${text()}`;
  const ownFragment = () =>
    pick([`v${pick(NUMBERS)}.${fragment.slice(3)}`, `v1.${text()}`, text(), 'experiment', '']);

  const one = () => {
    const changedQuery = pick([query, query, change(query), ownQuery()]);
    const changedFragment = pick([fragment, change(fragment), change(fragment), ownFragment()]);
    return `?${changedQuery.replace(/^[?]+/, '').replaceAll('#', '%23')}#${changedFragment}`;
  };
  return Array.from({ length: count }, one);
}

const CHARACTERS = [...'Aa09_-~%&=+?.,/\\<>"\'\u0000é😀'];
const TEXTS = [
  '',
  'A',
  '%',
  '%ff',
  '<script>alert(1)</script>',
  '\u202e',
  '😀',
  '&x=',
  ',',
  '-1',
  'null',
  '__proto__',
];
const NUMBERS = ['0', '-1', '1e9', '99999999999999999999', '4294967296', '18446744073709551615', 'NaN', '7'];
const EXPERIMENTS = [
  'sum-of-squares',
  'ten-requests',
  'scaling',
  'decide',
  'mandelbrot',
  'scrape',
  'gil-convoy',
];
const KEYS = [
  'tasks',
  'n',
  'workers',
  'repeats',
  'strategies',
  'x',
  'network',
  'urls',
  'latency',
  'colour',
  'most',
];

/** Returns a generator of pseudorandom numbers in [0, 1): mulberry32. */
function generator(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
