// The small sites that `npm run tools` builds: two pages each, one of them with an experiment, pasted as the authors' page
// offers it.

/** Link to the page with the experiment, and to the page without. */
const TO_LANES = 'To Lanes';
const AWAY = 'Away';

const darkRoot = (page) => page.evaluate(() => document.documentElement.setAttribute('data-theme', 'dark'));

/**
 * A site of a tool.
 *
 * @typedef {object} Site
 * @property {string} snippet name of the tool on the authors' page
 * @property {string} version npm package whose version is reported
 * @property {(parts: string[]) => Record<string, string>} files what the site consists of
 * @property {string[]} build command, run with Node, from the packages' folder
 * @property {string} output folder that the command makes
 * @property {(page: import('@playwright/test').Page) => Promise<unknown>} darken switches to the tool's dark theme
 * @property {(page: import('@playwright/test').Page) => Promise<unknown>} [enter] goes to the page with the experiment
 * @property {(page: import('@playwright/test').Page) => Promise<unknown>} [leave] goes to the page without
 */

const click = (name) => (page) => page.getByRole('link', { name, exact: true }).click();

export const enterByLink = click(TO_LANES);
export const leaveByLink = click(AWAY);

/** Returns a page of a site made with Vite: its own theme switch, and a view that is mounted and removed. */
const viteHtml = (script, main) =>
  `<!doctype html><html lang="en"><head><title>Site</title>${script}</head><body><div id="app"></div><script type="module" src="/${main}"></script></body></html>`;

/** @type {Record<string, Site>} */
export const SITES = {
  vitepress: {
    snippet: 'VitePress',
    version: 'vitepress',
    files: ([config, page]) => ({
      '.vitepress/config.js': config,
      'index.md': `# Home\n\n[${TO_LANES}](./lanes.md)\n`,
      'lanes.md': `# Page\n\n[${AWAY}](./index.md)\n\n${page}\n`,
    }),
    build: ['vitepress/bin/vitepress.js', 'build'],
    output: '.vitepress/dist',
    darken: (page) => page.locator('.VPSwitchAppearance').first().click(),
  },
  docusaurus: {
    snippet: 'Docusaurus',
    version: '@docusaurus/core',
    files: ([config, page]) => ({
      'docusaurus.config.js': `module.exports = {
  title: 'Site', url: 'http://localhost', baseUrl: '/',
  presets: [['classic', { docs: { routeBasePath: '/' }, blog: false }]],
  ${config}
};`,
      'docs/home.mdx': `---\nslug: /\n---\n\n# Home\n\n[${TO_LANES}](./lanes.mdx)\n`,
      'docs/lanes.mdx': `# Page\n\n[${AWAY}](./home.mdx)\n\n${page}\n`,
    }),
    build: ['@docusaurus/core/bin/docusaurus.mjs', 'build'],
    output: 'build',
    // The first press of the switch chooses light, the second dark.
    darken: async (page) => {
      const toggle = page.getByRole('button', { name: /Switch between dark and light mode/ }).first();
      for (let press = 0; press < 3; press++) {
        if ((await page.locator('html').getAttribute('data-theme')) === 'dark') return;
        await toggle.click();
      }
    },
  },
  starlight: {
    snippet: 'Starlight',
    version: '@astrojs/starlight',
    files: ([config, page]) => ({
      'astro.config.mjs': `import starlight from '@astrojs/starlight';
import { defineConfig } from 'astro/config';
export default defineConfig({ telemetry: false, integrations: [starlight({ title: 'Site', ${config} })] });`,
      'src/content.config.mjs': `import { docsLoader } from '@astrojs/starlight/loaders';
import { docsSchema } from '@astrojs/starlight/schema';
import { defineCollection } from 'astro:content';
export const collections = { docs: defineCollection({ loader: docsLoader(), schema: docsSchema() }) };`,
      'src/content/docs/index.md': `---\ntitle: Home\n---\n\n[${TO_LANES}](/lanes/)\n`,
      'src/content/docs/lanes.md': `---\ntitle: Page\n---\n\n[${AWAY}](/)\n\n${page}\n`,
    }),
    build: ['astro/astro.js', 'build'],
    output: 'dist',
    darken: (page) => page.locator('starlight-theme-select select').first().selectOption('dark'),
  },
  react: {
    snippet: 'React',
    version: 'react',
    files: ([script, page]) => ({
      'vite.config.js': `import react from '@vitejs/plugin-react';\nexport default { plugins: [react()] };`,
      'index.html': viteHtml(script, 'main.jsx'),
      'main.jsx': `import { useState } from 'react';
import { createRoot } from 'react-dom/client';
const Component = () => ${page};
function App() {
  const [isOpen, open] = useState(false);
  return <><a href="#" onClick={() => open(!isOpen)}>{isOpen ? '${AWAY}' : '${TO_LANES}'}</a>{isOpen && <Component />}</>;
}
createRoot(document.getElementById('app')).render(<App />);`,
    }),
    build: ['vite/bin/vite.js', 'build'],
    output: 'dist',
    darken: darkRoot,
  },
  vue: {
    snippet: 'Vue',
    version: 'vue',
    files: ([config, script, page]) => ({
      'vite.config.js': `import vue from '@vitejs/plugin-vue';\nexport default {\n  ${config}\n};`,
      'index.html': viteHtml(script, 'main.js'),
      'main.js': `import { createApp } from 'vue';\nimport App from './App.vue';\ncreateApp(App).mount('#app');`,
      'App.vue': `<script setup>
import { ref } from 'vue';
const isOpen = ref(false);
</script>
<template>
  <a href="#" @click="isOpen = !isOpen">{{ isOpen ? '${AWAY}' : '${TO_LANES}' }}</a>
  <div v-if="isOpen">${page}</div>
</template>`,
    }),
    build: ['vite/bin/vite.js', 'build'],
    output: 'dist',
    darken: darkRoot,
  },
  reveal: {
    snippet: 'reveal.js',
    version: 'reveal.js',
    files: ([slide, script]) => ({
      'index.html': `<!doctype html><html lang="en"><head><title>Slides</title>
<link rel="stylesheet" href="node_modules/reveal.js/dist/reveal.css"></head>
<body><div class="reveal"><div class="slides"><section>Home</section>${slide}</div></div>
<script type="module">import Reveal from './node_modules/reveal.js/dist/reveal.mjs';
globalThis.deck = new Reveal(); globalThis.deck.initialize({ transition: 'none' });</script>${script}</body></html>`,
    }),
    build: [],
    output: '.',
    darken: (page) => page.evaluate(() => document.body.classList.add('dark')),
    enter: (page) => page.keyboard.press('ArrowRight'),
    leave: (page) => page.keyboard.press('ArrowLeft'),
  },
};
