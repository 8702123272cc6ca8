import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { basename, dirname, extname, join, resolve } from 'node:path';
import { Semaphore } from 'async-mutex';
import { answer, answerHeaders, apiPath } from '../../www/network/answer.js';
import { developmentHeaders, HOST_HEADERS } from '../../www/network/headers.js';
import { cpythonFiles, isPythonFile, pythonFolder, pythonLibrary } from './cpython.mjs';
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
import { bundleServiceWorker, DEVELOPMENT, integrity, writeServiceWorker } from './service-worker.mjs';

/**
 * Limit on the bytes of responses that the server holds in memory at once. Others wait for their turn. They are counted in
 * blocks, since each release of a semaphore takes time in proportion to its size.
 */
const MAX_BYTES_AT_ONCE = 128 * 1024 * 1024;
const BLOCK = 64 * 1024;

/** Types that browsers insist on. */
const TYPES = { '.mjs': 'text/javascript', '.wasm': 'application/wasm' };

/** Parses the address of a request. Returns null if it is malformed. */
function addressOf(request) {
  try {
    const url = new URL(`http://localhost${request.url}`);
    // The middleware that reads files decodes the path, and throws if it cannot.
    decodeURI(url.pathname);
    return url;
  } catch {
    return null;
  }
}

/** Refuses malformed addresses. Otherwise the middleware that reads files would answer with a stack trace. */
function refuseMalformed(request, response, next) {
  const url = addressOf(request);
  if (url && /^\/(?!\/)/.test(request.url)) return next();
  response.writeHead(400, { 'content-type': 'text/plain; charset=utf-8' }).end('Malformed address.');
}

/** Redirects `/folder` to `/folder/`, since the addresses in a page are relative to its folder. */
const leadIntoFolders = (folder) => (request, response, next) => {
  const { pathname, search } = addressOf(request);
  const path = decodeURI(pathname);
  const isFolder = !path.endsWith('/') && existsSync(join(folder, path, 'index.html'));
  if (!isFolder || !['GET', 'HEAD'].includes(request.method)) return next();
  response.writeHead(301, { location: `${pathname}/${search}` }).end();
};

/** Answers the experiments' network over TCP, as the service worker does in the browser. `folder` has the site's files. */
function answerOverTcp(folder) {
  const memory = new Semaphore(MAX_BYTES_AT_ONCE / BLOCK);
  return (request, response, next) => {
    const url = addressOf(request);
    const path = apiPath(url.pathname);
    if (path === null) return next();
    const { status, delayMs, size, makeBody, file } = answer(path, url.searchParams);
    // Chromium lets blocking requests exceed its limit of six connections, and later requests would reuse those: a run of
    // `async` after one of `threads` would be measured faster than by itself.
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
        Math.max(1, Math.ceil(Math.min(size, MAX_BYTES_AT_ONCE) / BLOCK)),
      );
    const timer = setTimeout(file ? sendFile : sendBody, delayMs);
    // After an abort, or after the response.
    response.on('close', () => clearTimeout(timer));
  };
}

/** Adds headers to every response, from whichever middleware. */
const addHeaders = (headersOf) => (request, response, next) => {
  for (const [name, value] of Object.entries(headersOf(request))) response.setHeader(name, value);
  next();
};

/** Returns the headers of a development server, which serves more than other sites may read. */
function inDevelopment(request) {
  const path = addressOf(request)?.pathname ?? '';
  return developmentHeaders(path === `/${EMBED_SCRIPT}` || apiPath(path) !== null);
}

