// Addresses of the servers for the browser tests.

const HOST = '127.0.0.1';

/** The first of four consecutive ports. Set LANES_TEST_PORT to test two clones at the same time. */
const PORT = Number(process.env.LANES_TEST_PORT ?? 4317);

/** Lanes as served by `npm start`: with the isolation headers, and with `api/` over TCP. */
export const PREVIEW = { host: HOST, port: PORT, url: `http://${HOST}:${PORT}/` };

/** Sends a command to the static host; see COMMANDS in static-server.mjs. */
const command = (name, text = '') => fetch(`http://${HOST}:${PORT + 1}/${name}/${encodeURIComponent(text)}`);

/** Lanes as served by a plain static host: without headers, without `api/`, and not at the root. */
export const STATIC = {
  host: HOST,
  port: PORT + 1,
  path: '/some/where/lanes/',
  url: `http://${HOST}:${PORT + 1}/some/where/lanes/`,
  /** Makes the host refuse every URL that contains the text, or none if the text is empty. */
  refuse: (text) => command('refuse', text),
  /** Makes the host serve another folder, as after a deployment, or dist/ if none is given. */
  serve: (folder) => command('serve', folder),
  /**
   * Makes the host answer wrongly. Names of faults by texts that the URLs contain; see FAULTS in static-server.mjs. None are
   * left if the object is empty.
   */
  break: (faults) => command('break', JSON.stringify(faults)),
  /** Limits all responses together to a number of bytes a second, compressed; zero lifts the limit. */
  throttle: (bytesPerSecond) => command('throttle', bytesPerSecond),
  /** Makes the host send the headers that isolate a page, or no longer. */
  isolate: (isolates) => command('isolate', isolates ? 'yes' : ''),
  /** Makes the host whole again, after a test. */
  reset: () =>
    Promise.all([
      STATIC.serve(),
      STATIC.refuse(''),
      STATIC.break({}),
      STATIC.throttle(0),
      STATIC.isolate(false),
    ]),
  /** Returns how often the body of each file was sent since the last `serve`. */
  sent: async () => (await command('sent')).json(),
};

/** Lanes as served by nginx, while a test runs it. */
export const NGINX = { port: PORT + 2, url: `http://${HOST}:${PORT + 2}/` };

/** Articles. Their host name makes them another site than Lanes, although they are on the same machine. */
export const ARTICLES = {
  host: HOST,
  port: PORT + 3,
  url: `http://localhost:${PORT + 3}/`,
  /** Headers that isolate an article, which lets it use shared memory. */
  isolating: {
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-embedder-policy': 'require-corp',
  },
  /** Returns the URL of an article with the given markup and, if `isolated`, with the headers above. */
  with: (body, isolated = false) =>
    `${ARTICLES.url}?${new URLSearchParams({ body, ...(isolated && { isolated: '' }) })}`,
};
