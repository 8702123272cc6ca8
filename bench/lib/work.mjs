// The work that is compared: the kernels of Lanes, each with the query of a link, and with its tasks for JavaScript where there is
// a version of it.

import { readFileSync } from 'node:fs';
import { inProject } from '../../scripts/lib/paths.mjs';

const repeat = (count, task) => Array.from({ length: count }, () => task);

const text = (name) => readFileSync(inProject('www', 'public', 'data', 'texts', `${name}.txt`), 'utf8');

const TEXTS = [
  'alice-in-wonderland',
  'as-you-like-it',
  'opticks-1-1',
  'opticks-3',
  'paradise-lost-1-2',
  'paradise-lost-3-4',
  'paradise-lost-9-10',
  'us-constitution',
];

/** Returns the tasks that draw the whole Mandelbrot set in bands. */
function bands({ width, height, iterations, chunk }) {
  const starts = Array.from({ length: Math.ceil(height / chunk) }, (_, index) => index * chunk);
  const view = { width, height, iterations, centre: [-0.65, 0], across: 3.6 };
  return starts.map((from) => ({ ...view, from, to: Math.min(from + chunk, height) }));
}

const PICTURE = { width: 720, height: 480, iterations: 600, chunk: 16 };
const SQUARES = { tasks: 8, n: 30_000_000 };
const PASSES = 6;

export const WORK = [
  {
    name: 'Sum of squares',
    query: `x=sum-of-squares&tasks=${SQUARES.tasks}&n=${SQUARES.n}`,
    javascript: { kernel: 'squares', tasks: repeat(SQUARES.tasks, { n: SQUARES.n }) },
  },
  {
    name: 'Mandelbrot set',
    query: `x=mandelbrot&part=whole&${new URLSearchParams(PICTURE)}`,
    javascript: { kernel: 'mandelbrot', tasks: bands(PICTURE) },
  },
  { name: 'Image filter', query: 'x=image-filter' },
  { name: 'Data crunching', query: 'x=data-crunching' },
  { name: 'Train a model', query: 'x=train' },
  {
    name: 'Word count',
    query: `x=word-count&passes=${PASSES}`,
    javascript: {
      kernel: 'words',
      tasks: TEXTS.map((name) => ({ text: text(name), passes: PASSES })),
    },
  },
];

const FEW_SQUARES = { tasks: 4, n: 1_000_000 };

/** Work that pure Python can do within a second. */
export const PYTHON_WORK = [
  {
    name: 'Sum of squares',
    query: `x=sum-of-squares&tasks=${FEW_SQUARES.tasks}&n=${FEW_SQUARES.n}`,
    kernel: 'squares',
    tasks: repeat(FEW_SQUARES.tasks, { n: FEW_SQUARES.n }),
  },
  {
    name: 'Word count',
    query: 'x=word-count&passes=1',
    kernel: 'words',
    tasks: TEXTS.map((name) => ({ text: text(name), passes: 1 })),
  },
];
