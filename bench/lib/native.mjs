// The native peer.

import { runCargo } from '../../scripts/lib/cargo.mjs';
import { inProject } from '../../scripts/lib/paths.mjs';
import { step } from '../../scripts/lib/report.mjs';
import { startPeer } from './lines.mjs';

/** Compiles the kernels for any processor of this kind, as `cargo build --release` does, and starts them. */
export async function startNative({ env }) {
  const target = inProject('target', 'bench', 'native');
  const args = ['build', '--locked', '--release', '-p', 'lanes-bench', '--bin', 'lanes-bench'];
  const build = (tell) => runCargo('cargo', args, { ...env, CARGO_TARGET_DIR: target }, tell);
  await step('native kernels', build, { about: '1 to 2 min on two cores' });
  const peer = startPeer(`${target}/release/lanes-bench`, [inProject('www', 'public')]);
  return {
    /** Runs the work of a query on rayon with some threads, or in a plain loop without any. */
    run: (query, threads) => peer.ask(`${threads} ${query}`),
    end: peer.end,
  };
}
