// Defines <lanes-playground x="sum-of-squares" tasks="4">, which embeds Lanes in an article. docs/embed.md is its
// documentation for authors.
//
// An article may contain ten of these elements, so this script stays small, has no dependencies, and loads a frame only
// when the reader scrolls near it. The npm package in packages/embed is made from it, and servers that render pages import
// that: nothing here may need a browser until an element is created.

/** URL of this script, which is next to the page that frames show; empty in the npm package. */
const HERE = import.meta.url;

/** Attributes that describe the element and not the experiment. */
const NOT_IN_QUERY =
  /^(class|code|credentialless|dir|hidden|host|id|is|lang|nonce|part|role|slot|style|tabindex|title|(aria|data|on).*)$/;

/** Attributes by which tools mark a dark page on its root or body, besides a class. */
const MARKS = ['theme', 'mdColorScheme', 'bsTheme', 'colorMode'];

const fail = ({ reject }, error) => reject(Object.assign(new Error(error.message), error));

/** Returns true for a switch as HTML and frameworks write it: `""` and `"true"` are on, `"false"` is off. */
const isOn = (value) => value !== null && !/^(0|false)$/.test(value);

/** The style sheet of all elements. A style element may be forbidden by the article's content security policy. */
let styles;

function makeStyles() {
  styles = new CSSStyleSheet();
  styles.replaceSync(
    // As wide as its place, also in a row of a flex box, where it would otherwise have no width.
    ':host(:not([hidden])){display:block;box-sizing:border-box;min-width:min(100%,20rem);width:-moz-available;' +
      'width:-webkit-fill-available;overflow:clip;margin:1em 0;border:1px solid #8888;border-radius:8px}' +
      // The transitions' ends signal changes of the colours that the article asks for and that the reader prefers.
      'i{display:block;position:relative;min-height:22rem;font-style:normal;' +
      'fill:light-dark(#000,#fff);stroke:#000;transition:fill 1ms,stroke 1ms}' +
      '@media(prefers-color-scheme:dark){i{stroke:#fff}}' +
      'slot{display:block;padding:1em}::slotted(a){display:grid;gap:.5em}' +
      'iframe{display:block;width:100%;border:0}' +
      // Until Lanes answers, nobody knows whether the frame shows it or a browser's error.
      'slot~iframe{position:absolute;visibility:hidden}' +
      '@media print{i{min-height:0}::slotted(a)::after{content:attr(href)}}',
  );
}

