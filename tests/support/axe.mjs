// Checks the accessibility of a page with axe.

import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** Returns the violations that axe finds in the page's current state, by all its rules or by those given. */
export async function violations(page, rules = []) {
  await page.evaluate(axeSource);
  const options = rules.length > 0 ? { runOnly: rules } : {};
  const { violations } = await page.evaluate((options) => globalThis.axe.run(options), options);
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join(' ')}`);
}

/** Returns the violations of all rules in the light theme, and those of colours in the dark theme. */
export async function violationsInBothThemes(page) {
  await page.emulateMedia({ colorScheme: 'light' });
  const light = await violations(page);
  await page.emulateMedia({ colorScheme: 'dark' });
  const dark = await violations(page, ['color-contrast', 'link-in-text-block']);
  return [...light, ...dark.map((violation) => `dark: ${violation}`)];
}
