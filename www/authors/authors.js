// The page for authors. They set up an experiment in the frame, and the code to paste follows.

import catalogue from '../catalogue.json';
import { HOST_HEADERS } from '../network/headers.js';
import { DEFAULT_SHOW } from './markup.js';
import { snippets } from './snippets.js';

/** Interval at which the frame is asked for the values of its controls. */
const POLL_INTERVAL_MS = 1000;

const NOT_COPIED = 'The browser does not let this page copy. The code is selected: copy it yourself.';

const WRONG_HEIGHT = 'Enter a whole number from 240 to 2,000.';

/** Hint for authors who measure their own URLs, which a frame keeps from every page around it. */
const URLS_HINT =
  'The frame does not reveal the URLs that you enter, so add them to the code yourself: urls="https://… https://…" on the element, or &urls=https://… in a link.';

/** Hint for authors of Python code. */
const CODE_HINT = 'Without code, your readers get a template. Your code runs when they press Run.';

const NOT_IN_HTML = 'HTML ends a script at “</script”, so the code must not contain it.';

const TOO_LONG = 'The code is longer than 20,000 bytes. Lanes takes no more.';

const MOST_CODE_BYTES = 20_000;

const SITE = new URL('../', location.href).href;
const preview = document.getElementById('preview');
const options = document.getElementById('options');
const experiments = document.getElementById('experiment');
const theme = document.getElementById('theme');
const height = document.getElementById('height');
const tool = document.getElementById('tool');
const code = document.getElementById('code');
const question = document.getElementById('question');
const answer = document.getElementById('answer');

/** The query of the experiment, with the values set in the frame. */
let query = `x=${catalogue[0].id}`;

/** True once the frame has loaded, after which the author may have changed its values. */
let isFrameReady = false;

/** True if the author may have changed a value since the frame was last asked. */
let mayHaveChanged = false;

/** True while a request to the frame is unanswered. */
let isAsking = false;

listExperiments();
listTools();
listHeaders();
showOptions();
choose();
offerCopy(document.getElementById('isolation'), 'Copy the headers', 'Copied the headers.');
offerCopy(document.getElementById('policy'), 'Copy the directives', 'Copied the directives.');
// Enter would reload the page.
options.addEventListener('submit', (event) => event.preventDefault());
options.addEventListener('change', ({ target }) => {
  if (target === experiments) choose();
  else showOptions();
});
tool.addEventListener('change', showSnippet);
code.addEventListener('input', giveCode);
for (const text of [question, answer]) text.addEventListener('input', showSnippet);
preview.addEventListener('lanes-ready', () => {
  isFrameReady = true;
});
// The author may change a value and leave the frame between two polls.
addEventListener('focus', () => {
  mayHaveChanged = true;
});
setInterval(askFrame, POLL_INTERVAL_MS);

function listExperiments() {
  for (const group of new Set(catalogue.map((experiment) => experiment.group))) {
    const list = document.createElement('optgroup');
    list.label = group;
    for (const { id, title } of catalogue.filter((experiment) => experiment.group === group))
      list.append(new Option(title, id));
    experiments.append(list);
  }
  const requested = new URLSearchParams(location.search).get('x');
  if (catalogue.some(({ id }) => id === requested)) experiments.value = requested;
}

/** Shows the chosen experiment with its default values. */
function choose() {
  query = `x=${experiments.value}`;
  preview.setAttribute('x', experiments.value);
  history.replaceState(null, '', `?x=${experiments.value}`);
  for (const id of ['own-code', 'lock']) document.getElementById(id).hidden = !takesCode();
  // After the frame has been given the experiment, which an observer of the attribute does.
  setTimeout(giveCode);
}

function takesCode() {
  return experiments.value.startsWith('python-');
}

/** Shows the author's code in the preview and in the code to paste. */
function giveCode() {
  const problem = codeProblem();
  document.getElementById('code-note').textContent = takesCode() ? (problem ?? CODE_HINT) : '';
  if (ownCode()) preview.configure('', code.value).catch(() => undefined);
  showSnippet();
}

/** Returns the author's code, or an empty text if the experiment takes none or the code cannot be used. */
function ownCode() {
  return takesCode() && !codeProblem() ? code.value.trimEnd() : '';
}

/** Returns why the code cannot be used, if it cannot. */
function codeProblem() {
  if (/<\/script/i.test(code.value)) return NOT_IN_HTML;
  return new TextEncoder().encode(code.value).length > MOST_CODE_BYTES ? TOO_LONG : undefined;
}

