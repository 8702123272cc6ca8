import { defineConfig } from 'vite';
import { inProject } from './scripts/lib/paths.mjs';
import {
  allowOverlay,
  cpython,
  dataHashes,
  embedScript,
  lanesServer,
  loadSplitModule,
  preloadModule,
  previews,
  recipes,
  reportThreadErrors,
  serviceWorker,
  shownCode,
  themeBeforePaint,
} from './scripts/lib/vite-plugins.mjs';

export default defineConfig({
  root: inProject('www'),
  // Relative addresses throughout: the site works in any folder of any static host.
  base: './',
  publicDir: inProject('www', 'public'),
  plugins: [
    lanesServer(),
    serviceWorker(),
    embedScript(),
    shownCode(),
    cpython(),
    dataHashes(),
    loadSplitModule(),
    recipes(),
    previews(),
    preloadModule(),
    themeBeforePaint(),
    allowOverlay(),
  ],
  // wasm-bindgen-rayon's workers import the module that started them, which only es modules can.
  worker: { format: 'es', plugins: () => [reportThreadErrors()] },
  build: {
    outDir: inProject('dist'),
    emptyOutDir: true,
    // What runs wasm threads has top-level await, class fields and the rest of this.
    target: 'es2022',
    // Browsers without module preloading only load a little later; the polyfill would break a strict CSP.
    modulePreload: { polyfill: false },
    // Icons and small scripts stay files: data addresses would need a laxer CSP.
    assetsInlineLimit: 0,
    rolldownOptions: {
      input: ['index.html', 'guide/index.html', 'guide/recipes/index.html', 'authors/index.html'].map(
        (page) => inProject('www', page),
      ),
    },
  },
  server: {
    fs: { allow: [inProject()] },
  },
});
