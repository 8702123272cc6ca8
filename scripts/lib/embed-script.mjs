// How embed.js is built: one small module at the root of the site, under a name that never changes, since authors
// write it into their articles.

import { inProject } from './paths.mjs';

export const EMBED_SCRIPT = 'embed.js';

/**
 * Bundles the script that articles load.
 *
 * @param {{minify: boolean}} options
 * @returns {Promise<string>}
 */
export async function bundleEmbedScript({ minify }) {
  // Imported here, since vite's own configuration imports this file.
  const { build } = await import('vite');
  const { output } = await build({
    configFile: false,
    logLevel: 'warn',
    root: inProject('www'),
    build: {
      write: false,
      minify,
      target: 'es2022',
      modulePreload: false,
      rolldownOptions: {
        input: inProject('www', 'embed', EMBED_SCRIPT),
        output: { format: 'es', entryFileNames: EMBED_SCRIPT },
      },
    },
  });
  return output[0].code;
}
