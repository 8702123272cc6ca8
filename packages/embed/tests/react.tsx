// Uses of the element in JSX. A line that must not compile is marked.

import type { LanesPlaygroundElement } from 'lanes-embed';
import type {} from 'lanes-embed/react';
import { createRef } from 'react';

const ref = createRef<LanesPlaygroundElement>();

export const full = (
  <lanes-playground
    ref={ref}
    host="https://lanes.example/"
    x="sum-of-squares"
    tasks={4}
    frame-height={420}
    autorun
    className="wide"
    onlanes-result={({ detail }) => detail.result?.schema}
  >
    <a href="https://lanes.example/?x=sum-of-squares">Sum of squares, in Lanes</a>
  </lanes-playground>
);

// @ts-expect-error Without a host, the package does not know where Lanes is.
export const withoutHost = <lanes-playground x="sum-of-squares" />;

// @ts-expect-error There is no such theme.
export const pink = <lanes-playground host="/lanes/" x="sum-of-squares" theme="pink" />;
