// <lanes-playground x="sum-of-squares" tasks="4">: Lanes in somebody's article. docs/embed.md tells authors about it.
//
// This is a script of that article, on a page that may have ten of these: it stays small, needs nothing, and loads
// the frame only when the reader gets near it.

const SITE = new URL(/* @vite-ignore */ '.', import.meta.url);

/** Attributes that say something of the element, and nothing of the experiment. */
const NOT_IN_QUERY =
  /^(class|dir|hidden|id|is|lang|nonce|part|role|slot|style|tabindex|title|(aria|data|on).*)$/;

/** Answers to a request after which others come. */
const NOT_LAST = /^(started|progress)$/;

const fail = ({ reject }, error) => reject(Object.assign(new Error(error.message), error));

// Not in the article's styles, and no style element, which its content security policy may forbid.
const STYLES = new CSSStyleSheet();
STYLES.replaceSync(
  ':host{display:block;overflow:clip;margin-block:1em;border:1px solid #8888;border-radius:8px}' +
    ':host([hidden]){display:none}' +
    'i{display:block;min-height:22rem;color:light-dark(#000,#fff);transition:color 1ms}' +
    'iframe{display:block;width:100%;border:0}',
);

class Playground extends HTMLElement {
  #frame;
  /** Whether the frame listens. */
  #ready = false;
  /** Requests that are not answered yet, by their ids. */
  #calls = new Map();
  #lastId = 0;
  /** What the attributes said last. */
  #query;
  // Keeps room for the frame, so that the article does not jump. It is black or white as the article is light or
  // dark; that it changes is told by its transition.
  #room = document.createElement('i');
  #near = new IntersectionObserver(([{ isIntersecting }]) => isIntersecting && this.#load(), {
    rootMargin: '600px',
  });
  #changes = new MutationObserver(() => {
    const before = this.#query;
    if (this.#frame && this.#readQuery() !== before) this.#quietly('configure', this.#query);
  });
  #hear = ({ source, origin, data }) => {
    if (this.#frame && source === this.#frame.contentWindow && origin === SITE.origin && data?.lanes === 1)
      this.#take(data);
  };

  constructor() {
    super();
    const root = this.attachShadow({ mode: 'open' });
    root.adoptedStyleSheets = [STYLES];
    root.append(this.#room);
    this.#room.ontransitionend = () => {
      if (!this.#frame || this.#asked() !== 'auto') return;
      this.#readQuery();
      this.#quietly('configure', `theme=${this.#theme()}`);
    };
  }

  connectedCallback() {
    if (this.#calls.size) this.#load();
    addEventListener('message', this.#hear);
    this.#near.observe(this);
    this.#changes.observe(this, { attributes: true });
  }

  /** The frame goes with the element; put in elsewhere it starts anew. */
  disconnectedCallback() {
    removeEventListener('message', this.#hear);
    this.#near.disconnect();
    this.#changes.disconnect();
    this.#frame?.remove();
    this.#frame = undefined;
    this.#ready = false;
    // Put in elsewhere, it is still asked what it was asked.
    if (this.isConnected) return;
    for (const [id, call] of this.#calls) {
      this.#calls.delete(id);
      fail(call, { kind: 'removed', message: 'The element is gone.' });
    }
  }

  run(query) {
    return this.#call('run', query);
  }

  stop() {
    return this.#call('stop');
  }

  configure(query) {
    return this.#call('configure', query);
  }

  get() {
    return this.#call('get');
  }

  #asked() {
    return this.getAttribute('theme') ?? 'auto';
  }

  #theme() {
    const asked = this.#asked();
    if (asked !== 'auto') return asked;
    return getComputedStyle(this.#room).color === 'rgb(255, 255, 255)' ? 'dark' : 'light';
  }

  #readQuery() {
    const query = new URLSearchParams({ view: 'embed' });
    for (const { name, value } of this.attributes)
      if (!NOT_IN_QUERY.test(name)) query.set(name, name === 'autorun' ? value || '1' : value);
    query.set('theme', this.#theme());
    this.#query = query.toString();
    return this.#query;
  }

  #load() {
    if (this.#frame) return;
    this.#near.disconnect();
    this.#frame = Object.assign(document.createElement('iframe'), {
      part: 'frame',
      title: this.title || `Lanes: ${this.getAttribute('x') ?? 'async, threads or processes'}`,
      allow: 'cross-origin-isolated; clipboard-write',
      // It is as high as its contents, so a bar could only take width from them.
      scrolling: 'no',
      src: `${SITE}?${this.#readQuery()}`,
    });
    this.#room.append(this.#frame);
  }

  /** Sends a request as soon as the frame hears it, and once more should the frame have to load anew. */
  #call(type, query) {
    this.#load();
    const message = { lanes: 1, id: ++this.#lastId, type, query };
    return new Promise((resolve, reject) => {
      this.#calls.set(message.id, { message, resolve, reject });
      if (this.#ready) this.#send(message);
    });
  }

  /** A request of this script's own: nobody waits for its answer. */
  #quietly(type, query) {
    this.#call(type, query).catch(() => undefined);
  }

  #send(message) {
    this.#frame.contentWindow.postMessage(message, SITE.origin);
  }

  #take(data) {
    const { type, id } = data;
    if (type === 'resize') {
      this.#room.style.minHeight = 0;
      this.#frame.style.height = `${data.height}px`;
    }
    if (type === 'ready') {
      this.#ready = true;
      for (const { message } of this.#calls.values()) this.#send(message);
      // Who has asked is told of what the reader runs.
      if (!this.#calls.size) this.#quietly('get');
    }
    const call = this.#calls.get(id);
    if (call && !NOT_LAST.test(type)) {
      this.#calls.delete(id);
      if (type === 'error') fail(call, data.error);
      else call.resolve(data);
    }
    this.dispatchEvent(new CustomEvent(`lanes-${type}`, { detail: data, bubbles: true }));
  }
}

// Two articles on one page may each bring this script.
if (!customElements.get('lanes-playground')) customElements.define('lanes-playground', Playground);
