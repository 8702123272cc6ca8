// A page to read has the theme that the reader chose for the playground.

import { applyStoredTheme } from './theme.js';

applyStoredTheme();
