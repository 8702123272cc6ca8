// Where the browser tests find Lanes, served in the two ways that matter.

const HOST = '127.0.0.1';

/** As `npm start` serves it: with the isolation headers, and answering `api/` over TCP. */
export const PREVIEW = { host: HOST, port: 4317, url: `http://${HOST}:4317/` };

/** As a plain static host does: no headers, no `api/`, and not at the root. */
export const STATIC = {
  host: HOST,
  port: 4318,
  path: '/some/where/lanes/',
  url: `http://${HOST}:4318/some/where/lanes/`,
  /** Has the host refuse all addresses with this text in them; with no text, none. */
  refuse: (text) => fetch(`http://${HOST}:4318/refuse/${text}`),
};
