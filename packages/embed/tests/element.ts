// Uses of the element without a framework. A line that must not compile is marked.

import 'lanes-embed';
import type { LanesError, LanesPlaygroundElement } from 'lanes-embed';

const playground: LanesPlaygroundElement = document.createElement('lanes-playground');
playground.addEventListener('lanes-progress', ({ detail }) => detail.done / detail.total);
playground.addEventListener('lanes-escaped', ({ detail }) => detail.id);
playground.addEventListener('click', (event) => event.type);
// @ts-expect-error A progress has no result.
playground.addEventListener('lanes-progress', ({ detail }) => detail.result);

export async function run(): Promise<string> {
  try {
    const { notes } = await playground.configure('tasks=8');
    const { running } = await playground.get();
    await playground.run('tasks=8', 'print(1)');
    return running ? '' : notes.join();
  } catch (error) {
    return (error as LanesError).kind;
  }
}

// @ts-expect-error A query is a text.
playground.configure(8);
