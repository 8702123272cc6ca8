// The page for authors: the frame is where an experiment is set up, and the code follows.

import catalogue from '../catalogue.json';
import { HOST_HEADERS } from '../network/headers.js';
import { snippets } from './snippets.js';

/** How often the frame is asked what its controls say, in milliseconds. */
const ASK_EVERY = 1000;

const SITE = new URL('../', location.href).href;
const preview = document.getElementById('preview');
const options = document.getElementById('options');
const experiments = document.getElementById('experiment');

/** The query of the experiment as it is set in the frame. */
let query = `x=${catalogue[0].id}`;

/** Whether the frame has been asked and has not answered: it answers all that it was asked once it is ready. */
let asked = false;

listExperiments();
listHeaders();
showSnippets();
experiments.addEventListener('change', choose);
options.addEventListener('change', showSnippets);
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

function choose() {
  query = `x=${experiments.value}`;
  preview.setAttribute('x', experiments.value);
  history.replaceState(null, '', `?x=${experiments.value}`);
}

/** The frame does not tell what changes in its controls, so it is asked, as long as somebody looks. */
async function askFrame() {
  if (asked || document.hidden || !customElements.get('lanes-playground')) return;
  asked = true;
  try {
    const state = await preview.get();
    // What it says of another experiment was asked before the choice.
    if (state.query === query || new URLSearchParams(state.query).get('x') !== experiments.value) return;
    query = state.query;
    showSnippets();
  } catch {
    // It is loading anew; the next answer tells.
  } finally {
    asked = false;
  }
}

function showSnippets() {
  const shown = [...options.querySelectorAll('[name=show]:checked')].map(({ value }) => value);
  const choice = {
    site: SITE,
    query,
    title: catalogue.find(({ id }) => id === experiments.value).title,
    show: shown,
    theme: document.getElementById('theme').value,
    autorun: document.getElementById('autorun').checked,
  };
  document.getElementById('playground').href = `../?${query}`;
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
  block.tabIndex = 0;
  const code = block.appendChild(document.createElement('code'));
  const copy = document.createElement('button');
  copy.type = 'button';
  copy.textContent = `Copy for ${name}`;
  // There before its text, or it would not be read out.
  const outcome = document.createElement('p');
  outcome.setAttribute('role', 'status');
  copy.addEventListener('click', async () => {
    for (const other of document.querySelectorAll('#snippets [role=status]')) other.textContent = '';
    outcome.textContent = await copyText(name, code);
  });
  const copying = document.createElement('div');
  copying.className = 'copying';
  copying.append(copy, outcome);
  section.append(head, about, block, copying);
  return section;
}

/** Copies some code, and returns what became of it, in words. */
async function copyText(name, code) {
  try {
    await navigator.clipboard.writeText(code.textContent);
    return `Copied the code for ${name}.`;
  } catch {
    getSelection().selectAllChildren(code);
    return 'The browser does not let this page copy. The code is selected: copy it yourself.';
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
