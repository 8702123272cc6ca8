// Serves built files on this machine.

import { createServer } from 'node:http';
import sirv from 'sirv';

/**
 * Serves the first of some folders that has a file, until `end` is called.
 *
 * @param {string[]} folders
 * @param {{port?: number, headers?: Record<string, string>}} [options] any free port unless one is given, and headers of every file
 */
export async function serve(folders, { port = 0, headers = {} } = {}) {
  const handlers = folders.map((folder) => sirv(folder, { dev: true }));
  const server = createServer((request, response) => {
    for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
    const missing = () => response.writeHead(404).end();
    const first = handlers.reduceRight((next, handle) => () => handle(request, response, next), missing);
    first();
  });
  await new Promise((resolve) => server.listen(port, '127.0.0.1', resolve));
  const end = () => {
    server.closeAllConnections();
    server.close();
  };
  return { url: `http://127.0.0.1:${server.address().port}/`, end };
}
