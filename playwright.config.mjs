import { defineConfig } from '@playwright/test';
import { CHROMIUM_FLAGS } from './scripts/lib/browser.mjs';
import { findChromium } from './scripts/lib/system.mjs';
import { ARTICLES, PREVIEW, STATIC } from './tests/support/servers.mjs';

const executablePath = (await findChromium()) ?? undefined;
const preview = `node node_modules/vite/bin/vite.js preview --host ${PREVIEW.host} --port ${PREVIEW.port} --strictPort`;

export default defineConfig({
  // The spec of an experiment is in the experiment's folder.
  testMatch: ['tests/browser/**/*.spec.mjs', 'src/catalogue/src/experiments/**/*.spec.mjs'],
  // Skips node_modules/ and target/ in the search.
  respectGitIgnore: true,
  outputDir: 'test-results',
  // What is tested takes all cores, and is timed: one test at a time, and no second chance.
  workers: 1,
  retries: 0,
  // A slow machine is no failure.
  timeout: 120_000,
  expect: { timeout: 15_000 },
  forbidOnly: Boolean(process.env.CI),
  reporter: 'list',
  use: {
    baseURL: PREVIEW.url,
    launchOptions: { executablePath, args: CHROMIUM_FLAGS },
    // Each step with the page as it was. A film of it would cost time of the cores that are measured.
    trace: { mode: 'retain-on-failure', screenshots: false, snapshots: true, sources: true },
  },
  webServer: [
    { command: preview, url: PREVIEW.url },
    { command: 'node tests/support/static-server.mjs', url: STATIC.url },
    { command: 'node tests/support/host-server.mjs', url: ARTICLES.url },
  ],
});
