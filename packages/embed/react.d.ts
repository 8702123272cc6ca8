// Types for JSX of React 19: import type {} from 'lanes-embed/react'.

import type { DetailedHTMLProps, HTMLAttributes } from 'react';
import type { LanesAttributes, LanesEventMap, LanesParameter, LanesPlaygroundElement } from './index.js';

/** Events as React 19 binds them to elements of their own: `onlanes-result`. */
type Handlers = {
  [Type in keyof LanesEventMap as `on${Type}`]?: (event: LanesEventMap[Type]) => void;
};

type Base = Omit<DetailedHTMLProps<HTMLAttributes<LanesPlaygroundElement>, LanesPlaygroundElement>, 'title'>;

declare module 'react' {
  namespace JSX {
    interface IntrinsicElements {
      'lanes-playground': Base &
        LanesAttributes &
        Handlers & { [parameter: string]: LanesParameter | unknown };
    }
  }
}
