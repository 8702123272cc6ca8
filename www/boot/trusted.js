// Trusted Types: of all texts, only these may become scripts or markup. The content security policy makes browsers ask the
// default policy before they start a worker, load a script by its address, or parse markup. Import this module wherever
// one of these happens. Browsers without Trusted Types do not ask.

/** Matches the only markup that the page makes of a text: highlighted code. */
const HIGHLIGHTING = /<span class="[\w -]*">|<\/span>/g;

globalThis.trustedTypes?.createPolicy('default', {
  createHTML: (markup) => (markup.replace(HIGHLIGHTING, '').includes('<') ? null : markup),
  createScriptURL: (url) => (new URL(url, location.href).origin === location.origin ? url : null),
});
