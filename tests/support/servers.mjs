// Where the browser tests find Lanes, served in the two ways that matter.

const HOST = '127.0.0.1';

/** Two neighbouring ports: another pair lets two clones test at once. */
const PORT = Number(process.env.LANES_TEST_PORT ?? 4317);

/** As `npm start` serves it: with the isolation headers, and answering `api/` over TCP. */
export const PREVIEW = { host: HOST, port: PORT, url: `http://${HOST}:${PORT}/` };

/** As a plain static host does: no headers, no `api/`, and not at the root. */
export const STATIC = {
  host: HOST,
  port: PORT + 1,
  path: '/some/where/lanes/',
  url: `http://${HOST}:${PORT + 1}/some/where/lanes/`,
  /** Has the host refuse all addresses with this text in them; with no text, none. */
  refuse: (text) => fetch(`http://${HOST}:${PORT + 1}/refuse/${text}`),
};
