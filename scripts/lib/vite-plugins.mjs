import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { Semaphore } from 'async-mutex';
import { answer, answerHeaders, apiPath } from '../../www/network/answer.js';
import { developmentHeaders, HOST_HEADERS } from '../../www/network/headers.js';
import { bundleEmbedScript, EMBED_SCRIPT } from './embed-script.mjs';
import { inProject } from './paths.mjs';
import {
  catalogue,
  oEmbed,
  pictureMaker,
  previewPage,
  previewSvg,
  SITE_PICTURE,
  SITE_PREVIEW,
  siteAddress,
  withOpenGraph,
} from './previews.mjs';
import { withFragments } from './recipes.mjs';
import { bundleServiceWorker, DEVELOPMENT, writeServiceWorker } from './service-worker.mjs';

/** The most bytes of answers that the server has in memory at once: others wait for their turn. */
const MAX_BYTES_AT_ONCE = 128 * 1024 * 1024;

/** The address of a request, or null where it is none. */
function addressOf(request) {
  try {
    const url = new URL(`http://localhost${request.url}`);
    // The middleware that reads files decodes the path, and throws where it cannot.
    decodeURI(url.pathname);
    return url;
  } catch {
    return null;
  }
}

/** Refuses what is no address before what reads files fails at it, and answers with its stack. */
function refuseMalformed(request, response, next) {
  const url = addressOf(request);
  if (url && /^\/(?!\/)/.test(request.url)) return next();
  response.writeHead(400, { 'content-type': 'text/plain; charset=utf-8' }).end('This is no address here.');
}

/** Sends who asks for a folder by its name alone to the folder: its page's addresses are relative to that. */
const leadIntoFolders = (folder) => (request, response, next) => {
  const { pathname, search } = addressOf(request);
  const path = decodeURI(pathname);
  const isFolder = !path.endsWith('/') && existsSync(join(folder, path, 'index.html'));
  if (!isFolder || !['GET', 'HEAD'].includes(request.method)) return next();
  response.writeHead(301, { location: `${pathname}/${search}` }).end();
};

/** Answers the experiments' network over TCP, as the service worker does without. `folder` has the site's files. */
function answerOverTcp(folder) {
  const memory = new Semaphore(MAX_BYTES_AT_ONCE);
  return (request, response, next) => {
    const url = addressOf(request);
    const path = apiPath(url.pathname);
    if (path === null) return next();
    const { status, delayMs, size, makeBody, file } = answer(path, url.searchParams);
    // Chromium lets blocking requests pass its limit of six connections, and later requests would find those
    // connections idle: a run of `async` after one of `threads` would be measured faster than by itself.
    const send = (status, body) => {
      const headers = {
        ...answerHeaders('server', file),
        'content-length': body.length,
        connection: 'close',
      };
      response.writeHead(status, headers).end(body);
    };
    const sendFile = () =>
      readFile(resolve(folder, file)).then(
        (body) => send(status, body),
        () => send(404, ''),
      );
    // A body takes memory from when it is made until it was sent.
    const sendBody = () =>
      memory.runExclusive(
        async () => {
          if (response.closed) return;
          send(status, makeBody());
          if (!response.closed) await once(response, 'close');
        },
        Math.min(size, MAX_BYTES_AT_ONCE),
      );
    const timer = setTimeout(file ? sendFile : sendBody, delayMs);
    // Nobody waits any more: after an abort, or after the answer.
    response.on('close', () => clearTimeout(timer));
  };
}

/** Puts headers on every response, whatever middleware makes it. */
const addHeaders = (headersOf) => (request, response, next) => {
  for (const [name, value] of Object.entries(headersOf(request))) response.setHeader(name, value);
  next();
};

/** The headers of a development server, which has more than other sites may read. */
function inDevelopment(request) {
  const path = addressOf(request)?.pathname ?? '';
  return developmentHeaders(path === `/${EMBED_SCRIPT}` || apiPath(path) !== null);
}

/** The development and preview servers send the headers that a host should send, and answer `api/`. */
export function lanesServer() {
  const extend = ({ middlewares }, folder, files, headersOf) => {
    middlewares.use(addHeaders(headersOf));
    middlewares.use(refuseMalformed);
    // Before what looks on the disk, which would be in the time of each request that is measured.
    middlewares.use(answerOverTcp(files));
    middlewares.use(leadIntoFolders(folder));
  };
  return {
    name: 'lanes-server',
    configureServer: (server) => extend(server, server.config.root, server.config.publicDir, inDevelopment),
    configurePreviewServer: (server) => {
      const folder = resolve(server.config.root, server.config.build.outDir);
      extend(server, folder, folder, () => HOST_HEADERS);
    },
  };
}

