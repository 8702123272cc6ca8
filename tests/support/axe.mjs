// What axe, the accessibility checker, finds.

import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** What axe finds wrong with the page as it is, by all its rules or by some. */
export async function violations(page, rules = []) {
  await page.evaluate(axeSource);
  const options = rules.length > 0 ? { runOnly: rules } : {};
  const { violations } = await page.evaluate((options) => globalThis.axe.run(options), options);
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join(' ')}`);
}

/** What axe finds wrong with the page as it is in light colours, and with the colours of the dark theme. */
export async function violationsInBothThemes(page) {
  await page.emulateMedia({ colorScheme: 'light' });
  const light = await violations(page);
  await page.emulateMedia({ colorScheme: 'dark' });
  const dark = await violations(page, ['color-contrast', 'link-in-text-block']);
  return [...light, ...dark.map((violation) => `dark: ${violation}`)];
}
