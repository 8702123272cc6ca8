// A static host that knows nothing of Lanes: files from dist/ in some folder, and no header of ours.

import { createServer } from 'node:http';
import sirv from 'sirv';
import { inProject } from '../../scripts/lib/paths.mjs';
import { STATIC } from './servers.mjs';

// `dev` reads the folder anew for each request.
const files = sirv(inProject('dist'), { dev: true });

createServer((request, response) => {
  const notFound = () => response.writeHead(404, { 'content-type': 'text/plain' }).end('Not found');
  if (!request.url.startsWith(STATIC.path)) return notFound();
  request.url = request.url.slice(STATIC.path.length - 1);
  files(request, response, notFound);
}).listen(STATIC.port, STATIC.host);
