// Defines <lanes-playground x="sum-of-squares" tasks="4">, which embeds Lanes in an article. docs/embed.md is its
// documentation for authors.
//
// An article may contain ten of these elements, so this script stays small, has no dependencies, and loads a frame only
// when the reader scrolls near it.

const SITE = new URL(/* @vite-ignore */ '.', import.meta.url);

/** Attributes that describe the element and not the experiment. */
const NOT_IN_QUERY =
  /^(class|dir|hidden|id|is|lang|nonce|part|role|slot|style|tabindex|title|(aria|data|on).*)$/;

const fail = ({ reject }, error) => reject(Object.assign(new Error(error.message), error));

// The article's content security policy may forbid a style element.
const STYLES = new CSSStyleSheet();
STYLES.replaceSync(
  ':host(:not([hidden])){display:block;overflow:clip;margin:1em 0;border:1px solid #8888;border-radius:8px}' +
    'i,iframe{display:block}i{min-height:22rem;color:light-dark(#000,#fff);transition:color 1ms}' +
    'iframe{width:100%;border:0}',
);

class Playground extends HTMLElement {
  #frame;
  /** True once the frame listens for messages. */
  #ready = false;
  /** Unanswered requests by id. */
  #calls = new Map();
  #lastId = 0;
  /** The query last built from the attributes. */
  #query;
  // Reserves space for the frame, so that the article does not jump. Its text colour is black in a light article and
  // white in a dark one, and the end of its transition signals a change.
  #placeholder = document.createElement('i');
  #nearObserver = new IntersectionObserver((entries) => entries.at(-1).isIntersecting && this.#load(), {
    rootMargin: '600px',
  });
  #attributeObserver = new MutationObserver(() => this.#update());
  #onMessage = ({ source, origin, data }) => {
    if (source && source === this.#frame?.contentWindow && origin === SITE.origin && data?.lanes === 1)
      this.#handle(data);
  };

  constructor() {
    super();
    const root = this.attachShadow({ mode: 'open' });
    root.adoptedStyleSheets = [STYLES];
    root.append(this.#placeholder);
    this.#placeholder.ontransitionend = () => this.#update(true);
  }

  connectedCallback() {
    if (this.#calls.size) this.#load();
    addEventListener('message', this.#onMessage);
    this.#nearObserver.observe(this);
    this.#attributeObserver.observe(this, { attributes: true });
  }

  /** Removes the frame with the element. An element that was moved starts over with a new frame. */
  disconnectedCallback() {
    removeEventListener('message', this.#onMessage);
    this.#nearObserver.disconnect();
    this.#attributeObserver.disconnect();
    this.#frame?.remove();
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
    return /255/.test(getComputedStyle(this.#placeholder).color) ? 'dark' : 'light';
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
    this.#nearObserver.disconnect();
    this.#frame = Object.assign(document.createElement('iframe'), {
      part: 'frame',
      title: this.title || `Lanes: ${this.getAttribute('x') ?? ''}`,
      allow: 'cross-origin-isolated;clipboard-write',
      // The frame is as high as its contents, or scrolls them itself: a scroll bar would only take width from them.
      scrolling: 'no',
      src: `${SITE}?${this.#readQuery()}`,
    });
    this.#placeholder.append(this.#frame);
  }

  /** Gives the frame the Python code that the element contains. It runs when the reader presses Run. */
  #giveCode() {
    const code = this.querySelector('script')?.text;
    // Without the indentation of the article's HTML, which that of the first line is.
    const newline = /\n[ \t]*(?=\S)|$/.exec(`\n${code}`)[0];
    if (code) this.#callIgnoringAnswer('configure', '', code.replaceAll(newline, '\n').trim());
  }

  /** Sends a request as soon as the frame is ready, and again if the frame has to reload. */
  #call(type, query, code) {
    this.#load();
    const message = { lanes: 1, id: ++this.#lastId, type, query, code };
    return new Promise((resolve, reject) => {
      this.#calls.set(message.id, { message, resolve, reject });
      if (this.#ready) this.#send(message);
    });
  }

  /** Sends a request without waiting for its answer. */
  #callIgnoringAnswer(type, query, code) {
    this.#call(type, query, code).catch(() => {});
  }

  #send(message) {
    this.#frame.contentWindow.postMessage(message, SITE.origin);
  }

  #handle(data) {
    const { type, id } = data;
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
if (!customElements.get('lanes-playground')) customElements.define('lanes-playground', Playground);
