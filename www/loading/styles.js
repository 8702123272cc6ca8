// The styles of what appears after the first view.

import laterStyles from '../styles/later.css?url';

/** Adds the styles to the page. Resolves once they are there. */
export function loadStyles() {
  const link = document.createElement('link');
  link.rel = 'stylesheet';
  link.href = laterStyles;
  return new Promise((resolve, reject) => {
    link.onload = () => resolve();
    link.onerror = () => {
      link.remove();
      reject(new Error('The styles could not be loaded.'));
    };
    document.head.append(link);
  });
}
