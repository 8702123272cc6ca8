// Statistics of paired measurements: machines that run other things too allow no more than ratios within one round.

const sorted = (values) => [...values].sort((a, b) => a - b);

/** Returns the median, or NaN of no values. */
export function median(values) {
  const all = sorted(values);
  const middle = all.length / 2;
  return all.length % 2 ? all[Math.floor(middle)] : (all[middle - 1] + all[middle]) / 2;
}

/** Probability with which the interval of `medianInterval` covers the true median, at least. */
const COVERAGE = 0.95;

/** Number of values from which on order statistics cover the median with that probability. */
export const LEAST_VALUES = 6;

/**
 * Returns the median with the narrowest interval of order statistics that covers the true median with 95% probability, whatever
 * the distribution is. With fewer than {@link LEAST_VALUES} no interval does, and the extremes are returned.
 *
 * Source: H. A. David and H. N. Nagaraja, Order Statistics, 3rd edition, section 7.1.
 */
export function medianInterval(values) {
  const all = sorted(values);
  const n = all.length;
  // Probabilities that exactly, and that at most, `depth` values lie below the median.
  let exactly = 0.5 ** n;
  let atMost = exactly;
  let depth = 0;
  for (;;) {
    exactly *= (n - depth) / (depth + 1);
    atMost += exactly;
    if (1 - 2 * atMost < COVERAGE) break;
    depth += 1;
  }
  return { median: median(all), low: all[depth], high: all[n - 1 - depth] };
}

/** Returns the ratio of two sides that were measured in the same rounds: the median of the rounds' ratios, with its interval. */
export const ratio = (numerators, denominators) =>
  medianInterval(numerators.map((value, round) => value / denominators[round]));

/** Returns the geometric mean. */
export const geometricMean = (values) =>
  Math.exp(values.reduce((sum, value) => sum + Math.log(value), 0) / values.length);
