// Builds embed.js: one small module at the root of the site. Its name never changes, since articles contain it.

import { inProject } from './paths.mjs';

export const EMBED_SCRIPT = 'embed.js';

/**
 * Bundles the script that articles load.
 *
 * @param {{minify: boolean, define?: Record<string, string>}} options
 * @returns {Promise<string>}
 */
export async function bundleEmbedScript({ minify, define }) {
  // Not imported at the top: Vite's configuration imports this file.
  const { build } = await import('vite');
  const { output } = await build({
    configFile: false,
    logLevel: 'warn',
    root: inProject('www'),
    define,
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

/** Bundles the script of the npm package. It does not know where Lanes is: its own URL is that of a bundle. */
export const bundleEmbedPackage = () =>
  bundleEmbedScript({ minify: true, define: { 'import.meta.url': '""' } });
