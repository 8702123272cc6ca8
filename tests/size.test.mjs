import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { test } from 'node:test';
import { BUDGET, checkBudget, firstLoad } from '../scripts/lib/first-load.mjs';
import { inProject } from '../scripts/lib/paths.mjs';

const chunk = (fileName, { imports = [], dynamicImports = [], css = [], assets = [], page = null } = {}) => ({
  fileName,
  isEntry: page !== null,
  facadeModuleId: page && inProject('www', page),
  imports,
  dynamicImports,
  code: `// ${fileName}`,
  viteMetadata: { importedCss: new Set(css), importedAssets: new Set(assets) },
});

const asset = (fileName, source = fileName) => ({ fileName, source });

const OUTPUT = [
  asset('index.html'),
  chunk('assets/guide.js', { page: 'guide/index.html', css: ['assets/article.css'] }),
  chunk('assets/worker.js', { assets: ['assets/engine.wasm'] }),
  chunk('assets/index.js', {
    page: 'index.html',
    imports: ['assets/shared.js'],
    dynamicImports: ['assets/highlight.js'],
    css: ['assets/index.css'],
    assets: ['assets/app.wasm', 'assets/split_later.wasm', 'assets/worker.js'],
  }),
  chunk('assets/shared.js', { imports: ['assets/index.js'] }),
  chunk('assets/highlight.js'),
  ...['assets/index.css', 'assets/app.wasm', 'assets/split_later.wasm', 'assets/engine.wasm'].map((name) =>
    asset(name),
  ),
];

test('the first load is the page and its static dependencies, without files that load later', () => {
  const names = firstLoad(OUTPUT).map(({ name }) => name);
  assert.deepEqual(names.sort(), [
    'assets/app.wasm',
    'assets/index.css',
    'assets/index.js',
    'assets/shared.js',
    'index.html',
  ]);
});

test('a first load beyond its budget fails with a list of its files', () => {
  const withApp = (size) =>
    OUTPUT.map((file) =>
      file.source === 'assets/app.wasm' ? asset(file.fileName, randomBytes(size)) : file,
    );
  assert.match(
    checkBudget(firstLoad(withApp(BUDGET / 2))),
    /^first load: 8\d\.\d kB of 170\.0 kB \(assets\/app\.wasm 8/,
  );
  assert.throws(() => checkBudget(firstLoad(withApp(BUDGET))), /Too much .*\(assets\/app\.wasm 170\.0 kB/s);
});
