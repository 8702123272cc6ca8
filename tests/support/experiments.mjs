// Shared by the specs of experiments: files to choose, and the pictures and tables that tasks make.

import { createHash } from 'node:crypto';
import { expect } from './lanes.mjs';

/** Returns a file for `setInputFiles`. */
export function file(name, content, mimeType = 'text/plain') {
  return { name, mimeType, buffer: Buffer.from(content) };
}

/** Returns the size of the picture, a hash of its pixels, and its number of colours. */
export async function canvas(page) {
  await expect(page.locator('.picture')).toHaveAttribute('data-drawn', '1.000');
  // The last pixels may follow later. The Save menu appears once the run is shown completely.
  await expect(page.locator('.save')).toBeAttached();
  const { width, height, pixels } = await page.locator('.picture canvas').evaluate((canvas) => {
    const { width, height } = canvas;
    const { data } = canvas.getContext('2d').getImageData(0, 0, width, height);
    return { width, height, pixels: Array.from(new Uint32Array(data.buffer)) };
  });
  const hash = createHash('sha256').update(JSON.stringify(pixels)).digest('hex');
  return { width, height, hash, colours: new Set(pixels).size };
}

/** Runs each strategy separately and returns the picture that each draws. */
export async function pictureOfEach(page, lanes, query, strategies) {
  const pictures = [];
  for (const strategy of strategies) {
    await lanes.open(`${query}&strategies=${strategy}`);
    await lanes.run();
    pictures.push(await canvas(page));
  }
  return pictures;
}

/** Returns the texts of all cells of the table with a caption, row by row. */
export async function tableRows(page, caption) {
  const all = page.getByRole('table', { name: caption }).locator('tbody tr');
  await expect(all.first()).toBeVisible();
  return all.evaluateAll((rows) => rows.map((row) => [...row.cells].map((cell) => cell.textContent)));
}
