// The code that authors paste, for each kind of place. Pure text: tests/snippets.test.mjs reads it back.

/** What the frame shows where nobody says otherwise. */
export const DEFAULT_SHOW = 'bars,lanes';

/** The height of a plain frame, in pixels: room for bars and a few lanes. */
const FRAME_HEIGHT = 700;

/**
 * @typedef {object} Choice
 * @property {string} site the address of Lanes, ending in a slash
 * @property {string} query of the experiment, as in a link
 * @property {string} title of the experiment
 * @property {string[]} show the parts that are shown
 * @property {string} theme auto, light or dark
 * @property {boolean} autorun
 */

/**
 * @param {Choice} choice
 * @returns {{name: string, hint: string, code: string}[]}
 */
export function snippets(choice) {
  const { site, title } = choice;
  const id = new URLSearchParams(choice.query).get('x');
  const link = `${site}?${choice.query}`;
  const script = `<script type="module" src="${quoted(`${site}embed.js`)}"></script>`;
  const element = `<lanes-playground ${attributes(choice)}></lanes-playground>`;
  const frame = (query, style) =>
    `<iframe src="${quoted(`${site}?${query}`)}" title="${quoted(`${title}, in Lanes`)}" ${style} loading="lazy" allow="cross-origin-isolated; clipboard-write"></iframe>`;
  const framed = new URLSearchParams(query(choice));
  framed.set('view', 'embed');
  return [
    {
      name: 'HTML',
      hint: 'The script once a page, the element wherever you want it. It takes the height it needs.',
      code: `${script}\n\n${element}`,
    },
    {
      name: 'HTML without a script',
      hint: 'A plain frame; its height is up to you.',
      code: frame(framed, `width="100%" height="${FRAME_HEIGHT}" style="border: 0"`),
    },
    {
      name: 'Markdown',
      hint: 'For Jekyll, MkDocs and others that let HTML through. Hugo leaves it out unless its configuration has markup.goldmark.renderer.unsafe = true. Where HTML is left out, take the link.',
      code: `${script}\n\n${element}\n\n[${title}, in Lanes](${link})`,
    },
    {
      name: 'MDX',
      hint: 'A plain frame as JSX, for Docusaurus, Astro and Next.js.',
      code: frame(framed, `width="100%" height="${FRAME_HEIGHT}" style={{ border: 0 }}`).replace(
        '></iframe>',
        ' />',
      ),
    },
    {
      name: 'WordPress and Ghost',
      hint: 'Paste it into a “Custom HTML” block or an HTML card. Where scripts are removed, take the plain frame.',
      code: `${script}\n${element}`,
    },
    {
      name: 'Notion and others that take an address',
      hint: 'Paste it, and choose “Embed”. Chats and social networks show its title and picture, where this Lanes was built to know its address.',
      code: `${site}x/${id}/${withoutExperiment(choice.query)}`,
    },
  ];
}

/** The query of a frame: the experiment's, and what is not as it is by itself. */
function query({ query, show, theme, autorun }) {
  const all = new URLSearchParams(query);
  if (show.length > 0 && show.join() !== DEFAULT_SHOW) all.set('show', show.join());
  if (theme !== 'auto') all.set('theme', theme);
  if (autorun) all.set('autorun', '1');
  return all;
}

const attributes = (choice) =>
  [...query(choice)].map(([name, value]) => `${name}="${quoted(value)}"`).join(' ');

function withoutExperiment(query) {
  const rest = new URLSearchParams(query);
  rest.delete('x');
  return rest.size > 0 ? `?${rest}` : '';
}

/** A text within an attribute's double quotes. */
const quoted = (text) => text.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;');
