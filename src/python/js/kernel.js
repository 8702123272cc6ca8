// The kernel of a family of processes: the first interpreter of a job, and those that it starts.

import { CALL, packNumbers, SENTINEL, STATUS, unpackNumbers } from './calls.js';
import { Pipes } from './pipes.js';
import { Semaphores } from './semaphores.js';

/** Exit code of a process that ran out of stack or crashed otherwise: the signal SIGSEGV ends it elsewhere. */
const CRASHED = -11;

const now = () => performance.timeOrigin + performance.now();

/**
 * Process of a family.
 *
 * @typedef {object} Process
 * @property {import('./instance.js').Instance} instance
 * @property {number | null} parent
 * @property {number} startedAt time of the request that started it, in ms since 1970
 * @property {number | null} exitCode null while it runs
 * @property {object[]} waiting threads that wait for its end
 */

export class Kernel {
  #startInstance;
  #limit;
  #owner;
  #processes = new Map();
  #lastCrash;
  #answer = ({ process, channel, tag }, status, bytes = new Uint8Array(0)) =>
    this.#processes.get(process)?.instance.deliver(channel, tag, status, bytes);
  #pipes = new Pipes(this.#answer);
  #semaphores = new Semaphores(this.#answer);

  #calls = {
    [CALL.OPEN]: ({ a }) => this.#pipes.open(a),
    [CALL.CLOSE]: ({ a }) => this.#pipes.close(a),
    [CALL.SEND]: ({ a, bytes }) => this.#pipes.write(a, bytes),
    [CALL.RECEIVE]: (call) => this.#pipes.read(call, call.a),
    [CALL.POLL]: (call) => this.#pipes.poll(call, unpackNumbers(call.bytes)),
    [CALL.WAIT]: (call) => this.#pipes.wait(call, unpackNumbers(call.bytes)),
    [CALL.SEMAPHORE_NEW]: ({ a, b }) => this.#semaphores.create(a, b),
    [CALL.SEMAPHORE_VALUE]: (call) => this.#semaphores.value(call, call.a),
    [CALL.SEMAPHORE_ACQUIRE]: (call) => this.#semaphores.acquire(call, call.a, call.b === 0),
    [CALL.SEMAPHORE_RELEASE]: ({ a }) => this.#semaphores.release(a),
    [CALL.SPAWN]: (call) => this.#spawn(call),
    [CALL.EXIT]: ({ process, a }) => this.#processes.get(process).instance.terminate({ code: a }),
    [CALL.KILL]: (call) => this.#kill(call),
    [CALL.WAIT_PID]: (call) => this.#waitFor(call),
    [CALL.CANCEL]: (call) => this.#cancel(call),
    [CALL.REPORT]: ({ bytes }) => this.#owner.onReport(JSON.parse(new TextDecoder().decode(bytes))),
  };

  /**
   * @param {import('./instance.js').Instance} first ready interpreter
   * @param {(parent: number) => import('./instance.js').Instance} startInstance starts an interpreter for a child
   * @param {number} limit most children at the same time
   * @param {{ onReport: Function, onProcess: Function, onLost: Function, onRefused: Function }} owner
   */
  constructor(first, startInstance, limit, owner) {
    this.#startInstance = startInstance;
    this.#limit = limit;
    this.#owner = owner;
    this.#adopt(first, null, first.startedAt);
  }

  /** All processes there have been, the first one included. */
  get processes() {
    return [...this.#processes.values()];
  }

  /** Reason of the last crash of a process, if one has crashed. */
  get lastCrash() {
    return this.#lastCrash;
  }

  get bytesWritten() {
    return this.#pipes.written;
  }

  #adopt(instance, parent, startedAt) {
    const process = { instance, parent, startedAt, exitCode: null, waiting: [] };
    this.#processes.set(instance.process, process);
    instance.onCall = (_, call) => this.#calls[call.operation]?.({ ...call, process: instance.process });
    instance.onEnd = (_, how) => this.#end(process, how);
    instance.onRefused = (origin) => this.#owner.onRefused(origin);
    return process;
  }

  async #spawn(call) {
    if (this.#running().length > this.#limit) return this.#answer(call, STATUS.LIMIT_REACHED);
    const requested = now();
    const instance = this.#startInstance(call.process);
    const process = this.#adopt(instance, call.process, requested);
    this.#answer(call, instance.process);
    if (!(await instance.ready)) return;
    this.#owner.onProcess(process);
    instance.beChild(call.bytes);
  }

  #kill(call) {
    const process = this.#processes.get(call.a);
    if (!process || process.parent === null) return this.#answer(call, STATUS.NO_SUCH_PROCESS);
    process.instance.terminate({ code: -call.b });
    this.#answer(call, STATUS.OK);
  }

  #waitFor(call) {
    const process = this.#processes.get(call.a);
    if (!process) return this.#answer(call, STATUS.NO_SUCH_PROCESS);
    const doesNotWait = call.b !== 0;
    if (process.exitCode === null && !doesNotWait) return process.waiting.push(call);
    this.#answer(call, STATUS.OK, process.exitCode === null ? undefined : packNumbers([process.exitCode]));
  }

  #cancel({ process, a, b }) {
    const caller = { process, channel: a, tag: b };
    const waits = [this.#pipes.cancel(caller), this.#semaphores.cancel(caller)].some(Boolean);
    // A thread that no longer waits has received its answer.
    if (waits) this.#answer(caller, STATUS.CANCELLED);
  }

  #end(process, { code, crash }) {
    const number = process.instance.process;
    process.exitCode = crash === undefined ? code : CRASHED;
    this.#lastCrash = crash ?? this.#lastCrash;
    this.#pipes.removeProcess(number);
    this.#semaphores.removeProcess(number);
    this.#pipes.end(SENTINEL + number);
    for (const call of process.waiting) this.#answer(call, STATUS.OK, packNumbers([process.exitCode]));
    if (process.parent === null) this.#owner.onLost({ code, crash });
  }

  /** Makes all processes park their threads. Resolves when all have received the order. */
  async park() {
    this.#owner = { onReport() {}, onProcess() {}, onLost() {} };
    await Promise.all(this.#running().map(({ instance }) => instance.park()));
  }

  /** Ends all processes. */
  terminate() {
    for (const { instance } of this.#running()) instance.terminate();
  }

  #running() {
    return this.processes.filter(({ exitCode }) => exitCode === null);
  }
}
