// Runs nginx with the committed configuration, in the foreground and in its own folder.

import { spawn } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { inProject } from '../../scripts/lib/paths.mjs';
import { findNginx } from '../../scripts/lib/system.mjs';
import { NGINX } from './servers.mjs';

/** Replacements in the configuration for this machine: the port and the folder of the site. */
const REPLACEMENTS = [
  ['listen 8080;', `listen 127.0.0.1:${NGINX.port};`],
  ['root   /usr/share/nginx/html;', `root ${inProject('dist')};`],
];

function siteConfiguration() {
  let text = readFileSync(inProject('hosting', 'nginx.conf'), 'utf8');
  for (const [original, replacement] of REPLACEMENTS) {
    if (!text.includes(original)) throw new Error(`hosting/nginx.conf does not contain “${original}”`);
    text = text.replace(original, replacement);
  }
  return text;
}

/** Returns the main configuration, as a distribution provides it. Everything that nginx writes stays in `folder`. */
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
 * @returns {Promise<() => Promise<void>>} a function that stops nginx
 * @throws if nginx is not installed or rejects the configuration
 */
export async function startNginx() {
  const program = findNginx();
  if (!program) throw new Error('nginx is not installed. Install it to test its configuration.');
  const folder = inProject('target', 'nginx');
  mkdirSync(folder, { recursive: true });
  const configuration = join(folder, 'nginx.conf');
  writeFileSync(configuration, mainConfiguration(folder));
  const server = spawn(program, ['-p', folder, '-c', configuration], { stdio: ['ignore', 'ignore', 'pipe'] });
  let output = '';
  server.stderr.on('data', (text) => {
    output += text;
  });
  const ended = new Promise((resolve) => server.on('close', resolve));
  while (server.exitCode === null && !(await fetch(NGINX.url).catch(() => null)))
    await new Promise((resolve) => setTimeout(resolve, 50));
  if (server.exitCode !== null) throw new Error(`nginx ended at once: ${output}`);
  return async () => {
    server.kill();
    await ended;
  };
}
