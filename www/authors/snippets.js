// The code that authors paste, for each tool. Pure functions of text: tests/snippets.test.mjs reads it back, and
// `npm run tools` builds sites with it.

import {
  element,
  frameAddress,
  literal,
  plainFrame,
  previewOf,
  scriptTag,
  templateElement,
} from './markup.js';

/** Height of a frame on a slide in pixels, unless the author chooses one. */
const SLIDE_HEIGHT = 440;

/** Follows the hint of snippets that cannot carry code. */
const WITHOUT_CODE = 'It cannot carry code: share a link from the playground instead.';

const PLAIN_COLOURS =
  'Its colours follow the reader’s system, not your page: choose light or dark if your page does not follow it.';

/**
 * Code for one tool.
 *
 * @typedef {object} Snippet
 * @property {string} name name of the tool
 * @property {string} hint
 * @property {{file: string, code: string}[]} parts the code, with the file or place that each part belongs in
 * @property {string[]} policy directives that a Content-Security-Policy of the author's site needs
 */

/**
 * Returns the code for each tool.
 *
 * @param {import('./markup.js').Choice} choice
 * @returns {Snippet[]}
 */
export const snippets = (choice) =>
  TOOLS.map(({ name, hint, parts, policy = withScript, carriesCode = true }) => ({
    name,
    hint: choice.code && !carriesCode ? `${hint} ${WITHOUT_CODE}` : hint,
    parts: parts(choice),
    policy: policy(new URL(choice.site).origin),
  }));

const withScript = (origin) => [`script-src ${origin}`, `frame-src ${origin}`, `img-src ${origin}`];
const withFrame = (origin) => [`frame-src ${origin}`];
const withoutPolicy = () => [];

const part = (file, code) => ({ file, code });

/** Returns the script and the element in one place. */
const together = (choice) => `${scriptTag(choice)}\n\n${element(choice)}`;

const script = ({ site }) => literal(`${site}embed.js`);

/** Returns an element of JSX, with its Python as a template literal would be hard to escape. */
const jsx = (choice) => templateElement(choice, (code) => `code={${code}}`);

/** Returns an element of a template of Vue. */
const vue = (choice) => templateElement(choice, (code) => `:code='${code}'`);

const indented = (text, spaces) => text.replaceAll(/^(?=.)/gm, ' '.repeat(spaces));

const IS_CUSTOM_ELEMENT = "isCustomElement: (tag) => tag === 'lanes-playground'";