/** Makes the development and preview servers send the headers that a host should send, and answer `api/`. */
export function lanesServer() {
  const extend = ({ middlewares }, folder, files, headersOf) => {
    middlewares.use(addHeaders(headersOf));
    middlewares.use(refuseMalformed);
    // First, since looking on the disk would add to the time of each measured request.
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

/** Lets Vite style and fill its error overlay, which the page's content security policy forbids. In development only. */
export function allowOverlay() {
  const transformIndexHtml = (html) =>
    html
      .replace("style-src 'self'", "style-src 'self' 'unsafe-inline'")
      .replace("; require-trusted-types-for 'script'; trusted-types default", '');
  return { name: 'lanes-allow-overlay', apply: 'serve', transformIndexHtml };
}

/** Serves a script at the root of the site, built for each request. In development only. */
const answerScript = (name, make) => async (request, response, next) => {
  if (request.url.split('?')[0] !== `/${name}`) return next();
  try {
    const code = await make();
    response.writeHead(200, { 'content-type': 'text/javascript', 'cache-control': 'no-store' }).end(code);
  } catch (error) {
    next(error);
  }
};

/** Builds the script that articles load. It is at the root of the site under a fixed name. */
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

/** Builds the service worker last, since it lists all other files of the site. */
export function serviceWorker() {
  return {
    name: 'lanes-service-worker',
    writeBundle: { order: 'post', sequential: true, handler: ({ dir }) => writeServiceWorker(dir) },
    configureServer({ middlewares }) {
      middlewares.use(answerScript('sw.js', () => bundleServiceWorker(DEVELOPMENT)));
    },
  };
}

/** Makes the browser fetch the page's module together with the script that loads it, not after it. */
export function preloadModule() {
  const isModule = (name) => /(^|\/)lanes_app_bg.*\.wasm$/.test(name);
  const handler = (_html, { path, bundle }) => {
    if (path !== '/index.html') return [];
    const name = Object.keys(bundle).find(isModule);
    if (!name) throw new Error('The page has no module to preload. Has lanes_app_bg.wasm another name?');
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

/**
 * Makes article pages paint only after their scripts have applied the reader's theme, where the browser supports it. The
 * playground has nothing to paint before its script runs.
 */
export function themeBeforePaint() {
  const handler = (html, { path }) =>
    path === '/index.html'
      ? html
      : html.replaceAll('<script type="module"', '<script type="module" blocking="render"');
  return { name: 'lanes-theme-before-paint', apply: 'build', transformIndexHtml: { order: 'post', handler } };
}

/** Returns the files of a folder whose names end in `extension`, by their names relative to it. */
const filesOf = (folder, extension) =>
  readdirSync(folder, { recursive: true }).filter((name) => name.endsWith(extension));

/**
 * Returns the addresses in the site of the code that the page shows, with the paths of the files. The Rust is what is
 * compiled. The Python files are sources, of which the page makes complete scripts: that of an experiment is `script.py` in
 * its folder, whose name has underscores, and templates of the reader's code are in the folder `templates` there.
 */
function codeFiles() {
  const rust = inProject('src', 'workloads', 'src');
  const experiments = inProject('src', 'catalogue', 'src', 'experiments');
  // Paths of Windows become addresses.
  const rustAddress = (name) => `code/rust/${name.replaceAll('\\', '/')}`;
  const pythonAddress = (name) => `code/python/${dirname(name).replaceAll('_', '-')}.py`;
  const templates = filesOf(experiments, '.py').filter((name) => basename(dirname(name)) === 'templates');
  const templateAddress = (name) =>
    `code/python/${dirname(dirname(name)).replaceAll('_', '-')}/${basename(name)}`;
  return new Map([
    ...filesOf(rust, '.rs').map((name) => [rustAddress(name), join(rust, name)]),
    ...filesOf(experiments, 'script.py').map((name) => [pythonAddress(name), join(experiments, name)]),
    ...templates.map((name) => [templateAddress(name), join(experiments, name)]),
  ]);
}

/** Puts the code that the page shows into the site. */
export function shownCode() {
  return {
    name: 'lanes-shown-code',
    generateBundle() {
      for (const [fileName, path] of codeFiles())
        this.emitFile({ type: 'asset', fileName, source: readFileSync(path, 'utf8') });
    },
    configureServer({ middlewares }) {
      middlewares.use((request, response, next) => {
        const path = codeFiles().get(request.url.split('?')[0].slice(1));
        if (path === undefined) return next();
        response
          .writeHead(200, { 'content-type': 'text/plain; charset=utf-8' })
          .end(readFileSync(path, 'utf8'));
      });
    },
  };
}

/**
 * Puts CPython and the modules of src/python/lib into the site, and their addresses into the code as `__PYTHON_FOLDER__` and
 * `__PYTHON_LIBRARY__`.
 */
export function cpython() {
  let library;
  let files;
  return {
    name: 'lanes-cpython',
    async config() {
      library = await pythonLibrary();
      const define = {
        __PYTHON_FOLDER__: JSON.stringify(pythonFolder()),
        __PYTHON_LIBRARY__: JSON.stringify(library.address),
      };
      // Workers have a configuration of their own, but share what is defined.
      return { define };
    },
    generateBundle() {
      this.emitFile({ type: 'asset', fileName: library.address, source: library.content });
      for (const [fileName, source] of cpythonFiles()) this.emitFile({ type: 'asset', fileName, source });
    },
    configureServer({ middlewares }) {
      middlewares.use((request, response, next) => {
        const address = request.url.split('?')[0].slice(1);
        if (!isPythonFile(address)) return next();
        // Unpacked at the first request, since most sessions of development need no Python.
        files ??= cpythonFiles().set(library.address, library.content);
        const content = files.get(address);
        if (content === undefined) return next();
        const type = TYPES[extname(address)] ?? 'application/octet-stream';
        response.writeHead(200, { 'content-type': type }).end(content);
      });
    },
  };
}

/**
 * Puts the hashes of the bundled data into the code as `__DATA_HASHES__`, by address: an engine measures nothing else in their
 * place.
 */
export function dataHashes() {
  const hashes = (publicDir) =>
    Object.fromEntries(
      filesOf(join(publicDir, 'data'), '')
        .filter((name) => extname(name) !== '' && statSync(join(publicDir, 'data', name)).isFile())
        .map((name) => [
          `data/${name.replaceAll('\\', '/')}`,
          integrity(readFileSync(join(publicDir, 'data', name))),
        ]),
    );
  return {
    name: 'lanes-data-hashes',
    config: ({ publicDir }) => ({ define: { __DATA_HASHES__: JSON.stringify(hashes(publicDir)) } }),
  };
}

/**
 * Has the part of the page's module that is split off loaded like every other module: the generated code depends on the type
 * that the host declares, and never asks the host again.
 */
export function loadSplitModule() {
  const generated =
    /const src = fetch\((.*)\);\s*src\.catch\(\(\) => \{\}\);\s*return async \(imports\) => \(?WebAssembly\.instantiateStreaming\(src, imports\)\)?;/;
  return {
    name: 'lanes-load-split-module',
    enforce: 'pre',
    transform(code, id) {
      if (!id.endsWith('/__wasm_split.js')) return null;
      if (!generated.test(code))
        throw new Error('__wasm_split.js loads its module in another way than before.');
      const loader = JSON.stringify(inProject('www', 'loading', 'load.js'));
      return `import { loadModule } from ${loader};\n${code.replace(
        generated,
        `const src = loadModule($1);
    src.catch(() => {});
    return async (imports) => WebAssembly.instantiate(await src, imports);`,
      )}`;
    },
  };
}

/**
 * Has a thread of the pool report that it cannot load the engine's script. The generated code imports it in a promise, whose
 * rejection reaches nobody, and the engine would wait for the thread.
 */
export function reportThreadErrors() {
  // Only in threads: the worker that starts them contains the same module. The engine prevents the default for what it reports
  // by itself.
  const reporter = `
addEventListener('message', ({ data }) => {
  if (data?.type !== 'wasm_bindgen_worker_init') return;
  addEventListener('unhandledrejection', (event) => {
    setTimeout(() => {
      if (!event.defaultPrevented) throw event.reason;
    });
  });
});
`;
  return {
    name: 'lanes-report-thread-errors',
    transform: (code, id) =>
      /wasm-bindgen-rayon[^/]*\/src\/workerHelpers\.js/.test(id) ? code + reporter : null,
  };
}

/** Inserts the recipes' Python files into their page. */
export function recipes() {
  return { name: 'lanes-recipes', transformIndexHtml: { order: 'pre', handler: withFragments } };
}

/**
 * Adds a page and a picture for each experiment, for previews of links and for articles, and descriptions to all other pages.
 * oEmbed and what networks read need the site's address from the environment variable `LANES_URL`, and are left out without
 * it.
 */
export function previews() {
  return {
    name: 'lanes-previews',
    apply: 'build',
    async generateBundle() {
      const site = siteAddress(process.env.LANES_URL);
      const emit = (fileName, source) => this.emitFile({ type: 'asset', fileName, source });
      const draw = await pictureMaker();
      emit(SITE_PICTURE, draw(previewSvg(SITE_PREVIEW)));
      for (const experiment of catalogue()) {
        const { id } = experiment;
        emit(`x/${id}/index.html`, previewPage(experiment, site));
        emit(`previews/${id}.png`, draw(previewSvg(experiment)));
        if (site) emit(`oembed/${id}.json`, JSON.stringify(oEmbed(experiment, site)));
      }
    },
    transformIndexHtml: (html, { path }) =>
      withOpenGraph(html, path.replace(/^\/|index\.html$/g, ''), siteAddress(process.env.LANES_URL)),
  };
}
