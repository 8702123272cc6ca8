// The theme, applied before the page shows: the one that the address asks for, or the one that the reader chose. The
// page's theme menu stores it. An embedded page looks like the page around it, whatever the reader chose elsewhere.

const THEME_KEY = 'lanes.theme';
const THEMES = ['auto', 'light', 'dark'];

export function applyTheme() {
  const query = new URLSearchParams(location.search);
  const wanted = [query.get('theme'), query.get('view') === 'embed' ? null : storedTheme()];
  document.documentElement.dataset.theme = wanted.find((theme) => THEMES.includes(theme)) ?? 'auto';
}

function storedTheme() {
  try {
    return localStorage.getItem(THEME_KEY);
  } catch {
    // No storage: as the system says.
    return null;
  }
}
