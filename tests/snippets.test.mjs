import assert from 'node:assert/strict';
import { test } from 'node:test';
import { snippets } from '../www/authors/snippets.js';

const SITE = 'https://lanes.example/';
const CHOICE = {
  site: SITE,
  query: 'x=ten-requests&requests=4&urls=https%3A%2F%2Fa.example%2F%3Fb%3D%221%22',
  title: 'Ten requests',
  show: ['bars', 'lanes'],
  theme: 'auto',
  height: null,
  autorun: false,
  question: '',
  answer: '',
  readonly: false,
  code: '',
};

const NAMES = snippets(CHOICE).map(({ name }) => name);

const snippet = (name, choice = CHOICE) => snippets(choice).find((each) => each.name === name);

/** Returns all code of a tool. */
const code = (name, choice) =>
  snippet(name, choice)
    .parts.map((part) => part.code)
    .join('\n\n');

/** Returns the value of an attribute, unescaped as by a browser. */
function attribute(html, name) {
  const [, value] = html.match(new RegExp(`\\b${name}="([^"]*)"`));
  return value
    .replaceAll('&quot;', '"')
    .replaceAll('&lt;', '<')
    .replaceAll(/&#(\d+);/g, (_, point) => String.fromCodePoint(point))
    .replaceAll('&amp;', '&');
}

/** Tools whose pages contain the element, and those that cannot carry code. */
const WITH_ELEMENT = NAMES.filter((name) => code(name).includes('<lanes-playground'));
const WITHOUT_CODE = ['HTML without a script', 'MDX without a script', 'JupyterLab', 'Notion'];

test('every tool has a snippet with the element, or says why it cannot carry code', () => {
  assert.deepEqual([...WITH_ELEMENT, ...WITHOUT_CODE].sort(), [...NAMES].sort());
  for (const name of WITH_ELEMENT) assert.ok(code(name).includes(`${SITE}embed.js`), name);
});

test('the element has every value of the query as an attribute, whatever it contains', () => {
  for (const name of WITH_ELEMENT) {
    const element = code(name).match(/<lanes-playground [\s\S]*/)[0];
    assert.equal(attribute(element, 'x'), 'ten-requests', name);
    assert.equal(attribute(element, 'urls'), 'https://a.example/?b="1"', name);
    assert.doesNotMatch(element, /show=|theme=|autorun/, name);
  }
  assert.equal(attribute(code('HTML'), 'src'), `${SITE}embed.js`);
});

test('the content of the element is a link with a picture', () => {
  for (const name of WITH_ELEMENT) {
    const [, href] = code(name).match(
      /<a href="([^"]+)"><img src="[^"]+" alt="" [^>]*>Ten requests, in Lanes<\/a>/,
    );
    assert.equal(new URL(href.replaceAll('&amp;', '&')).searchParams.get('requests'), '4', name);
    assert.match(code(name), /<img src="https:\/\/lanes\.example\/previews\/ten-requests\.png"/, name);
  }
});

test('options that differ from their default are in the code', () => {
  const choice = { ...CHOICE, show: ['bars'], theme: 'dark', height: 480, autorun: true };
  assert.match(code('HTML', choice), / show="bars" theme="dark" frame-height="480" autorun="1"/);
  const frame = new URL(attribute(code('HTML without a script', choice), 'src'));
  assert.deepEqual(
    ['view', 'x', 'requests', 'show', 'theme', 'frame-height', 'autorun'].map((key) =>
      frame.searchParams.get(key),
    ),
    ['embed', 'ten-requests', '4', 'bars', 'dark', '480', '1'],
  );
});

test('an exercise is in the code, as text', () => {
  const question = 'Is "n < 5" in {brackets} faster?';
  const choice = { ...CHOICE, question, answer: 'No & yes', readonly: true };
  for (const name of WITH_ELEMENT) {
    const element = code(name, choice).match(/<lanes-playground [\s\S]*/)[0];
    assert.equal(attribute(element, 'question'), question, name);
    assert.equal(attribute(element, 'answer'), 'No & yes', name);
    assert.equal(attribute(element, 'readonly'), '1', name);
  }
  // JSX and Vue would run what braces enclose.
  for (const name of ['Docusaurus', 'React', 'VitePress', 'Vue'])
    assert.doesNotMatch(code(name, choice), /\{brackets\}/, name);
  const frame = new URL(attribute(code('HTML without a script', choice), 'src'));
  assert.equal(frame.searchParams.get('question'), question);
});

test('a plain frame has its height as attribute, style and address, so that the rest scrolls inside', () => {
  for (const name of ['HTML without a script', 'MDX without a script']) {
    for (const height of [null, 480]) {
      const html = code(name, { ...CHOICE, height });
      assert.match(html, new RegExp(` height="${height ?? 700}" .*height: ${height ?? 700}`), name);
      assert.equal(new URL(attribute(html, 'src')).searchParams.get('frame-height'), `${height ?? 700}`);
    }
  }
  assert.match(code('MDX without a script'), /^<iframe .* \/>$/);
});

test('a slide has a fixed height', () => {
  assert.match(code('reveal.js'), /frame-height="440"/);
  assert.match(code('reveal.js', { ...CHOICE, height: 300 }), /frame-height="300"/);
});

test('the link for note-taking tools leads to the experiment with its values', () => {
  const link = new URL(code('Notion'));
  assert.equal(link.pathname, '/x/ten-requests/');
  assert.equal(link.searchParams.get('requests'), '4');
  assert.equal(link.searchParams.has('x'), false);
});

const PROGRAM = 'import time\n\n\nif 1 < 2:\n    print(f"{1}\'s & \\n")';
const WITH_CODE = { ...CHOICE, query: 'x=python-program', title: 'Your program', code: PROGRAM };

test('code is in the element, and snippets that cannot carry it say so', () => {
  for (const name of ['HTML', 'Markdown', 'Starlight', 'mdBook', 'MkDocs', 'Hugo', 'WordPress', 'Ghost'])
    assert.equal(
      code(name, WITH_CODE).match(/<script type="text\/x-python">\n([\s\S]*)\n<\/script>/)[1],
      PROGRAM,
      name,
    );
  for (const name of WITHOUT_CODE) {
    assert.doesNotMatch(code(name, WITH_CODE), /import time/);
    assert.match(snippet(name, WITH_CODE).hint, /cannot carry code/);
  }
  assert.doesNotMatch(code('HTML'), /x-python/);
});

test('templates of React and Vue get code as a literal that neither they nor HTML read', () => {
  for (const [name, pattern] of [
    ['React', /code=\{("[^\n]*?")\}>/],
    ['Docusaurus', /code=\{("[^\n]*?")\}>/],
    ['Vue', /:code='("[^\n]*?")'>/],
    ['VitePress', /:code='("[^\n]*?")'>/],
  ]) {
    const [, literal] = code(name, WITH_CODE).match(pattern);
    assert.equal(JSON.parse(literal), PROGRAM, name);
    assert.doesNotMatch(literal, /[<>&'{}]/, name);
  }
});

test('each tool names the sources that a content security policy has to allow', () => {
  const origin = 'https://lanes.example';
  assert.deepEqual(snippet('HTML').policy, [
    `script-src ${origin}`,
    `frame-src ${origin}`,
    `img-src ${origin}`,
  ]);
  assert.deepEqual(snippet('HTML without a script').policy, [`frame-src ${origin}`]);
  assert.deepEqual(snippet('Notion').policy, []);
});