/** Applies the chosen parts and colours to the preview, but not `autorun`, which would run after every change. */
function showOptions() {
  // Naming the experiment again would reset its values.
  if (isFrameReady) preview.removeAttribute('x');
  const parts = shownParts();
  document.getElementById('nothing').textContent =
    parts.length > 0 ? '' : 'Nothing is selected, so your readers get bars and lanes.';
  const shown = parts.length > 0 ? parts : DEFAULT_SHOW.split(',');
  preview.setAttribute('show', [...new Set([...shown, 'controls'])].join());
  preview.setAttribute('theme', theme.value);
  document.getElementById('height-error').textContent = height.validity.valid ? '' : WRONG_HEIGHT;
  // Without the attribute the frame would keep the height that it has.
  preview.setAttribute('frame-height', fixedHeight() ?? 'auto');
  showSnippet();
}

/** Returns the height for the frame in pixels, or null if it fits its contents or the entry is not a valid height. */
function fixedHeight() {
  return height.value && height.validity.valid ? height.valueAsNumber : null;
}

function shownParts() {
  return [...options.querySelectorAll('[name=show]:checked')].map(({ value }) => value);
}

/**
 * Asks the frame for its values, because it sends no event when a control changes. Answers carry all results and may be
 * large, so the frame is asked only while it has the focus, and once afterwards.
 */
async function askFrame() {
  const hasFocus = document.activeElement === preview;
  if (isAsking || document.hidden || !isFrameReady || !(hasFocus || mayHaveChanged)) return;
  isAsking = true;
  mayHaveChanged = hasFocus;
  try {
    const state = await preview.get();
    // An answer about another experiment is older than the author's choice.
    if (state.query === query || new URLSearchParams(state.query).get('x') !== experiments.value) return;
    query = state.query;
    showSnippet();
  } catch {
    // The frame is reloading: ask again.
    mayHaveChanged = true;
  } finally {
    isAsking = false;
  }
}

/** Returns what the author has chosen so far. */
function choice() {
  return {
    site: SITE,
    query,
    title: catalogue.find(({ id }) => id === experiments.value).title,
    show: shownParts(),
    theme: theme.value,
    height: fixedHeight(),
    autorun: document.getElementById('autorun').checked,
    question: question.value.trim(),
    answer: answer.value.trim(),
    readonly: takesCode() && document.getElementById('readonly').checked,
    code: ownCode(),
  };
}

function listTools() {
  for (const { name } of snippets(choice())) tool.append(new Option(name, name));
}

function showSnippet() {
  document.getElementById('playground').href = `../?${query}`;
  document.getElementById('addresses').textContent =
    new URLSearchParams(query).get('network') === 'urls' ? URLS_HINT : '';
  const { hint, parts, policy } = snippets(choice()).find(({ name }) => name === tool.value);
  document.getElementById('hint').textContent = hint;
  showParts(parts);
  document.getElementById('policy').hidden = policy.length === 0;
  document.querySelector('#policy code').textContent = policy.join('\n');
}

/** Shows each part of the code with its place and a button. Parts that are there keep their elements, and so the focus. */
function showParts(parts) {
  const list = document.getElementById('parts');
  while (list.children.length > parts.length) list.lastElementChild.remove();
  while (list.children.length < parts.length) {
    const section = document.createElement('section');
    const pre = document.createElement('pre');
    pre.append(document.createElement('code'));
    section.append(document.createElement('h3'), pre);
    list.append(section);
    offerCopy(section, 'Copy', 'Copied the code.');
  }
  for (const [index, { file, code }] of parts.entries()) {
    const section = list.children[index];
    section.querySelector('h3').textContent = file;
    section.querySelector('button').setAttribute('aria-label', `Copy: ${file}`);
    section.querySelector('code').textContent = code;
  }
}

/** Adds a button that copies the section's code and confirms it with the message `done`. */
function offerCopy(section, label, done) {
  const code = section.querySelector('code');
  // Code may be wider than the page, and arrow keys scroll only an element that can have the focus.
  code.parentElement.tabIndex = 0;
  const copy = document.createElement('button');
  copy.type = 'button';
  copy.textContent = label;
  // Screen readers announce changes only of an element that is already there, so the text comes later.
  const outcome = document.createElement('p');
  outcome.className = 'copied';
  outcome.setAttribute('role', 'status');
  copy.addEventListener('click', async () => {
    for (const other of document.querySelectorAll('.copied')) other.textContent = '';
    outcome.textContent = (await copyText(code)) ? done : NOT_COPIED;
  });
  code.parentElement.before(copy);
  section.append(outcome);
}

/** Copies the code, or selects it where the browser refuses. Returns true if the code was copied. */
async function copyText(code) {
  try {
    await navigator.clipboard.writeText(code.textContent);
    return true;
  } catch {
    getSelection().selectAllChildren(code);
    return false;
  }
}

function listHeaders() {
  const cell = (kind, text) => Object.assign(document.createElement(kind), { textContent: text });
  for (const [name, value] of Object.entries(HOST_HEADERS)) {
    const row = document.createElement('tr');
    const head = Object.assign(cell('th', name), { scope: 'row' });
    row.append(head, cell('td', value));
    document.getElementById('headers').append(row);
  }
}
