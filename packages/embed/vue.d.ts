// Types for templates of Vue: import type {} from 'lanes-embed/vue'.

import type { DefineComponent, HTMLAttributes } from 'vue';
import type { LanesAttributes, LanesEventMap } from './index.js';

/** Events by name, each with the event as the argument of its handler. */
type Emits = { [Type in keyof LanesEventMap]: (event: LanesEventMap[Type]) => void };

type Props = Omit<HTMLAttributes, 'title'> & LanesAttributes;

declare module 'vue' {
  interface GlobalComponents {
    'lanes-playground': DefineComponent<
      Props,
      unknown,
      unknown,
      Record<never, never>,
      Record<never, never>,
      Record<never, never>,
      Record<never, never>,
      Emits
    >;
  }
}
