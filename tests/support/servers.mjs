// Where the browser tests find Lanes, served in the two ways that matter.

const HOST = '127.0.0.1';

/** The first of four neighbouring ports: others let two clones test at once. */
const PORT = Number(process.env.LANES_TEST_PORT ?? 4317);

/** As `npm start` serves it: with the isolation headers, and answering `api/` over TCP. */
export const PREVIEW = { host: HOST, port: PORT, url: `http://${HOST}:${PORT}/` };

/** Has the plain static host do something: `static-server.mjs` says what. */
const order = (name, text = '') => fetch(`http://${HOST}:${PORT + 1}/${name}/${encodeURIComponent(text)}`);

/** As a plain static host does: no headers, no `api/`, and not at the root. */
export const STATIC = {
  host: HOST,
  port: PORT + 1,
  path: '/some/where/lanes/',
  url: `http://${HOST}:${PORT + 1}/some/where/lanes/`,
  /** Has the host refuse all addresses with this text in them; with no text, none. */
  refuse: (text) => order('refuse', text),
  /** Has the host serve another folder, as after a deployment; with none, dist/. */
  serve: (folder) => order('serve', folder),
  /** How often each file was sent whole since the last `serve`. */
  sent: async () => (await order('sent')).json(),
};

/** Where nginx serves Lanes, while a test runs it. */
export const NGINX = { port: PORT + 2, url: `http://${HOST}:${PORT + 2}/` };

/** Somebody's article. Its name makes it another site than Lanes, though it is the same machine. */
export const ARTICLES = {
  host: HOST,
  port: PORT + 3,
  url: `http://localhost:${PORT + 3}/`,
  /** What an author has the article's server send who wants shared memory in the article itself. */
  isolating: {
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-embedder-policy': 'require-corp',
  },
  /** The address of an article with that markup; isolated, it sends the headers for that. */
  with: (body, isolated = false) =>
    `${ARTICLES.url}?${new URLSearchParams({ body, ...(isolated && { isolated: '' }) })}`,
};
