import { expect, test } from '@playwright/test';
import { pageOf } from './support.mjs';

const python = pageOf('gil');

test('all bytes are counted as they load, and those of files that are there already once', async () => {
  const [gil, nogil] = [await python.sizes('gil'), await python.sizes('nogil')];
  expect(python.loaded.counts.at(-1)).toBe(gil.wasm + gil.stdlib + gil.lanes);
  expect(python.loaded.counts.length).toBeGreaterThan(2);
  const { counts } = await python.load('nogil');
  expect(counts.at(-1)).toBe(nogil.wasm);
  expect((await python.execute('import sys\nprint(sys._is_gil_enabled())')).text).toBe('False\n');
});

test('a build that cannot be loaded is named, and another one loads after it', async () => {
  expect(await python.load('missing')).toMatchObject({ type: 'failed', failure: { fault: 'load' } });
  expect(await python.load('gil')).toMatchObject({ type: 'ready', build: 'gil' });
  expect((await python.execute('print(6 * 7)')).text).toBe('42\n');
});
