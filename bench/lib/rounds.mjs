// Sides of a comparison, measured in turns.

import { Problem } from '../../scripts/lib/report.mjs';

/**
 * Measures all sides once a round, in an order that changes from round to round, after a round that does not count. Fails if two
 * sides answer differently.
 *
 * @param {Record<string, () => Promise<{ms: number, sum?: string}>>} sides
 * @param {number} rounds
 * @returns {Promise<Record<string, number[]>>} the times of each side in ms, by round
 */
export async function measureInTurns(sides, rounds) {
  const names = Object.keys(sides);
  const times = Object.fromEntries(names.map((name) => [name, []]));
  const sums = new Map();
  for (let round = -1; round < rounds; round += 1) {
    const first = (round + 1) % names.length;
    for (const name of [...names.slice(first), ...names.slice(0, first)]) {
      const { ms, sum } = await sides[name]();
      if (sum !== undefined) sums.set(name, sum);
      if (round >= 0) times[name].push(ms);
    }
  }
  if (new Set(sums.values()).size > 1)
    throw new Problem(`The sides answer differently: ${JSON.stringify(Object.fromEntries(sums))}`);
  return times;
}
