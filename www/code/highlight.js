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

/**
 * Returns the highlighted HTML of each line, with its line break. Each is complete: an element that crosses lines is closed
 * at the end of one, and opened again in the next.
 */
export function highlightLines(text, language) {
  const open = [];
  return highlight(text, language)
    .split(/(?<=\n)/)
    .map((line) => {
      const before = open.join('');
      for (const [tag] of line.matchAll(/<span [^>]*>|<\/span>/g)) {
        if (tag === '</span>') open.pop();
        else open.push(tag);
      }
      return before + line + '</span>'.repeat(open.length);
    });
}
