import { answer, answerHeaders, apiPath } from '../../www/network/answer.js';
import { ISOLATION_HEADERS } from '../../www/network/headers.js';
import { inProject } from './paths.mjs';

/** Answers the experiments' network over TCP, as the service worker does without. */
function answerOverTcp(request, response, next) {
  const url = new URL(request.url, 'http://localhost');
  const path = apiPath(url.pathname);
  if (path === null) return next();
  const { status, delayMs, body } = answer(path, url.searchParams);
  // Chromium lets blocking requests pass its limit of six connections, and later requests would find those
  // connections idle: a run of `async` after one of `threads` would be measured faster than by itself.
  const headers = { ...answerHeaders('server'), 'content-length': body.length, connection: 'close' };
  const timer = setTimeout(() => response.writeHead(status, headers).end(body), delayMs);
  // Nobody waits any more: after an abort, or after the answer.
  response.on('close', () => clearTimeout(timer));
}

/** Puts the isolation headers on every response, whatever middleware makes it. */
function isolate(_request, response, next) {
  for (const [name, value] of Object.entries(ISOLATION_HEADERS)) response.setHeader(name, value);
  next();
}

/** The development and preview servers send the isolation headers and answer `api/`. */
export function lanesServer() {
  const extend = ({ middlewares }) => {
    middlewares.use(isolate);
    middlewares.use(answerOverTcp);
  };
  return { name: 'lanes-server', configureServer: extend, configurePreviewServer: extend };
}

/** Lets Vite style its error overlay, which the page's content security policy forbids. In development only. */
export function allowOverlay() {
  const transformIndexHtml = (html) => html.replace("style-src 'self'", "style-src 'self' 'unsafe-inline'");
  return { name: 'lanes-allow-overlay', apply: 'serve', transformIndexHtml };
}

/**
 * Bundles the service worker to `sw.js`: by that name, since a changed one is found by its address, and as a
 * classic script, since Firefox runs no module service workers.
 */
export function serviceWorker() {
  let minify = true;
  return {
    name: 'lanes-service-worker',
    configResolved(config) {
      minify = config.command === 'build';
    },
    async generateBundle() {
      this.emitFile({ type: 'asset', fileName: 'sw.js', source: await bundleServiceWorker(minify) });
    },
    configureServer({ middlewares }) {
      middlewares.use(async (request, response, next) => {
        if (request.url.split('?')[0] !== '/sw.js') return next();
        try {
          const code = await bundleServiceWorker(minify);
          response
            .writeHead(200, { 'content-type': 'text/javascript', 'cache-control': 'no-store' })
            .end(code);
        } catch (error) {
          next(error);
        }
      });
    },
  };
}

async function bundleServiceWorker(minify) {
  const { build } = await import('vite');
  const { output } = await build({
    configFile: false,
    logLevel: 'warn',
    root: inProject('www'),
    build: {
      write: false,
      minify,
      rolldownOptions: {
        input: inProject('www', 'sw.js'),
        output: { format: 'iife', entryFileNames: 'sw.js' },
      },
    },
  });
  return output[0].code;
}
