// Runs other programs. A library such as execa would do it too, but these scripts install the npm packages themselves.

import { spawn, spawnSync } from 'node:child_process';
import { ROOT } from './paths.mjs';

/** A command that failed, with everything it printed. */
export class CommandError extends Error {
  constructor(command, args, code, output) {
    super(`${[command, ...args].join(' ')} ended with ${code}`);
    this.name = 'CommandError';
    this.output = output;
  }
}

/** Returns what a short command prints, or null if the command is missing or fails. */
export function ask(command, args, env = process.env) {
  const { status, stdout } = spawnSync(command, args, {
    env,
    cwd: ROOT,
    encoding: 'utf8',
    maxBuffer: 1 << 28,
  });
  return status === 0 ? stdout.trim() : null;
}

/**
 * Runs a command to its end and resolves to what it printed.
 *
 * With `show`, output goes straight to the terminal. Otherwise the error of a failed command carries it, and `onOutput`
 * gets each piece, so that a caller can draw progress.
 *
 * @param {string} command
 * @param {string[]} args
 * @param {{env?: NodeJS.ProcessEnv, cwd?: string, show?: boolean, onOutput?: (text: string) => void}} [options]
 * @throws {CommandError}
 */
export function run(command, args, { env = process.env, cwd = ROOT, show = false, onOutput } = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      env,
      cwd,
      stdio: ['ignore', ...(show ? ['inherit', 'inherit'] : ['pipe', 'pipe'])],
    });
    let output = '';
    const collect = (chunk) => {
      output += chunk;
      onOutput?.(String(chunk));
    };
    child.stdout?.on('data', collect);
    child.stderr?.on('data', collect);
    child.on('error', reject);
    child.on('close', (code, signal) => {
      if (code === 0) resolve(output);
      else reject(new CommandError(command, args, signal ?? code, output));
    });
  });
}
