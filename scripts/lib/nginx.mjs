import { existsSync, rmSync, writeFileSync } from 'node:fs';
import { aptInstall, canApt } from './apt.mjs';
import { ask } from './command.mjs';

// Debian has it in /usr/sbin, which may not be on everybody's PATH.
const NAMES = ['nginx', '/usr/sbin/nginx'];

/** An nginx on this machine that runs, or null. */
export const findNginx = () => NAMES.find((name) => ask(name, ['-V']) !== null) ?? null;

/** Debian starts a service as soon as its package is installed, unless this program says no (101). */
const POLICY = '/usr/sbin/policy-rc.d';

/** Finds an nginx for the tests of its configuration, or installs one where that can be done. */
export async function ensureNginx() {
  if (findNginx() || !canApt()) return;
  const ours = !existsSync(POLICY);
  if (ours) writeFileSync(POLICY, '#!/bin/sh\nexit 101\n', { mode: 0o755 });
  try {
    await aptInstall(['nginx-light']);
  } finally {
    if (ours) rmSync(POLICY);
  }
}
