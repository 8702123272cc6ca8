// The theme the reader chose, applied before the page shows. The page's theme menu stores it.

const THEME_KEY = 'lanes.theme';

export function applyStoredTheme() {
  let theme;
  try {
    theme = localStorage.getItem(THEME_KEY);
  } catch {
    // No storage: as the system says.
  }
  document.documentElement.dataset.theme = theme ?? 'auto';
}
