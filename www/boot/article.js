// Boots an article page: applies the reader's theme, runs the menus, makes sure that the page and its frames are of one
// version, and stores the site for offline use.

import { keepDroppedFiles } from './drop.js';
import { registerServiceWorker, saveForOffline, takeNewVersion } from './offline.js';
import { applyTheme, THEME_KEY } from './theme.js';

/** The site's folder, relative to the page, read from the link at the top. */
const SITE = document.querySelector('.brand').getAttribute('href');

/** Time without a newly loaded frame before the site is stored, so that storing does not slow down a loading frame. */
const QUIET_MS = 5_000;

const event = (target, type) =>
  new Promise((resolve) => target.addEventListener(type, resolve, { once: true }));

// Modules run before either event, so neither is missed.
const scriptsRan = event(document, 'DOMContentLoaded');
const loaded = event(window, 'load');

applyTheme();
keepDroppedFiles();
runThemeMenu();
runContents();
offerRuns();
main();

async function main() {
  // Frames are pages of the site too, and a new version takes over only if a single page is open.
  await takeNewVersion(SITE);
  // The page's own script decides what the frames show.
  await scriptsRan;
  loadFrames();
  await loaded;
  await framesAreQuiet();
  await saveSite();
}

/** Shows the current theme in the menu, and applies and stores the one that the reader chooses. */
function runThemeMenu() {
  const menu = document.querySelector('.theme select');
  menu.value = document.documentElement.dataset.theme;
  menu.addEventListener('change', () => {
    document.documentElement.dataset.theme = menu.value;
    try {
      localStorage.setItem(THEME_KEY, menu.value);
    } catch {
      // Without storage the choice lasts as long as the page.
    }
  });
}

/** Marks the section that is being read in the table of contents, and closes the menu that a phone shows it in. */
function runContents() {
  const contents = document.getElementById('contents');
  contents.addEventListener('click', ({ target }) => {
    if (target.closest('a') && contents.matches(':popover-open')) contents.hidePopover();
  });
  const links = [...contents.querySelectorAll('li a')];
  const headings = links.map(({ hash }) => document.querySelector(hash));
  const mark = () => {
    // A section is being read once its heading is in the upper third of the window.
    const current = headings.findLastIndex(
      (heading) => heading.getBoundingClientRect().top < innerHeight / 3,
    );
    links.forEach((link, index) => {
      if (index === current) link.setAttribute('aria-current', 'true');
      else link.removeAttribute('aria-current');
    });
  };
  addEventListener('scroll', () => requestAnimationFrame(mark), { passive: true });
  // Frames that load move the headings.
  new ResizeObserver(mark).observe(document.body);
}

/** Puts a button below each program, which runs it in a frame in its place. */
function offerRuns() {
  for (const program of document.querySelectorAll('pre.program')) {
    const button = Object.assign(document.createElement('button'), {
      type: 'button',
      className: 'run-program',
      textContent: 'Run this program',
    });
    button.addEventListener('click', () => {
      const frame = document.createElement('lanes-playground');
      frame.setAttribute('x', 'python-program');
      frame.title = 'The program above, in Lanes';
      button.replaceWith(frame);
      // The press is the reader's consent. A program that fails says so in the frame.
      frame.run('', program.textContent).catch(() => undefined);
    });
    program.after(button);
  }
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

/** Stores the site for offline use. A frame would do this too, but a reader may never load one. */
async function saveSite() {
  try {
    await registerServiceWorker(navigator.serviceWorker, SITE);
    await saveForOffline();
  } catch {
    // The browser refuses service workers here: the site works online only.
  }
}
