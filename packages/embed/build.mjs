// Makes lanes-embed.js from www/embed/embed.js, the only source of the element. npm runs this before it packs.

import { writeFileSync } from 'node:fs';
import { bundleEmbedPackage } from '../../scripts/lib/embed-script.mjs';

writeFileSync(new URL('lanes-embed.js', import.meta.url), await bundleEmbedPackage());
