// How long work is told about on the terminal: one line per step, alive while it runs.

const PLAIN_INTERVAL_MS = 15_000;

/** `83.4 s`, or `2 min 5 s`. */
export function elapsed(sinceMs) {
  const seconds = (performance.now() - sinceMs) / 1000;
  return seconds < 100
    ? `${seconds.toFixed(1)} s`
    : `${Math.floor(seconds / 60)} min ${Math.round(seconds % 60)} s`;
}

/**
 * Runs `work` under a title and prints how long it took.
 *
 * `work` gets a function that tells how far it is. On a terminal that rewrites one line; elsewhere (a log) it
 * prints a line now and then, so that neither looks dead.
 *
 * @template T
 * @param {string} title
 * @param {(tell: (status: string) => void) => Promise<T>} work
 * @returns {Promise<T>}
 */
export async function step(title, work) {
  const start = performance.now();
  const live = process.stdout.isTTY;
  let status = '';
  const line = () => `  ${title}${status && `: ${status}`}, ${elapsed(start)}`;
  const draw = () =>
    live
      ? process.stdout.write(`\r\x1b[K${line().slice(0, process.stdout.columns - 1)}`)
      : console.log(line());
  const timer = setInterval(draw, live ? 250 : PLAIN_INTERVAL_MS);
  const clear = () => {
    clearInterval(timer);
    if (live) process.stdout.write('\r\x1b[K');
  };
  try {
    const result = await work((text) => {
      status = text;
    });
    clear();
    console.log(`  ${title}, ${elapsed(start)}`);
    return result;
  } catch (error) {
    clear();
    console.log(`  ${title}: failed after ${elapsed(start)}`);
    throw error;
  }
}

/** A sentence for whoever runs the scripts: printed without a stack, since it says itself what to do. */
export class Problem extends Error {
  name = 'Problem';
}

/** Prints why a script stopped, with the output of a command that failed, and sets the exit code. */
export function fail(error) {
  if (error.output) console.error(`\n${error.output.trimEnd()}\n`);
  console.error(error instanceof Problem || error.output ? `${error.name}: ${error.message}` : error);
  process.exitCode = 1;
}

/** Runs a script's main function. */
export const main = (work) => work().catch(fail);
