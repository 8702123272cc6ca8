import { createHost } from '../../js/host.js';

const receive = createHost((message) => postMessage(message));
self.onmessage = ({ data }) => receive(data);
