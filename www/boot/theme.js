// Applies the theme before the page is shown: the one in the URL, or else the one that the reader chose in the theme
// menu, which stores it. An embedded page ignores the stored theme and matches its host page.

export const THEME_KEY = 'lanes.theme';
const THEMES = ['auto', 'light', 'dark'];

export function applyTheme() {
  const query = new URLSearchParams(location.search);
  const candidates = [query.get('theme'), query.get('view') === 'embed' ? null : storedTheme()];
  document.documentElement.dataset.theme = candidates.find((theme) => THEMES.includes(theme)) ?? 'auto';
}

function storedTheme() {
  try {
    return localStorage.getItem(THEME_KEY);
  } catch {
    // Without storage, follow the system's theme.
    return null;
  }
}
