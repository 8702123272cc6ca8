// Builds the page of the peers that run in the browser.

import { defineConfig } from 'vite';
import { inProject } from '../scripts/lib/paths.mjs';

export default defineConfig({
  root: inProject('bench', 'web'),
  base: './',
  publicDir: false,
  // workerpool's warnings about modules of Node, which its browser side does not use.
  logLevel: 'error',
  resolve: { alias: { '#bench': inProject('target', 'wasm', 'bench', 'lanes_bench.js') } },
  // wasm-bindgen-rayon's workers import the module that started them, which only es modules can.
  worker: { format: 'es' },
  build: { outDir: inProject('target', 'bench', 'site'), emptyOutDir: true, target: 'es2022' },
});
