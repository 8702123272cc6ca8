// The code that authors paste, for each kind of site. Pure functions of text: tests/snippets.test.mjs reads it back.

/** The parts that a frame shows by default. */
export const DEFAULT_SHOW = 'bars,lanes';

/** Default height of a plain frame in pixels, with room for bars and a few lanes. */
const FRAME_HEIGHT = 700;

/**
 * @typedef {object} Choice
 * @property {string} site URL of Lanes, ending in a slash
 * @property {string} query query of the experiment, as in a link
 * @property {string} title title of the experiment
 * @property {string[]} show the parts to show
 * @property {string} theme auto, light or dark
 * @property {number | null} height fixed height of the frame in pixels, or null to fit its contents
 * @property {boolean} autorun true to run once when the frame comes into view
 * @property {string} question question of an exercise, or an empty text
 * @property {string} answer its answer, or an empty text
 * @property {boolean} readonly true to lock the code
 * @property {string} code Python for an experiment that takes code, or an empty text
 */

/**
 * Returns the code for each kind of site.
 *
 * @param {Choice} choice
 * @returns {{name: string, hint: string, code: string}[]}
 */
export function snippets(choice) {
  const { site, title } = choice;
  const id = new URLSearchParams(choice.query).get('x');
  const link = `${site}?${choice.query}`;
  const script = `<script type="module" src="${quoted(`${site}embed.js`)}"></script>`;
  const element = `<lanes-playground ${attributes(choice)}>${content(choice)}</lanes-playground>`;
  const without = choice.code ? ` ${WITHOUT_CODE}` : '';
  const frame = (query, style) =>
    `<iframe src="${quoted(`${site}?${query}`)}" title="${quoted(`${title}, in Lanes`)}" ${style} loading="lazy" allow="cross-origin-isolated; clipboard-write"></iframe>`;
  const framed = new URLSearchParams(query(choice));
  framed.set('view', 'embed');
  const frameHeight = choice.height ?? FRAME_HEIGHT;
  return [
    {
      name: 'HTML',
      hint: 'Load the script once per page, and put the element where you want it.',
      code: `${script}\n\n${element}`,
    },
    {
      name: 'HTML without a script',
      hint: `A plain frame, with a fixed height.${without}`,
      code: frame(framed, `width="100%" height="${frameHeight}" style="border: 0"`),
    },
    {
      name: 'Markdown',
      hint: 'For Jekyll, MkDocs and other tools that keep HTML. Hugo removes it unless its configuration has markup.goldmark.renderer.unsafe = true. Where HTML is removed, use the link.',
      code: `${script}\n\n${element}\n\n[${title}, in Lanes](${link})`,
    },
    {
      name: 'MDX',
      hint: `A plain frame as JSX, for Docusaurus, Astro and Next.js.${without}`,
      code: frame(framed, `width="100%" height="${frameHeight}" style={{ border: 0 }}`).replace(
        '></iframe>',
        ' />',
      ),
    },
    {
      name: 'WordPress and Ghost',
      hint: 'Paste the code into a “Custom HTML” block or an HTML card. Where scripts are removed, use the plain frame.',
      code: `${script}\n${element}`,
    },
    {
      name: 'Notion',
      hint: `For all tools that take a link: paste it and choose “Embed”. Chats and social networks show a title and picture, if this build knows its URL.${without}`,
      code: `${site}x/${id}/${withoutExperiment(choice.query)}`,
    },
  ];
}

/** Returns the query of a frame: that of the experiment, and every option that differs from its default. */
function query({ query, show, theme, height, autorun, question, answer, readonly }) {
  const all = new URLSearchParams(query);
  if (show.length > 0 && show.join() !== DEFAULT_SHOW) all.set('show', show.join());
  if (theme !== 'auto') all.set('theme', theme);
  if (height !== null) all.set('frame-height', height);
  if (autorun) all.set('autorun', '1');
  if (question) all.set('question', question);
  if (answer) all.set('answer', answer);
  if (readonly) all.set('readonly', '1');
  return all;
}

/** Follows the hint of snippets that cannot carry code. */
const WITHOUT_CODE = 'It cannot carry code: share a link from the playground instead.';

/** Returns the content of the element. Blank lines around the code keep Markdown from reading it. */
const content = ({ code }) => (code ? `\n\n<script type="text/x-python">\n${code}\n</script>\n\n` : '');

const attributes = (choice) =>
  [...query(choice)].map(([name, value]) => `${name}="${quoted(value)}"`).join(' ');

function withoutExperiment(query) {
  const rest = new URLSearchParams(query);
  rest.delete('x');
  return rest.size > 0 ? `?${rest}` : '';
}

/** Escapes text for an attribute in double quotes. */
const quoted = (text) => text.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;');
