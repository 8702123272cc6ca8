import { ask, run } from './command.mjs';
import { step } from './report.mjs';

/** Whether Debian's or Ubuntu's packages can be installed here. */
export const canApt = () => process.getuid?.() === 0 && ask('apt-get', ['--version']) !== null;

/** Installs packages of the distribution. */
export async function aptInstall(packages) {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  await step(`apt-get install ${packages.join(' ')}`, async () => {
    // A fresh container has no list of packages, and an old list names versions that are gone.
    await run('apt-get', ['update'], { env });
    await run('apt-get', ['install', '-y', '--no-install-recommends', ...packages], { env });
  });
}
