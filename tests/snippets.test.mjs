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
  autorun: false,
};

const code = (name, choice = CHOICE) => snippets(choice).find((snippet) => snippet.name === name).code;

/** Returns the value of an attribute, as a browser reads it. */
function attribute(html, name) {
  const [, value] = html.match(new RegExp(`\\b${name}="([^"]*)"`));
  return value.replaceAll('&quot;', '"').replaceAll('&lt;', '<').replaceAll('&amp;', '&');
}

test('the element has the query as attributes, with any characters', () => {
  const element = code('HTML');
  assert.equal(attribute(element, 'src'), `${SITE}embed.js`);
  assert.equal(attribute(element, 'x'), 'ten-requests');
  assert.equal(attribute(element, 'urls'), 'https://a.example/?b="1"');
  assert.doesNotMatch(element, /show=|theme=|autorun/);
});

test('only choices that differ from the defaults are written', () => {
  const choice = { ...CHOICE, show: ['bars'], theme: 'dark', autorun: true };
  assert.match(code('HTML', choice), / show="bars" theme="dark" autorun="1"/);
  const frame = new URL(attribute(code('HTML without a script', choice), 'src'));
  assert.deepEqual(
    ['view', 'x', 'requests', 'show', 'theme', 'autorun'].map((key) => frame.searchParams.get(key)),
    ['embed', 'ten-requests', '4', 'bars', 'dark', '1'],
  );
});

test('an address for note-taking tools opens the experiment with its values', () => {
  const address = new URL(code('Notion and others that take an address'));
  assert.equal(address.pathname, '/x/ten-requests/');
  assert.equal(address.searchParams.get('requests'), '4');
  assert.equal(address.searchParams.has('x'), false);
});

test('JSX closes its elements', () => {
  assert.match(code('MDX'), /^<iframe .* \/>$/);
});