class Playground extends (globalThis.HTMLElement ?? Object) {
  #frame;
  /** Folder of Lanes, once the frame is there. */
  #site;
  /** True once the frame listens for messages. */
  #ready = false;
  /** Unanswered requests by id. */
  #calls = new Map();
  #lastId = 0;
  /** The query last built from the attributes. */
  #query;
  // Reserves space for the frame, so that the article does not jump. Nothing in it has a fill or a stroke: its fill is white
  // where the article's `color-scheme` is dark, and its stroke if the reader's browser prefers dark.
  #placeholder = document.createElement('i');
  // Shows the element's content, a link and a picture, until Lanes has answered.
  #fallback = document.createElement('slot');
  #nearObserver = new IntersectionObserver((entries) => entries.at(-1).isIntersecting && this.#load(), {
    rootMargin: '600px',
  });
  #attributeObserver = new MutationObserver((changes) => {
    const own = changes.filter(({ target }) => target === this);
    this.#update(own.length === 0);
    if (this.#ready && own.some(({ attributeName }) => attributeName === 'code')) this.#giveCode();
  });
  #onMessage = ({ source, origin, data }) => {
    if (source && source === this.#frame?.contentWindow && origin === this.#site.origin && data?.lanes === 1)
      this.#handle(data);
  };

  constructor() {
    super();
    const root = this.attachShadow({ mode: 'open' });
    if (!styles) makeStyles();
    root.adoptedStyleSheets = [styles];
    root.append(this.#placeholder);
    this.#placeholder.tabIndex = -1;
    this.#placeholder.append(this.#fallback);
    this.#placeholder.ontransitionend = () => this.#update(true);
  }

  connectedCallback() {
    if (this.#calls.size) this.#load();
    addEventListener('message', this.#onMessage);
    this.#nearObserver.observe(this);
    for (const target of [this, document.documentElement, document.body])
      this.#attributeObserver.observe(target, { attributes: true });
  }

  /** Removes the frame with the element. An element that was moved starts over with a new frame. */
  disconnectedCallback() {
    removeEventListener('message', this.#onMessage);
    this.#nearObserver.disconnect();
    this.#attributeObserver.disconnect();
    this.#placeholder.replaceChildren(this.#fallback);
    this.#placeholder.style.minHeight = '';
    this.#frame = undefined;
    this.#ready = false;
    // A moved element keeps its unanswered requests.
    if (this.isConnected) return;
    for (const [id, call] of this.#calls) {
      this.#calls.delete(id);
      fail(call, { kind: 'removed', message: 'The element is gone.' });
    }
  }

  run(query, code) {
    return this.#call('run', query, code);
  }

  stop() {
    return this.#call('stop');
  }

  configure(query, code) {
    return this.#call('configure', query, code);
  }

  get() {
    return this.#call('get');
  }

  /** Has the frame follow the attributes or, if only the article's theme has changed, the theme. */
  #update(isTheme) {
    const before = this.#query;
    if (this.#frame && this.#readQuery() !== before)
      this.#callIgnoringAnswer('configure', isTheme ? `theme=${this.#theme()}` : this.#query);
  }

  #theme() {
    const theme = this.getAttribute('theme');
    if (theme && theme !== 'auto') return theme;
    const { fill, stroke } = getComputedStyle(this.#placeholder);
    const roots = [document.documentElement, document.body];
    const marks = roots.flatMap(({ dataset }) => MARKS.map((mark) => dataset[mark])).join(' ');
    // Sphinx's Furo, for instance, marks a dark page and leaves its `color-scheme` as it is.
    const isDark =
      /dark|slate/.test(marks) ||
      roots.some(({ classList }) => classList.contains('dark')) ||
      (!/light/.test(marks) && /255/.test(/auto/.test(marks) ? stroke : fill));
    return isDark ? 'dark' : 'light';
  }

  #readQuery() {
    const query = new URLSearchParams({ view: 'embed' });
    for (const { name, value } of this.attributes) if (!NOT_IN_QUERY.test(name)) query.set(name, value);
    query.set('theme', this.#theme());
    this.#query = `${query}`;
    return this.#query;
  }

  #load() {
    if (this.#frame) return;
    const host = this.getAttribute('host');
    if (!host && !HERE)
      throw new Error('<lanes-playground> needs host="https://…", the address of a copy of Lanes.');
    this.#site = host
      ? new URL(host.replace(/\/?$/, '/'), document.baseURI)
      : new URL(/* @vite-ignore */ '.', HERE);
    this.#nearObserver.disconnect();
    this.#frame = Object.assign(document.createElement('iframe'), {
      part: 'frame',
      title: this.title || `Lanes: ${this.getAttribute('x') ?? ''}`,
      allow: 'cross-origin-isolated;clipboard-write',
      // The frame is as high as its contents, or scrolls them itself: a scroll bar would only take width from them.
      scrolling: 'no',
      // On an isolated page, loads a host that does not send the headers for that. Chromium only.
      credentialless: isOn(this.getAttribute('credentialless')),
      src: `${this.#site}?${this.#readQuery()}`,
    });
    this.#placeholder.append(this.#frame);
  }

  /** Gives the frame the Python code that the element contains. It runs when the reader presses Run. */
  #giveCode() {
    const code = this.getAttribute('code') ?? this.querySelector('script,pre')?.textContent;
    // Without the indentation of the article's HTML, which that of the first line is.
    const newline = /\n[ \t]*(?=\S)|$/.exec(`\n${code}`)[0];
    if (code) this.#callIgnoringAnswer('configure', '', code.replaceAll(newline, '\n').trim());
  }

  /** Sends a request as soon as the frame is ready, and again if the frame has to reload. */
  #call(type, query, code) {
    const message = { lanes: 1, id: ++this.#lastId, type, query, code };
    return new Promise((resolve, reject) => {
      this.#load();
      this.#calls.set(message.id, { message, resolve, reject });
      if (this.#ready) this.#send(message);
    });
  }

  /** Sends a request without waiting for its answer. */
  #callIgnoringAnswer(type, query, code) {
    this.#call(type, query, code).catch(() => {});
  }

  #send(message) {
    this.#frame.contentWindow.postMessage(message, this.#site.origin);
  }

  #handle(data) {
    const { type, id } = data;
    this.#fallback.remove();
    // The reader leaves the frame with Escape, for the keys of a slide deck.
    if (type === 'escaped' && this.shadowRoot.activeElement === this.#frame)
      this.#placeholder.focus({ preventScroll: true });
    if (type === 'resize') {
      this.#placeholder.style.minHeight = 0;
      this.#frame.style.height = `${data.height}px`;
    }
    if (type === 'ready') {
      this.#giveCode();
      this.#ready = true;
      for (const { message } of this.#calls.values()) this.#send(message);
      // The frame reports runs that the reader starts only to a page that has sent a request.
      if (!this.#calls.size) this.#callIgnoringAnswer('get');
    }
    const call = this.#calls.get(id);
    // These answers do not complete a request.
    if (call && !/started|progress/.test(type)) {
      this.#calls.delete(id);
      if (type === 'error') fail(call, data.error);
      else call.resolve(data);
    }
    this.dispatchEvent(new CustomEvent(`lanes-${type}`, { detail: data, bubbles: true }));
  }
}

// Two articles on one page may each load this script.
if (globalThis.customElements && !customElements.get('lanes-playground'))
  customElements.define('lanes-playground', Playground);
