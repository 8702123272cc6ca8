// npm run build [-- <wasm module>...]: everything into dist/, or only the named modules into target/wasm.

import { main, Problem } from './lib/report.mjs';
import { prepareMachine } from './lib/setup.mjs';
import { buildSite } from './lib/site.mjs';
import { buildWasm, WASM_MODULES } from './lib/wasm.mjs';

main(async () => {
  const names = process.argv.slice(2);
  const modules = names.map((name) => {
    const module = WASM_MODULES.find((one) => one.name === name);
    if (!module)
      throw new Problem(
        `No wasm module ${name}: there are ${WASM_MODULES.map((one) => one.name).join(', ')}.`,
      );
    return module;
  });
  const setup = await prepareMachine();
  if (names.length === 0) return buildSite(setup);
  for (const module of modules) {
    const made = await buildWasm(module, setup);
    if (!made) console.log(`  wasm ${module.name} is up to date`);
  }
});
