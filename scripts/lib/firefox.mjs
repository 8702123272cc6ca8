import { aptInstall, canApt } from './apt.mjs';
import { ask } from './command.mjs';

const NAMES = ['firefox-esr', 'firefox'];

/** A Firefox on this machine that runs, or null: Ubuntu's `firefox` may be a script that only says how to get one. */
export const findFirefox = () => NAMES.find((name) => ask(name, ['--version']) !== null) ?? null;

/** Finds a Firefox for the tests that are about it, or installs one where that can be done. */
export async function ensureFirefox() {
  if (!findFirefox() && canApt()) await aptInstall(['firefox-esr']);
}
