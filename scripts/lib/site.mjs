import { checkBudget, firstLoad } from './first-load.mjs';
import { inProject } from './paths.mjs';
import { step } from './report.mjs';
import { hashInputs, makeIfStale } from './stamp.mjs';
import { buildWasm, WASM_MODULES } from './wasm.mjs';

/**
 * Builds the site into dist/: the wasm modules that changed, then the bundle if anything in it did.
 *
 * @param {import('./setup.mjs').Setup} setup
 */
export async function buildSite(setup) {
  console.log('Building');
  const madeWasm = await buildWasm(WASM_MODULES, setup);
  const inputs = [
    inProject('www'),
    inProject('vite.config.mjs'),
    inProject('scripts', 'lib', 'first-load.mjs'),
    inProject('scripts', 'lib', 'vite-plugins.mjs'),
    inProject('scripts', 'lib', 'previews.mjs'),
    inProject('scripts', 'lib', 'service-worker.mjs'),
    inProject('scripts', 'lib', 'embed-script.mjs'),
    inProject('scripts', 'lib', 'cpython.mjs'),
    inProject('scripts', 'lib', 'python-archive.mjs'),
    inProject('package.json'),
    inProject('package-lock.json'),
    inProject('target', 'wasm'),
    // The page shows them.
    inProject('src', 'workloads', 'src'),
    inProject('src', 'python', 'js'),
    inProject('src', 'python', 'lib'),
    inProject('vendor', 'cpython', 'built'),
    inProject('vendor', 'cpython', 'SHA256SUMS'),
  ];
  const bundle = {
    hash: hashInputs(inputs, [process.env.LANES_URL ?? '']),
    outputs: [inProject('dist', 'index.html')],
  };
  const makeBundle = async () => console.log(`  ${checkBudget(await step('bundle', bundleSite))}`);
  const madeSite = await makeIfStale('site', bundle, makeBundle);
  if (!madeWasm && !madeSite) console.log('  everything is up to date');
}

/** Makes dist/ and returns the files that a visitor waits for. */
async function bundleSite() {
  // Not imported at the top: the npm packages may have been installed a moment ago.
  const { build } = await import('vite');
  const { output } = await build({ configFile: inProject('vite.config.mjs'), logLevel: 'warn' });
  return firstLoad(output);
}
