// The colours of code, as class names: the page's content security policy allows no styles in the markup.

import hljs from 'highlight.js/lib/core';
import python from 'highlight.js/lib/languages/python';
import rust from 'highlight.js/lib/languages/rust';

hljs.registerLanguage('python', python);
hljs.registerLanguage('rust', rust);

/** The text as HTML, every special character of it escaped. */
export function highlight(text, language) {
  return hljs.highlight(text, { language }).value;
}
