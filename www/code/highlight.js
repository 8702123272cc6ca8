// Syntax highlighting with class names, because the content security policy allows no inline styles.

import hljs from 'highlight.js/lib/core';
import python from 'highlight.js/lib/languages/python';
import rust from 'highlight.js/lib/languages/rust';

hljs.registerLanguage('python', python);
hljs.registerLanguage('rust', rust);

/** Returns the text as HTML with highlighting classes and every special character escaped. */
export function highlight(text, language) {
  return hljs.highlight(text, { language }).value;
}
