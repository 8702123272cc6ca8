// The page for authors: the frame is where an experiment is set up, and the code follows.

import catalogue from '../catalogue.json';
import { HOST_HEADERS } from '../network/headers.js';
import { DEFAULT_SHOW, snippets } from './snippets.js';

/** How often the frame is asked what its controls say, in milliseconds. */
const ASK_EVERY = 1000;

const NOT_COPIED = 'The browser does not let this page copy. The text is selected: copy it yourself.';

/** What a frame does not tell this page either. */
const ADDRESSES =
  'The frame tells nobody the addresses that you enter: add them to the code yourself, urls="https://… https://…" to the element or &urls=https://… to an address.';

const SITE = new URL('../', location.href).href;
const preview = document.getElementById('preview');
const options = document.getElementById('options');
const experiments = document.getElementById('experiment');
const theme = document.getElementById('theme');

/** The query of the experiment as it is set in the frame. */
let query = `x=${catalogue[0].id}`;

/** Whether there is anything in the frame that the author may have set. */
let framed = false;

/** Whether the author may have set something there since the frame was asked. */
let mayHaveChanged = false;

/** Whether the frame has been asked and has not answered. */
let asked = false;

listExperiments();
listHeaders();
showOptions();
offerCopy(document.getElementById('isolation'), 'Copy the article’s headers', 'Copied the headers.');
options.addEventListener('change', ({ target }) => {
  if (target === experiments) choose();
  else showOptions();
});
preview.addEventListener('lanes-ready', () => {
  framed = true;
});
// The focus comes back from the frame, perhaps sooner than the frame is asked.
addEventListener('focus', () => {
  mayHaveChanged = true;
});
setInterval(askFrame, ASK_EVERY);

function listExperiments() {
  for (const group of new Set(catalogue.map((experiment) => experiment.group))) {
    const list = document.createElement('optgroup');
    list.label = group;
    for (const { id, title } of catalogue.filter((experiment) => experiment.group === group))
      list.append(new Option(title, id));
    experiments.append(list);
  }
  const asked = new URLSearchParams(location.search).get('x');
  if (catalogue.some(({ id }) => id === asked)) experiments.value = asked;
  choose();
}

/** Shows another experiment, with its own values. */
function choose() {
  query = `x=${experiments.value}`;
  preview.setAttribute('x', experiments.value);
  history.replaceState(null, '', `?x=${experiments.value}`);
  showSnippets();
}

/** Shows the parts and colours that readers get. Not that it runs by itself: it would at every change. */
function showOptions() {
  // Named again, the experiment would begin with its own values.
  if (framed) preview.removeAttribute('x');
  const parts = shownParts();
  document.getElementById('nothing').textContent =
    parts.length > 0 ? '' : 'Nothing is ticked, so your readers get bars and lanes.';
  const shown = parts.length > 0 ? parts : DEFAULT_SHOW.split(',');
  preview.setAttribute('show', [...new Set([...shown, 'controls'])].join());
  preview.setAttribute('theme', theme.value);
  showSnippets();
}

function shownParts() {
  return [...options.querySelectorAll('[name=show]:checked')].map(({ value }) => value);
}

/**
 * The frame does not tell what changes in its controls, so it is asked: while it has the focus, and once after that. Its
 * answers may be large, since they carry what was measured there.
 */
async function askFrame() {
  const hasFocus = document.activeElement === preview;
  if (asked || document.hidden || !framed || !(hasFocus || mayHaveChanged)) return;
  asked = true;
  mayHaveChanged = hasFocus;
  try {
    const state = await preview.get();
    // What it says of another experiment was asked before the choice.
    if (state.query === query || new URLSearchParams(state.query).get('x') !== experiments.value) return;
    query = state.query;
    showSnippets();
  } catch {
    // It is loading anew; the next answer tells.
    mayHaveChanged = true;
  } finally {
    asked = false;
  }
}

function showSnippets() {
  const choice = {
    site: SITE,
    query,
    title: catalogue.find(({ id }) => id === experiments.value).title,
    show: shownParts(),
    theme: theme.value,
    autorun: document.getElementById('autorun').checked,
  };
  document.getElementById('playground').href = `../?${query}`;
  document.getElementById('addresses').textContent =
    new URLSearchParams(query).get('network') === 'urls' ? ADDRESSES : '';
  const list = document.getElementById('snippets');
  for (const { name, hint, code } of snippets(choice)) {
    const section =
      list.querySelector(`[data-name="${name}"]`) ?? list.appendChild(snippetSection(name, hint));
    section.querySelector('code').textContent = code;
  }
}

function snippetSection(name, hint) {
  const section = document.createElement('section');
  section.dataset.name = name;
  const head = document.createElement('h3');
  head.textContent = name;
  const about = document.createElement('p');
  about.textContent = hint;
  const block = document.createElement('pre');
  block.append(document.createElement('code'));
  section.append(head, about, block);
  offerCopy(section, `Copy for ${name}`, `Copied the code for ${name}.`);
  return section;
}

/** Puts a button below some code that copies it, and says so. */
function offerCopy(section, label, done) {
  const code = section.querySelector('code');
  // It may be wider than the page: keys scroll what has the focus.
  code.parentElement.tabIndex = 0;
  const copy = document.createElement('button');
  copy.type = 'button';
  copy.textContent = label;
  // There before its text, or it would not be read out.
  const outcome = document.createElement('p');
  outcome.setAttribute('role', 'status');
  copy.addEventListener('click', async () => {
    for (const other of document.querySelectorAll('.copying [role=status]')) other.textContent = '';
    outcome.textContent = (await copyText(code)) ? done : NOT_COPIED;
  });
  const copying = document.createElement('div');
  copying.className = 'copying';
  copying.append(copy, outcome);
  section.append(copying);
}

/** Copies some code, or else selects it. Returns whether it is copied. */
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
