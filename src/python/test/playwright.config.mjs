import { fileURLToPath } from 'node:url';
import { defineConfig } from '@playwright/test';
import { CHROMIUM_FLAGS } from '../../../scripts/lib/browser.mjs';
import { findChromium } from '../../../scripts/lib/system.mjs';

const port = Number(process.env.LANES_PYTHON_PORT ?? 4501);
const server = fileURLToPath(new URL('server.mjs', import.meta.url));

export default defineConfig({
  testDir: '.',
  outputDir: '../../../test-results/python',
  // What is tested takes all cores, and is timed: one test at a time, and no second chance.
  workers: 1,
  retries: 0,
  timeout: 180_000,
  forbidOnly: Boolean(process.env.CI),
  reporter: 'list',
  use: {
    baseURL: `http://127.0.0.1:${port}/`,
    launchOptions: { executablePath: (await findChromium()) ?? undefined, args: CHROMIUM_FLAGS },
  },
  webServer: {
    command: `node ${server} ${port}`,
    url: `http://127.0.0.1:${port}/`,
    reuseExistingServer: !process.env.CI,
  },
});
