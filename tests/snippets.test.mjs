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

const code = (name, choice = CHOICE) => snippets(choice).find((snippet) => snippet.name === name).code;

/** Returns the value of an attribute, unescaped as by a browser. */
function attribute(html, name) {
  const [, value] = html.match(new RegExp(`\\b${name}="([^"]*)"`));
  return value.replaceAll('&quot;', '"').replaceAll('&lt;', '<').replaceAll('&amp;', '&');
}

test('the element has every value of the query as an attribute, whatever it contains', () => {
  const element = code('HTML');
  assert.equal(attribute(element, 'src'), `${SITE}embed.js`);
  assert.equal(attribute(element, 'x'), 'ten-requests');
  assert.equal(attribute(element, 'urls'), 'https://a.example/?b="1"');
  assert.doesNotMatch(element, /show=|theme=|height=|autorun/);
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
  const question = 'Is "n < 5" faster?';
  const choice = { ...CHOICE, question, answer: 'No & yes', readonly: true };
  const element = code('HTML', choice);
  assert.equal(attribute(element, 'question'), question);
  assert.equal(attribute(element, 'answer'), 'No & yes');
  assert.equal(attribute(element, 'readonly'), '1');
  const frame = new URL(attribute(code('HTML without a script', choice), 'src'));
  assert.equal(frame.searchParams.get('question'), question);
});

test('a plain frame has the chosen height, or room for bars and a few lanes', () => {
  for (const name of ['HTML without a script', 'MDX']) {
    assert.match(code(name), / height="700" /);
    assert.match(code(name, { ...CHOICE, height: 480 }), / height="480" /);
  }
});

test('the link for note-taking tools leads to the experiment with its values', () => {
  const link = new URL(code('Notion'));
  assert.equal(link.pathname, '/x/ten-requests/');
  assert.equal(link.searchParams.get('requests'), '4');
  assert.equal(link.searchParams.has('x'), false);
});

test('the JSX element closes itself', () => {
  assert.match(code('MDX'), /^<iframe .* \/>$/);
});

test('code is in the element, and snippets that cannot carry it say so', () => {
  const program = 'import time\n\n\nif 1 < 2:\n    time.sleep(0.1)';
  const choice = { ...CHOICE, query: 'x=python-program', title: 'Your program', code: program };
  for (const name of ['HTML', 'Markdown', 'WordPress and Ghost'])
    assert.equal(
      code(name, choice).match(/<script type="text\/x-python">\n([\s\S]*)\n<\/script>/)[1],
      program,
      name,
    );
  for (const name of ['HTML without a script', 'MDX', 'Notion']) {
    assert.doesNotMatch(code(name, choice), /import time/);
    const { hint } = snippets(choice).find((snippet) => snippet.name === name);
    assert.match(hint, /cannot carry code/);
  }
  assert.doesNotMatch(code('HTML'), /x-python/);
});
