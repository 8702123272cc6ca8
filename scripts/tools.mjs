// npm run tools -- <tool>...: builds a small site with each named tool and the code that the authors' page offers for it, and
// opens it in Chromium. Needs a finished build (npm run build). Too heavy for npm test: each tool is hundreds of packages.

import assert from 'node:assert/strict';
import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { snippets } from '../www/authors/snippets.js';
import { HOST_HEADERS } from '../www/network/headers.js';
import { CHROMIUM_FLAGS, ensureBrowser } from './lib/browser.mjs';
import { run } from './lib/command.mjs';
import { inProject } from './lib/paths.mjs';
import { main, Problem, step } from './lib/report.mjs';
import { serve } from './lib/serve.mjs';
import { enterByLink, leaveByLink, SITES } from './tools/sites.mjs';

const PORT = Number(process.env.LANES_TOOLS_PORT ?? 4380);

/** Address of Lanes, and that of the sites, which is another site although it is on the same machine. */
const LANES = `http://127.0.0.1:${PORT}/`;
const SITE = `http://localhost:${PORT + 1}/`;

const PATIENCE_MS = 120_000;

const CHOICE = {
  site: LANES,
  query: 'x=sum-of-squares&n=1000000&repeats=1',
  title: 'Sum of squares',
  show: ['bars', 'lanes'],
  theme: 'auto',
  height: null,
  autorun: false,
  question: 'Is {{ this }} "text"?',
  answer: '',
  readonly: false,
  code: '',
};

/** Writes and builds a site. Returns the folder to serve. */
async function build(tool, { snippet, files, build: command, output }) {
  const folder = inProject('target', 'tools', tool);
  mkdirSync(folder, { recursive: true });
  cpSync(inProject('scripts', 'tools', tool), folder, { recursive: true });
  await step(`${tool}: packages`, () =>
    run('npm', ['install', '--no-package-lock', '--ignore-scripts'], { cwd: folder }),
  );
  const parts = snippets(CHOICE)
    .find(({ name }) => name === snippet)
    .parts.map(({ code }) => code);
  for (const [name, text] of Object.entries(files(parts))) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
  const env = { ...process.env, ASTRO_TELEMETRY_DISABLED: '1', DOCUSAURUS_NO_UPDATE_NOTIFIER: '1' };
  const [program, ...args] = command;
  if (program)
    await step(`${tool}: build`, () =>
      run(process.execPath, [join(folder, 'node_modules', program), ...args], { cwd: folder, env }),
    );
  return join(folder, output);
}

/** Reads a value until it is the expected one. */
async function expectSoon(read, expected, what) {
  const end = Date.now() + PATIENCE_MS;
  let value;
  while (Date.now() < end) {
    value = await read().catch(() => undefined);
    if (value === expected) return;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  assert.equal(value, expected, what);
}

/** Opens a site: comes to the experiment from another page, runs it, switches the theme, leaves and comes back. */
async function check(page, { darken, enter = enterByLink, leave = leaveByLink }) {
  const errors = [];
  page.on('pageerror', ({ message }) => errors.push(message));
  page.setDefaultTimeout(PATIENCE_MS);
  await page.goto(SITE);
  const embed = page.frameLocator('lanes-playground iframe');
  const title = () => embed.locator('h1').textContent();
  await enter(page);
  await expectSoon(title, CHOICE.title, 'the frame after a navigation');
  await expectSoon(() => embed.locator('html').getAttribute('data-theme'), 'light', 'the light theme');
  await embed.getByRole('button', { name: 'Run' }).click();
  await embed.locator('.verdict:not(.yet)').waitFor();
  assert.ok((await embed.locator('body').textContent()).includes(CHOICE.question), 'the question is text');
  await darken(page);
  await expectSoon(() => embed.locator('html').getAttribute('data-theme'), 'dark', 'the dark theme');
  await leave(page);
  await enter(page);
  await expectSoon(title, CHOICE.title, 'the frame after leaving and coming back');
  assert.deepEqual(errors, []);
}

main(async () => {
  const names = process.argv.slice(2);
  const unknown = names.filter((name) => !(name in SITES));
  if (unknown.length > 0 || names.length === 0)
    throw new Problem(`Name some of these tools: ${Object.keys(SITES).join(', ')}.`);
  const { chromium } = await import('@playwright/test');
  const lanes = await serve([inProject('dist')], { port: PORT, headers: HOST_HEADERS });
  const browser = await chromium.launch({ executablePath: await ensureBrowser(), args: CHROMIUM_FLAGS });
  try {
    for (const name of names) {
      const server = await serve([await build(name, SITES[name])], { port: PORT + 1 });
      const page = await browser.newPage({ colorScheme: 'light' });
      try {
        await step(`${name}: Chromium ${browser.version()}`, () => check(page, SITES[name]));
        const manifest = join('target', 'tools', name, 'node_modules', SITES[name].version, 'package.json');
        const { version } = JSON.parse(readFileSync(inProject(manifest), 'utf8'));
        console.log(`  ${SITES[name].snippet} ${version} works`);
      } finally {
        await page.screenshot({ path: inProject('target', 'tools', `${name}.png`) });
        await page.close();
        server.end();
      }
    }
  } finally {
    await browser.close();
    lanes.end();
  }
});
