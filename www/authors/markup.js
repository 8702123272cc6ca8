// The elements that authors paste: the element of Lanes with its content, and the plain frame. Pure functions of text.

/** The parts that a frame shows by default. */
export const DEFAULT_SHOW = 'bars,lanes';

/** Default height of a plain frame in pixels, for the answer and bars. Its address has the height too: the rest scrolls inside. */
export const FRAME_HEIGHT = 700;

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

/** Returns the id of the chosen experiment. @param {Choice} choice */
export const idOf = ({ query }) => new URLSearchParams(query).get('x');

/** Returns the address of the chosen experiment in the playground. @param {Choice} choice */
export const linkTo = ({ site, query }) => `${site}?${query}`;

/** Returns the address of a page about the experiment that forwards to it. @param {Choice} choice */
export function previewOf({ site, query }) {
  const rest = new URLSearchParams(query);
  const id = rest.get('x');
  rest.delete('x');
  return `${site}x/${id}/${rest.size > 0 ? `?${rest}` : ''}`;
}

/** Returns the query of a frame: that of the experiment, and every option that differs from its default. */
function frameQuery({ query, show, theme, height, autorun, question, answer, readonly }) {
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

/** Escapes text for an attribute in double quotes. */
export const quoted = (text) => escaped(text).replaceAll('"', '&quot;');

/** Escapes text for the content of an element. Braces are code in MDX and in Vue. */
const escaped = (text) =>
  text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll(/[{}]/g, (brace) => `&#${brace.codePointAt(0)};`);

/** Returns text as a literal of JavaScript without any character that HTML, MDX or Vue would read. */
export const literal = (text) =>
  JSON.stringify(text).replaceAll(
    /[<>&'{}\u2028\u2029]/g,
    (mark) => `\\u${mark.codePointAt(0).toString(16).padStart(4, '0')}`,
  );

/** Returns the tag that loads the script of the element. @param {Choice} choice */
export const scriptTag = ({ site }) => `<script type="module" src="${quoted(`${site}embed.js`)}"></script>`;

/**
 * Returns a link with a picture: the content of the element where there is no frame, as on paper and in feeds.
 *
 * @param {Choice} choice
 * @param {string} end the end of a tag without content: that of HTML, or ` />`
 */
export function fallback(choice, end = '>') {
  const picture = quoted(`${choice.site}previews/${idOf(choice)}.png`);
  const image = `<img src="${picture}" alt="" width="320" height="168" loading="lazy"${end}`;
  return `<a href="${quoted(linkTo(choice))}">${image}${escaped(choice.title)}, in Lanes</a>`;
}

const attributes = (choice) =>
  [...frameQuery(choice)].map(([name, value]) => `${name}="${quoted(value)}"`).join(' ');

/**
 * Returns the element as HTML and Markdown take it. Its Python is a script, with blank lines that keep Markdown from reading it.
 *
 * @param {Choice} choice
 */
export function element(choice) {
  const code = choice.code ? `\n\n<script type="text/x-python">\n${choice.code}\n</script>\n\n` : '';
  const content = code ? `${code}${fallback(choice)}\n\n` : fallback(choice);
  return `<lanes-playground ${attributes(choice)}>${content}</lanes-playground>`;
}

/**
 * Returns the element for templates in which a script has another meaning. Its Python is an attribute.
 *
 * @param {Choice} choice
 * @param {(literal: string) => string} bind writes the attribute `code` with a literal of JavaScript as its value
 */
export function templateElement(choice, bind) {
  const code = choice.code ? ` ${bind(literal(choice.code))}` : '';
  return `<lanes-playground ${attributes(choice)}${code}>${fallback(choice, ' />')}</lanes-playground>`;
}

/** Returns the address of a plain frame. @param {Choice} choice */
export function frameAddress(choice) {
  const query = frameQuery({ ...choice, height: choice.height ?? FRAME_HEIGHT });
  query.set('view', 'embed');
  return `${choice.site}?${query}`;
}

/**
 * Returns a plain frame. The height is in its style too, because some tools give every frame the height `auto`.
 *
 * @param {Choice} choice
 * @param {{style: (height: number) => string, end: string}} syntax
 */
export function plainFrame(choice, { style, end }) {
  const height = choice.height ?? FRAME_HEIGHT;
  const title = quoted(`${choice.title}, in Lanes`);
  return `<iframe src="${quoted(frameAddress(choice))}" title="${title}" width="100%" height="${height}" ${style(height)} loading="lazy" allow="cross-origin-isolated; clipboard-write"${end}`;
}
