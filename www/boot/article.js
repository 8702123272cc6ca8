// A page to read: it has the theme that the reader chose for the playground, is of one version with the frames in it,
// and has the site kept for when there is no connection.

import { keepVersion, registerServiceWorker, takeNewVersion } from './offline.js';
import { applyTheme } from './theme.js';

/** The site's folder, as seen from the page: the name at the top leads there. */
const SITE = document.querySelector('.brand').getAttribute('href');

/** How long no frame may have come up before the site is kept, which would take the connection from one that loads. */
const QUIET_MS = 5_000;

const event = (target, type) =>
  new Promise((resolve) => target.addEventListener(type, resolve, { once: true }));

// All of them are still to come: a module is run before the first.
const scriptsRan = event(document, 'DOMContentLoaded');
const loaded = event(window, 'load');

applyTheme();
main();

async function main() {
  // Frames are pages of the site, too: beside them no new version would take over.
  await takeNewVersion(SITE);
  // The page's own script says what the frames show.
  await scriptsRan;
  loadFrames();
  await loaded;
  await framesAreQuiet();
  await keepSite();
}

function loadFrames() {
  const src = new URL(`${SITE}embed.js`, document.baseURI).href;
  document.head.append(Object.assign(document.createElement('script'), { type: 'module', src }));
}

function framesAreQuiet() {
  return new Promise((resolve) => {
    let timer = setTimeout(resolve, QUIET_MS);
    addEventListener('lanes-ready', () => {
      clearTimeout(timer);
      timer = setTimeout(resolve, QUIET_MS);
    });
  });
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