/** Lets Vite style its error overlay, which the page's content security policy forbids. In development only. */
export function allowOverlay() {
  const transformIndexHtml = (html) => html.replace("style-src 'self'", "style-src 'self' 'unsafe-inline'");
  return { name: 'lanes-allow-overlay', apply: 'serve', transformIndexHtml };
}

/** Answers with a script at the root of the site, made anew each time. In development only. */
const answerScript = (name, make) => async (request, response, next) => {
  if (request.url.split('?')[0] !== `/${name}`) return next();
  try {
    const code = await make();
    response.writeHead(200, { 'content-type': 'text/javascript', 'cache-control': 'no-store' }).end(code);
  } catch (error) {
    next(error);
  }
};

/** Builds the script that articles load, which stands at the root of the site under its own name. */
export function embedScript() {
  return {
    name: 'lanes-embed-script',
    async generateBundle() {
      const source = await bundleEmbedScript({ minify: true });
      this.emitFile({ type: 'asset', fileName: EMBED_SCRIPT, source });
    },
    configureServer({ middlewares }) {
      middlewares.use(answerScript(EMBED_SCRIPT, () => bundleEmbedScript({ minify: false })));
    },
  };
}

/** Builds the service worker, which needs to know all other files of the site. */
export function serviceWorker() {
  return {
    name: 'lanes-service-worker',
    writeBundle: { order: 'post', sequential: true, handler: ({ dir }) => writeServiceWorker(dir) },
    configureServer({ middlewares }) {
      middlewares.use(answerScript('sw.js', () => bundleServiceWorker(DEVELOPMENT)));
    },
  };
}

/** Has the browser fetch the page's module along with the script that asks for it, and not after it. */
export function preloadModule() {
  const isModule = (name) => /(^|\/)lanes_app_bg.*\.wasm$/.test(name);
  const handler = (_html, { path, bundle }) => {
    if (path !== '/index.html') return [];
    const name = Object.keys(bundle).find(isModule);
    if (!name) throw new Error('The page has no module to preload: it may have got another name.');
    const attrs = {
      rel: 'preload',
      as: 'fetch',
      type: 'application/wasm',
      crossorigin: true,
      href: `./${name}`,
    };
    return [{ tag: 'link', attrs, injectTo: 'head' }];
  };
  return { name: 'lanes-preload-module', apply: 'build', transformIndexHtml: { order: 'post', handler } };
}

/** The Rust that the page can show is the Rust that is compiled. */
const RUST_SOURCES = inProject('src', 'workloads', 'src');

/** Where the page finds it, relative to the site. */
const RUST_PATH = 'code/rust/';

/** Puts the sources of the workloads into the site, as they are. */
export function rustSources() {
  const files = () => readdirSync(RUST_SOURCES, { recursive: true }).filter((name) => name.endsWith('.rs'));
  const read = (name) => readFileSync(join(RUST_SOURCES, name), 'utf8');
  // Paths of Windows become addresses.
  const address = (name) => RUST_PATH + name.replaceAll('\\', '/');
  return {
    name: 'lanes-rust-sources',
    generateBundle() {
      for (const name of files())
        this.emitFile({ type: 'asset', fileName: address(name), source: read(name) });
    },
    configureServer({ middlewares }) {
      middlewares.use((request, response, next) => {
        const path = request.url.split('?')[0].slice(1);
        const name = files().find((one) => address(one) === path);
        if (name === undefined) return next();
        response.writeHead(200, { 'content-type': 'text/plain; charset=utf-8' }).end(read(name));
      });
    },
  };
}

/** Puts the Python files that the recipes show into their page. */
export function recipes() {
  return { name: 'lanes-recipes', transformIndexHtml: { order: 'pre', handler: withFragments } };
}

/**
 * Gives each experiment a page of its own, for what shows a link before it is followed, and has all others say what they
 * are. Pictures and oEmbed need the site's own address, which `LANES_URL` in the environment tells; without it they are
 * left out.
 */
export function previews() {
  return {
    name: 'lanes-previews',
    apply: 'build',
    async generateBundle() {
      const site = siteAddress(process.env.LANES_URL);
      const emit = (fileName, source) => this.emitFile({ type: 'asset', fileName, source });
      const draw = site && (await pictureMaker());
      if (site) emit(SITE_PICTURE, draw(previewSvg(SITE_PREVIEW)));
      for (const experiment of catalogue()) {
        const { id } = experiment;
        emit(`x/${id}/index.html`, previewPage(experiment, site));
        if (!site) continue;
        emit(`oembed/${id}.json`, JSON.stringify(oEmbed(experiment, site)));
        emit(`previews/${id}.png`, draw(previewSvg(experiment)));
      }
    },
    transformIndexHtml: (html, { path }) =>
      withOpenGraph(html, path.replace(/^\/|index\.html$/g, ''), siteAddress(process.env.LANES_URL)),
  };
}
