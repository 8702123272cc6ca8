// The styles of what appears after the first view.

import laterStyles from '../styles/later.css?url';

let styles;

/** Adds the styles to the page, once. Resolves when they are there. */
export function loadStyles() {
  styles ??= addStyles().catch((error) => {
    styles = undefined;
    throw error;
  });
  return styles;
}

function addStyles() {
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
