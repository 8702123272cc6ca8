import { existsSync } from 'node:fs';
import { aptInstall, canApt } from './apt.mjs';
import { ask, run } from './command.mjs';
import { Problem, step } from './report.mjs';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];

/** What a browser test needs of Chromium: no sandbox as root, and nothing sent anywhere on its own account. */
export const CHROMIUM_FLAGS = [
  ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  // The last such list counts. Playwright's own switches off the partitioning of storage, without which a
  // frame on another site has no service worker; nobody's browser is like that.
  '--disable-features=HttpsUpgrades,MediaRouter,OptimizationHints,PaintHolding',
];

/** For a page to begin with: its browser has no service workers, as where cookies are blocked. */
export function refuseServiceWorkers() {
  ServiceWorkerContainer.prototype.register = async () => {
    throw new DOMException('They are refused here.', 'SecurityError');
  };
}

/** The path of a Chromium: the one named in CHROMIUM_PATH, one on PATH, or Playwright's own; null for none. */
export async function findBrowser() {
  if (process.env.CHROMIUM_PATH) return process.env.CHROMIUM_PATH;
  // Asked for its version, since Ubuntu's `chromium` may be a script that only says how to get one.
  const name = NAMES.find((one) => ask(one, ['--version']) !== null);
  if (name) return ask('which', [name]);
  const { chromium } = await import('@playwright/test');
  return existsSync(chromium.executablePath()) ? chromium.executablePath() : null;
}

/** Finds a Chromium, or installs one. */
export async function ensureBrowser() {
  const install = async () => {
    if (canApt()) await aptInstall(['chromium']).catch(() => undefined);
    if (await findBrowser()) return;
    await step('npx playwright install chromium', () =>
      run('npx', ['playwright', 'install', 'chromium']),
    ).catch(() => undefined);
  };
  if (!(await findBrowser())) await install();
  const found = await findBrowser();
  if (!found)
    throw new Problem(
      'No Chromium for the browser tests. Install chromium or Chrome, or name one in CHROMIUM_PATH.',
    );
  return found;
}
