// A page to read: it has the theme that the reader chose for the playground, is of one version with the frames in it,
// and has the site kept for when there is no connection.

import { keepVersion, registerServiceWorker, takeNewVersion } from './offline.js';
import { applyTheme } from './theme.js';

/** The site's folder, as seen from the page. */
const SITE = '../';

/** How long after its own loading the page waits for a frame that loads. */
const FRAME_TIMEOUT_MS = 5_000;

const event = (target, type) =>
  new Promise((resolve) => target.addEventListener(type, resolve, { once: true }));

// All of them are still to come: a module is run before the first.
const scriptsRan = event(document, 'DOMContentLoaded');
const loaded = event(window, 'load');
const someFrameLoaded = event(window, 'lanes-ready');

applyTheme();
main();

async function main() {
  // Frames are pages of the site, too: beside them no new version would take over.
  await takeNewVersion(SITE);
  // The page's own script says what the frames show.
  await scriptsRan;
  loadFrames();
  await loaded;
  // There may be no frame near what the reader sees.
  await Promise.race([someFrameLoaded, new Promise((resolve) => setTimeout(resolve, FRAME_TIMEOUT_MS))]);
  await keepSite();
}

function loadFrames() {
  const src = new URL(`${SITE}embed.js`, document.baseURI).href;
  document.head.append(Object.assign(document.createElement('script'), { type: 'module', src }));
}

/** Whoever only reads may have no frame that sees to it. */
async function keepSite() {
  try {
    await registerServiceWorker(navigator.serviceWorker, SITE);
    await keepVersion();
  } catch {
    // Service workers are forbidden here: the site works online only.
  }
}
