// Types of the element, its methods and its events. docs/embed.md describes them.

/** Attributes of the element. Keys of an experiment, such as `tasks`, are attributes too. */
export interface LanesAttributes {
  /** Address of a copy of Lanes, such as `https://lanes.example/`. The package has no default. */
  host: string;
  /** Identifier of an experiment. */
  x: string;
  /** Strategies to compare, separated by commas. */
  strategies?: string;
  /** Parts to show, separated by commas: `bars`, `lanes`, `code`, `controls`. */
  show?: string;
  theme?: 'auto' | 'light' | 'dark';
  view?: 'embed' | 'full';
  /** Height in CSS pixels from 240 to 2000, or `auto` to fit the contents. */
  'frame-height'?: number | `${number}` | 'auto';
  /** Runs once when the frame becomes visible. */
  autorun?: LanesSwitch;
  /** Locks the code of an experiment that takes code. */
  readonly?: LanesSwitch;
  /** Loads a host without isolation headers in an isolated page. Chromium only. */
  credentialless?: LanesSwitch;
  /** Question of an exercise. */
  question?: string;
  /** Answer of an exercise. */
  answer?: string;
  /** Python for `python-program` and `python-task`. It runs when the reader presses Run. */
  code?: string;
  /** Name of the frame for screen readers. */
  title?: string;
}

/** A switch as HTML and frameworks write it. */
export type LanesSwitch = boolean | '' | '0' | '1' | 'true' | 'false';

/** Value of a parameter of an experiment. */
export type LanesParameter = string | number | boolean | undefined;

/** Result JSON, `lanes/result@1`, which docs/result.md describes. */
export interface LanesResult {
  schema: 'lanes/result@1';
  [key: string]: unknown;
}

interface Message<Type extends string> {
  lanes: 1;
  /** Identifier of the request, or null for runs that the reader started. */
  id: number | string | null;
  type: Type;
}

/** Answers and notices of a frame, by type. */
export interface LanesMessages {
  loading: Message<'loading'>;
  ready: Message<'ready'>;
  /** The reader pressed Escape, and the focus went from the frame to the element. */
  escaped: Message<'escaped'>;
  resize: Message<'resize'> & { height: number };
  configured: Message<'configured'> & { query: string; notes: string[] };
  started: Message<'started'>;
  progress: Message<'progress'> & { done: number; total: number };
  result: Message<'result'> & { result: LanesResult | null };
  stopped: Message<'stopped'> & { result: LanesResult | null };
  state: Message<'state'> & { ready: boolean; running: boolean; query: string; result: LanesResult | null };
  error: Message<'error'> & { error: { kind: string; message: string } };
}

/** Error of a request. */
export interface LanesError extends Error {
  /** Reason, such as `busy` or `readers-own`. */
  kind: string;
}

/** Events of the element, each with the frame's message as its `detail`. */
export type LanesEventMap = {
  [Type in keyof LanesMessages as `lanes-${Type}`]: CustomEvent<LanesMessages[Type]>;
};

/** The element `<lanes-playground>`. Each method rejects with a {@link LanesError}. */
export interface LanesPlaygroundElement extends HTMLElement {
  /** Runs the experiment, with changes of a query and of the code. */
  run(query?: string, code?: string): Promise<LanesMessages['result'] | LanesMessages['stopped']>;
  /** Stops the current run. */
  stop(): Promise<LanesMessages['stopped']>;
  /** Shows what a query and code ask for. */
  configure(query: string, code?: string): Promise<LanesMessages['configured']>;
  /** Returns the current state. */
  get(): Promise<LanesMessages['state']>;
  addEventListener<Type extends keyof LanesEventMap>(
    type: Type,
    listener: (this: LanesPlaygroundElement, event: LanesEventMap[Type]) => unknown,
    options?: boolean | AddEventListenerOptions,
  ): void;
  addEventListener(
    type: string,
    listener: EventListenerOrEventListenerObject,
    options?: boolean | AddEventListenerOptions,
  ): void;
  removeEventListener<Type extends keyof LanesEventMap>(
    type: Type,
    listener: (this: LanesPlaygroundElement, event: LanesEventMap[Type]) => unknown,
    options?: boolean | EventListenerOptions,
  ): void;
  removeEventListener(
    type: string,
    listener: EventListenerOrEventListenerObject,
    options?: boolean | EventListenerOptions,
  ): void;
}

declare global {
  interface HTMLElementTagNameMap {
    'lanes-playground': LanesPlaygroundElement;
  }
}
