// A static host that knows nothing of Lanes: files from dist/ in some folder, and no header of ours.

import { createServer } from 'node:http';
import sirv from 'sirv';
import { inProject } from '../../scripts/lib/paths.mjs';
import { STATIC } from './servers.mjs';

// `dev` reads the folder anew for each request.
const files = sirv(inProject('dist'), { dev: true });

// Addresses with this text in them are out of reach: a test sets it by asking for `/refuse/<text>`.
let refused = '';

createServer((request, response) => {
  if (request.url.startsWith('/refuse/')) {
    refused = request.url.slice('/refuse/'.length);
    return response.end();
  }
  const notFound = () => response.writeHead(404, { 'content-type': 'text/plain' }).end('Not found');
  if (!request.url.startsWith(STATIC.path) || (refused && request.url.includes(refused))) return notFound();
  request.url = request.url.slice(STATIC.path.length - 1);
  files(request, response, notFound);
}).listen(STATIC.port, STATIC.host);