/** @type {{name: string, hint: string, parts: (choice: import('./markup.js').Choice) => Snippet['parts'], policy?: (origin: string) => string[], carriesCode?: boolean}[]} */
const TOOLS = [
  {
    name: 'HTML',
    hint: 'Load the script once per page, and put the element where you want it.',
    parts: (choice) => [part('Page', together(choice))],
  },
  {
    name: 'HTML without a script',
    hint: `A plain frame, with a fixed height: what does not fit scrolls inside. ${PLAIN_COLOURS}`,
    carriesCode: false,
    policy: withFrame,
    parts: (choice) => [
      part(
        'Page',
        plainFrame(choice, {
          style: (height) => `style="border: 0; height: ${height}px"`,
          end: '></iframe>',
        }),
      ),
    ],
  },
  {
    name: 'Markdown',
    hint: 'For Jekyll and other tools that keep HTML. Where HTML is removed, use the link inside.',
    parts: (choice) => [part('Page', together(choice))],
  },
  {
    name: 'VitePress',
    hint: 'Add both settings to those that you have. Vue must know that the element is not a component.',
    parts: (choice) => [
      part(
        '.vitepress/config.js',
        `export default {
  head: [['script', { type: 'module', src: ${script(choice)} }]],
  vue: {
    template: { compilerOptions: { ${IS_CUSTOM_ELEMENT} } },
  },
};`,
      ),
      part('page.md', vue(choice)),
    ],
  },
  {
    name: 'Docusaurus',
    hint: 'Add the script to your settings: one in a page would be lost when readers come from another page.',
    parts: (choice) => [
      part('docusaurus.config.js', `scripts: [{ src: ${script(choice)}, type: 'module' }],`),
      part('page.mdx', jsx(choice)),
    ],
  },
  {
    name: 'Starlight',
    hint: 'Add the script to your settings, and the element to a page.',
    parts: (choice) => [
      part(
        'astro.config.mjs, in starlight({ … })',
        `head: [{ tag: 'script', attrs: { type: 'module', src: ${script(choice)} } }],`,
      ),
      part('page.md', element(choice)),
    ],
  },
  {
    name: 'MDX without a script',
    hint: `A plain frame as JSX, for Docusaurus, Astro and Next.js: what does not fit scrolls inside. ${PLAIN_COLOURS}`,
    carriesCode: false,
    policy: withFrame,
    parts: (choice) => [
      part(
        'page.mdx',
        plainFrame(choice, {
          style: (height) => `style={{ border: 0, height: ${height} }}`,
          end: ' />',
        }),
      ),
    ],
  },
  {
    name: 'mdBook',
    hint: 'mdBook keeps HTML as it is.',
    parts: (choice) => [part('src/page.md', together(choice))],
  },
  {
    name: 'MkDocs',
    hint: 'Also for Material, with instant navigation.',
    parts: (choice) => [
      part('mkdocs.yml', `extra_javascript:\n  - path: ${script(choice)}\n    type: module`),
      part('page.md', element(choice)),
    ],
  },
  {
    name: 'Sphinx',
    hint: 'For every HTML theme. Furo’s switch for dark mode is followed.',
    parts: (choice) => [
      part('conf.py', `html_js_files = [(${script(choice)}, {"type": "module"})]`),
      part('page.rst', `.. raw:: html\n\n${indented(element(choice), 3)}`),
    ],
  },
  {
    name: 'Jupyter Book',
    hint: 'For Jupyter Book 1, whose pages are MyST.',
    parts: (choice) => [
      part(
        '_config.yml',
        `sphinx:\n  config:\n    html_js_files:\n      - - ${script(choice)}\n        - type: module`,
      ),
      part('page.md', `\`\`\`{raw} html\n${element(choice)}\n\`\`\``),
    ],
  },
  {
    name: 'JupyterLab',
    hint: `A cell that shows a plain frame. ${PLAIN_COLOURS}`,
    carriesCode: false,
    policy: withoutPolicy,
    parts: (choice) => [
      part(
        'Cell',
        `from IPython.display import IFrame\n\nIFrame(${literal(frameAddress(choice))}, width="100%", height=${choice.height ?? 700})`,
      ),
    ],
  },
  {
    name: 'React',
    hint: 'React 19 or later. The npm package in packages/embed has types, and replaces the script.',
    parts: (choice) => [part('index.html', scriptTag(choice)), part('Component', jsx(choice))],
  },
  {
    name: 'Vue',
    hint: 'Vue must know that the element is not a component. The npm package in packages/embed has types, and replaces the script.',
    parts: (choice) => [
      part('vite.config.js', `plugins: [vue({ template: { compilerOptions: { ${IS_CUSTOM_ELEMENT} } } })],`),
      part('index.html', scriptTag(choice)),
      part('Component', vue(choice)),
    ],
  },
  {
    name: 'reveal.js',
    hint: 'The frame has a fixed height, and results scroll inside. Escape in the frame gives the keys back to your slides.',
    parts: (choice) => [
      part(
        'index.html, in .slides',
        `<section>\n${element({ ...choice, height: choice.height ?? SLIDE_HEIGHT })}\n</section>`,
      ),
      part('index.html, at the end', scriptTag(choice)),
    ],
  },
  {
    name: 'Hugo',
    hint: 'The shortcode keeps HTML that Hugo removes from pages.',
    parts: (choice) => [
      part('layouts/shortcodes/html.html', '{{ .Inner }}'),
      part('content/page.md', `{{< html >}}\n${together(choice)}\n{{< /html >}}`),
    ],
  },
  {
    name: 'WordPress',
    hint: 'Paste the code into a “Custom HTML” block. If WordPress removes the script, your role may not add scripts: use the plain frame.',
    parts: (choice) => [part('Block', together(choice))],
  },
  {
    name: 'Ghost',
    hint: 'Paste the code into an HTML card.',
    parts: (choice) => [part('Card', together(choice))],
  },
  {
    name: 'Notion',
    hint: 'For all tools that take a link: paste it and choose “Embed”. Chats and social networks show a title and picture, if this build knows its URL.',
    carriesCode: false,
    policy: withoutPolicy,
    parts: (choice) => [part('Link', previewOf(choice))],
  },
];
