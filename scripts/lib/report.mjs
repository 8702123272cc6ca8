// Progress on the terminal: one line per step, alive while the step runs. Libraries for this (ora, listr2) cannot be
// used, since the first step installs the npm packages.

import { CommandError } from './command.mjs';

const LIVE = process.stdout.isTTY;
const INTERVAL_MS = LIVE ? 250 : 15_000;

/** Formats the time since `sinceMs`: `83.4 s`, or `2 min 5 s`. */
export function elapsed(sinceMs) {
  const seconds = (performance.now() - sinceMs) / 1000;
  return seconds < 100
    ? `${seconds.toFixed(1)} s`
    : `${Math.floor(seconds / 60)} min ${Math.round(seconds % 60)} s`;
}

/** The steps that run now, since some run at the same time. Each is a function that describes its progress. */
const running = new Set();
let timer;

const clearLine = () => LIVE && process.stdout.write('\r\x1b[K');

function draw() {
  const lines = [...running].map((describe) => describe());
  if (!LIVE) return console.log(lines.map((line) => `  ${line}`).join('\n'));
  clearLine();
  process.stdout.write(`  ${lines.join(' · ')}`.slice(0, process.stdout.columns - 1));
}

/** Prints a line, and keeps it apart from the one that shows progress. */
export function print(line) {
  clearLine();
  console.log(line);
}

/**
 * Runs `work` under a title and prints how long it took.
 *
 * On a terminal the progress of all running steps shares one line, which is redrawn. In a log each has a line every 15 s,
 * so that neither looks dead.
 *
 * @template T
 * @param {string} title
 * @param {(tell: (status: string) => void) => Promise<T>} work gets a function that reports progress
 * @param {{about?: string}} [options] how long it usually takes, printed before it starts
 * @returns {Promise<T>}
 */
export async function step(title, work, { about } = {}) {
  const start = performance.now();
  let status = '';
  const describe = () => `${title}${status && `: ${status}`}, ${elapsed(start)}`;
  if (about) print(`  ${title}: takes ${about}`);
  running.add(describe);
  timer ??= setInterval(draw, INTERVAL_MS);
  const end = (line) => {
    running.delete(describe);
    if (running.size === 0) {
      clearInterval(timer);
      timer = undefined;
    }
    print(line);
  };
  try {
    const result = await work((text) => {
      status = text;
    });
    end(`  ${title}: done in ${elapsed(start)}`);
    return result;
  } catch (error) {
    end(`  ${title}: failed after ${elapsed(start)}`);
    throw error;
  }
}

/** An error that the reader can act on. It is printed without a stack trace, since its message says what to do. */
export class Problem extends Error {
  name = 'Problem';
}

/** A check that this machine cannot run, and how the reader can change that. It is no failure, but no success either. */
export class NotRun extends Error {
  name = 'Not run';
}

/** Prints why a script stopped, with the output of a command that failed, and sets the exit code. */
export function fail(error) {
  if (error.output) console.error(`\n${error.output.trimEnd()}\n`);
  const isExpected = [Problem, NotRun, CommandError].some((kind) => error instanceof kind);
  console.error(isExpected ? `${error.name}: ${error.message}` : error);
  process.exitCode = 1;
}

/** Runs a script's main function. */
export const main = (work) => work().catch(fail);
