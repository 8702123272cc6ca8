// npm run build [-- <wasm module>...]: builds everything into dist/, or only the named modules into target/wasm.

import { main, Problem } from './lib/report.mjs';
import { prepareMachine } from './lib/setup.mjs';
import { buildSite } from './lib/site.mjs';
import { buildWasm, WASM_MODULES } from './lib/wasm.mjs';

main(async () => {
  const names = process.argv.slice(2);
  const known = WASM_MODULES.map(({ name }) => name);
  const unknown = names.filter((name) => !known.includes(name));
  if (unknown.length > 0)
    throw new Problem(`No wasm module is called ${unknown.join(', ')}. There are ${known.join(', ')}.`);
  const setup = await prepareMachine();
  if (names.length === 0) return buildSite(setup);
  const made = await buildWasm(
    WASM_MODULES.filter(({ name }) => names.includes(name)),
    setup,
  );
  if (!made) console.log('  everything is up to date');
});
