// A worker of the npm library workerpool.

import { worker } from 'workerpool';
import { KERNELS } from './kernels.js';

worker(KERNELS);
