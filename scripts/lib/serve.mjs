import { inProject } from './paths.mjs';

/** Ends the process in an orderly way on Ctrl-C and when asked to. */
export function closeOnSignal(server) {
  for (const signal of ['SIGINT', 'SIGTERM']) {
    process.once(signal, () => {
      // Whoever is still connected is not waited for.
      setTimeout(() => process.exit(), 500).unref();
      server.close().finally(() => process.exit());
    });
  }
}

/** Says where Lanes is. Vite takes the next free port where the wanted one is in use. */
export function announce(server) {
  const [address] = server.resolvedUrls.local;
  console.log(`\nLanes is at ${address}\n(Ctrl-C ends it.)`);
}

/** The port that the reader asked for, or the usual one. */
export const wantedPort = (usual) => Number(process.env.PORT) || usual;

export const VITE_CONFIG = inProject('vite.config.mjs');
