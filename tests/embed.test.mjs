import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bundleEmbedScript } from '../scripts/lib/embed-script.mjs';

test('the script that articles load is one module of less than 3 kB without dependencies', async () => {
  const code = await bundleEmbedScript({ minify: true });
  assert.ok(Buffer.byteLength(code) < 3_000, `${Buffer.byteLength(code)} bytes`);
  assert.doesNotMatch(code, /\bimport\s*[({'"]|\beval\b|https?:/);
  assert.match(code, /import\.meta\.url/, 'the script must find its site by its own URL');
});
