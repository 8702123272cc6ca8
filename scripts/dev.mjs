// npm run dev: serves www/ unbundled, rebuilds the wasm that a change touches, and reloads the page.

import { workspaceCrates } from './lib/cargo.mjs';
import { inProject } from './lib/paths.mjs';
import { main } from './lib/report.mjs';
import { prepareMachine } from './lib/setup.mjs';
import { buildWasm, WASM_MODULES } from './lib/wasm.mjs';

// Editors write several files at once.
const SETTLE_MS = 100;

/** Builds the modules whose sources changed. Returns `made`, true if there were any, or the error that stopped it. */
async function rebuild(setup) {
  try {
    // Read each time: a Cargo.toml may have changed.
    const now = { ...setup, crates: workspaceCrates(setup.env) };
    return { made: await buildWasm(WASM_MODULES, now, 'dev') };
  } catch (error) {
    console.error(`\n${error.output ?? error.message}\n`);
    return { error };
  }
}

/** Shows a compile error over the page, as Vite does with its own errors. */
function showError(server, { output, message }) {
  server.ws.send({ type: 'error', err: { message: output ?? message, stack: '', plugin: 'cargo' } });
}

/** Rebuilds after each change, one build at a time, and reloads the page. */
function watchRust(server, setup, first) {
  let result = first;
  let changed = false;
  let busy = false;
  const work = async () => {
    if (busy) return;
    busy = true;
    while (changed) {
      changed = false;
      result = await rebuild(setup);
      if (result.error) showError(server, result.error);
      else if (result.made) reload(server);
    }
    busy = false;
  };
  // A page that is opened after the failure shows it too.
  server.ws.on('connection', () => result.error && showError(server, result.error));
  server.watcher.add([inProject('src'), inProject('Cargo.toml')]);
  server.watcher.on('all', (_event, path) => {
    if (!/(\.rs|Cargo\.toml|src\/.*\.(js|py))$/.test(path)) return;
    changed = true;
    setTimeout(work, SETTLE_MS);
  });
}

function reload(server) {
  server.moduleGraph.invalidateAll();
  server.ws.send({ type: 'full-reload' });
}

main(async () => {
  const setup = await prepareMachine();
  console.log('Building');
  const first = await rebuild(setup);
  const { createServer } = await import('vite');
  const server = await createServer({
    configFile: inProject('vite.config.mjs'),
    server: { port: Number(process.env.PORT) || 5173 },
  });
  await server.listen();
  watchRust(server, setup, first);
  console.log(`\nLanes is at ${server.resolvedUrls.local[0]}\nPress Ctrl-C to stop it.`);
});
