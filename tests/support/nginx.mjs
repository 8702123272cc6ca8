// nginx with the committed configuration, in the foreground and in a folder of its own.

import { spawn } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { inProject } from '../../scripts/lib/paths.mjs';
import { findNginx } from '../../scripts/lib/system.mjs';
import { NGINX } from './servers.mjs';

/** What is else than on a server: the port, and where the files are. */
const HERE = [
  ['listen 8080;', `listen 127.0.0.1:${NGINX.port};`],
  ['root   /usr/share/nginx/html;', `root ${inProject('dist')};`],
];

function siteConfiguration() {
  let text = readFileSync(inProject('hosting', 'nginx.conf'), 'utf8');
  for (const [there, here] of HERE) {
    if (!text.includes(there)) throw new Error(`hosting/nginx.conf has no “${there}”`);
    text = text.replace(there, here);
  }
  return text;
}

/** What a distribution puts around a site's configuration. All that nginx writes stays in `folder`. */
function mainConfiguration(folder) {
  const bodies = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'];
  return [
    'daemon off;',
    'master_process off;',
    `pid ${folder}/pid;`,
    'error_log stderr warn;',
    'events {}',
    'http {',
    'access_log off;',
    ...bodies.map((body) => `${body}_temp_path ${folder}/${body};`),
    siteConfiguration(),
    '}',
  ].join('\n');
}

/**
 * Starts nginx on dist/ and waits until it answers.
 *
 * @returns {Promise<() => Promise<void>>} what ends it
 * @throws where there is no nginx, or it refuses the configuration
 */
export async function startNginx() {
  const program = findNginx();
  if (!program) throw new Error('No nginx to test its configuration with. Install nginx, and test again.');
  const folder = inProject('target', 'nginx');
  mkdirSync(folder, { recursive: true });
  const configuration = join(folder, 'nginx.conf');
  writeFileSync(configuration, mainConfiguration(folder));
  const server = spawn(program, ['-p', folder, '-c', configuration], { stdio: ['ignore', 'ignore', 'pipe'] });
  let said = '';
  server.stderr.on('data', (text) => {
    said += text;
  });
  const ended = new Promise((resolve) => server.on('close', resolve));
  const answers = async () => {
    while (server.exitCode === null && !(await fetch(NGINX.url).catch(() => null)))
      await new Promise((resolve) => setTimeout(resolve, 50));
  };
  await answers();
  if (server.exitCode !== null) throw new Error(`nginx ended at once: ${said}`);
  return async () => {
    server.kill();
    await ended;
  };
}
