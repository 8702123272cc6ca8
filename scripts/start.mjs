// npm start: installs what is missing, builds what changed, and serves it.

import { inProject } from './lib/paths.mjs';
import { main } from './lib/report.mjs';
import { prepareMachine } from './lib/setup.mjs';
import { buildSite } from './lib/site.mjs';

main(async () => {
  await buildSite(await prepareMachine());
  // Not imported at the top: the npm packages may have been installed a moment ago.
  const { preview } = await import('vite');
  const server = await preview({
    configFile: inProject('vite.config.mjs'),
    logLevel: 'warn',
    preview: { port: Number(process.env.PORT) || 4173 },
  });
  console.log(`\nLanes is at ${server.resolvedUrls.local[0]}\nPress Ctrl-C to stop it.`);
});
