// A worker of the pool in pool.js.

import { KERNELS } from './kernels.js';

addEventListener('message', ({ data: { kernel, task } }) => postMessage(KERNELS[kernel](task)));
postMessage('ready');
