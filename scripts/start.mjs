// npm start: makes sure of everything, builds what changed, serves it.

import { main } from './lib/report.mjs';
import { announce, closeOnSignal, VITE_CONFIG, wantedPort } from './lib/serve.mjs';
import { prepareMachine } from './lib/setup.mjs';
import { buildSite } from './lib/site.mjs';

main(async () => {
  await buildSite(await prepareMachine());
  // Imported here, since the npm packages may have been installed a moment ago.
  const { preview } = await import('vite');
  const server = await preview({
    configFile: VITE_CONFIG,
    logLevel: 'warn',
    preview: { port: wantedPort(4173) },
  });
  closeOnSignal(server);
  announce(server);
});
