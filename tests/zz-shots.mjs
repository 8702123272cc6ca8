import { chromium } from '@playwright/test';
import { CHROMIUM_FLAGS } from '../scripts/lib/browser.mjs';

const b = await chromium.launch({ executablePath: '/usr/bin/chromium', args: CHROMIUM_FLAGS });
const ids = process.argv.slice(2);
for (const q of ids) {
  const p = await b.newPage({ viewport: { width: 1280, height: 900 }, colorScheme: 'light' });
  const errs = [];
  p.on('console', (m) => m.type() === 'error' && errs.push(m.text()));
  await p.goto('http://127.0.0.1:4420/?' + q);
  await p.locator('[data-engine*="ready"]').waitFor({ timeout: 30000 });
  const t = Date.now();
  await p.getByRole('button', { name: 'Run' }).click();
  await p.getByRole('button', { name: 'Run' }).waitFor({ timeout: 120000 });
  await p.locator('.lanes').waitFor();
  const id = q.match(/x=([a-z-]+)/)[1];
  console.log(id, (Date.now() - t) / 1000, 's', await p.locator('.conclusion').innerText(), errs.slice(0, 3));
  console.log(await p.locator('.bars tbody').innerText());
  await p.screenshot({ path: `/tmp/cw/${id}-1280.png`, fullPage: true });
  await p.emulateMedia({ colorScheme: 'dark' });
  await p.setViewportSize({ width: 360, height: 800 });
  await p.waitForTimeout(500);
  await p.screenshot({ path: `/tmp/cw/${id}-360-dark.png`, fullPage: true });
  await p.close();
}
await b.close();
