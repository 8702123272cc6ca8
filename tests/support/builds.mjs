// Further builds of the site, for tests that deploy a new version.

import { cpSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { inProject } from '../../scripts/lib/paths.mjs';
import { writeServiceWorker } from '../../scripts/lib/service-worker.mjs';

const isText = (name) => /\.(js|css|html)$/.test(name);

/**
 * Makes a build in which every file in `assets/` has a different name than in dist/ and the title of the page contains
 * the build's name. Returns its folder.
 *
 * @param {string} name name of the build, of letters only
 */
export async function makeBuild(name) {
  const folder = inProject('target', 'test-builds', name);
  rmSync(folder, { recursive: true, force: true });
  cpSync(inProject('dist'), folder, { recursive: true });
  const assets = readdirSync(join(folder, 'assets'));
  const renamed = (asset) => asset.replace(/(\.\w+)$/, `-${name}$1`);
  const texts = [...assets.filter(isText).map((asset) => join('assets', asset)), 'index.html'];
  for (const path of texts.map((text) => join(folder, text))) {
    let content = readFileSync(path, 'utf8');
    for (const asset of assets) content = content.replaceAll(asset, renamed(asset));
    if (basename(path) === 'index.html') content = content.replace('<title>', `<title>Build ${name} of `);
    writeFileSync(path, content);
  }
  for (const asset of assets)
    renameSync(join(folder, 'assets', asset), join(folder, 'assets', renamed(asset)));
  await writeServiceWorker(folder);
  return folder;
}
