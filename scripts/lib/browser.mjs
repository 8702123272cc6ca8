import { run } from './command.mjs';
import { Problem, step } from './report.mjs';
import { findChromium, mayInstall } from './system.mjs';

/** Flags for Chromium under test: no sandbox as root, and no requests of its own. */
export const CHROMIUM_FLAGS = [
  ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  // Chromium obeys the last such list. Playwright's own turns off storage partitioning, without which a frame on
  // another site has no service worker. No reader's browser is set up like that.
  '--disable-features=HttpsUpgrades,MediaRouter,OptimizationHints,PaintHolding',
];

/** Makes a page's browser refuse service workers, as it does where cookies are blocked. An init script for pages. */
export function refuseServiceWorkers() {
  ServiceWorkerContainer.prototype.register = async () => {
    throw new DOMException('They are refused here.', 'SecurityError');
  };
}

/** Returns the path of a Chromium, and has Playwright download one if there is none. */
export async function ensureBrowser() {
  const found = await findChromium();
  if (found) return found;
  if (mayInstall())
    await step('npx playwright install chromium', () => run('npx', ['playwright', 'install', 'chromium']), {
      about: 'a download of about 170 MB into your cache folder',
    }).catch(() => undefined);
  const installed = await findChromium();
  if (installed) return installed;
  throw new Problem(
    'Browser tests need Chromium. Install chromium or Chrome, or set CHROMIUM_PATH to its program.',
  );
}
