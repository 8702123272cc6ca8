import assert from 'node:assert/strict';
import { test } from 'node:test';
import { brotliCompressSync } from 'node:zlib';
import { bundleEmbedScript } from '../scripts/lib/embed-script.mjs';

test('the script that articles load is one compressed module of less than 2 kB without dependencies', async () => {
  const code = await bundleEmbedScript({ minify: true });
  const size = brotliCompressSync(code).length;
  assert.ok(size < 2_000, `${size} bytes`);
  assert.doesNotMatch(code, /\bimport\s*[({'"]|\beval\b/);
  assert.match(code, /import\.meta\.url/, 'the script must find its site by its own URL');
});
