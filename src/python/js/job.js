// A job: the runs of a program's strategies, or one execution of a program.

import { Failed, failureOfLoss, makeFailure } from './failures.js';
import { Family } from './family.js';
import { DEFAULT_LIMITS, MOST_SPANS, PROGRESS_MS } from './limits.js';
import { LiveSpans } from './live-spans.js';
import { TASK_ENDS } from './marks.js';
import { EVENT } from './rings.js';
import { makeLanes } from './spans.js';

const now = () => performance.timeOrigin + performance.now();

/** Thrown within a job that the reader has stopped. */
const STOPPED = Symbol('stopped');

/** Most origins that a job reports as refused. */
const MOST_REFUSED = 10;

const endsTask = ({ kind, value }) => kind === EVENT.MARK && value >> 13 === TASK_ENDS;

export class Job {
  #job;
  #message;
  #limits;
  #post;
  #family;
  #waiting = null;
  #loss = null;
  #turns;
  #hasMore;
  #wakeUp = () => {};
  #live = null;
  #execution = null;
  /** Origins that the reader has to allow first. */
  #refused = new Set();
  #done = 0;
  #hasGil = true;
  #isStopped = false;

  /**
   * @param {Extract<import('./protocol.js').ToHost, { job: number, timeOrigin: number }>} message
   * @param {(message: import('./protocol.js').FromHost) => void} post
   */
  constructor(message, post) {
    this.#job = message.job;
    this.#message = message;
    this.#limits = { ...DEFAULT_LIMITS, ...message.limits };
    this.#post = post;
    this.#turns = [...(message.turns ?? [])];
    this.#hasMore = message.more ?? false;
  }

  get number() {
    return this.#job;
  }

  /** Makes the job with an interpreter from `interpreters`, reports how it ended, and ends its processes. */
  async run(interpreters) {
    const { network, type } = this.#message;
    let last;
    try {
      const first = await interpreters.take(network);
      if (!first) throw new Failed(makeFailure('start'));
      this.#family = new Family(
        first,
        (parent) => interpreters.startChild(parent, network),
        this.#limits,
        this.#handlers(),
      );
      if (type === 'start') await this.#measure();
      else await this.#execute();
      last = { type: 'jobFinished', job: this.#job, ended: 'completed' };
    } catch (error) {
      last = this.#describeEnd(error);
    }
    const stopMs = await this.#family?.end();
    if (last.ended === 'stopped') await this.#reportStop();
    this.#post(last.ended === 'stopped' ? { ...last, stopMs } : last);
  }

  /** Reports a Stop and, of a program, what it did until then: of a deadlock, that is what its reader wants to know. */
  async #reportStop() {
    this.#post({ type: 'parked', job: this.#job });
    // The page learns of it before this worker makes the lanes, which can take long.
    await new Promise((resolve) => setTimeout(resolve));
    this.#postExecution({ isStopped: true, code: 0, error: null });
  }

  #describeEnd(error) {
    if (error === STOPPED) return { type: 'jobFinished', job: this.#job, ended: 'stopped' };
    const failure = error instanceof Failed ? error.failure : makeFailure('crash', { cause: String(error) });
    return { type: 'failed', job: this.#job, failure };
  }

  #handlers() {
    const { timeOrigin } = this.#message;
    const say = (message) => this.#post({ ...message, job: this.#job });
    return {
      onReport: (report) => this.#receive(report),
      onLost: (how) => {
        this.#loss = new Failed(failureOfLoss(how));
        this.#waiting?.reject(this.#loss);
      },
      onProcess: ({ instance, parent, startedAt }) =>
        say({
          type: 'processStarted',
          process: instance.process,
          parent,
          startMs: instance.readyAt - startedAt,
        }),
      onOutput: (chunks) =>
        say({ type: 'output', chunks: chunks.map((chunk) => ({ ...chunk, at: chunk.at - timeOrigin })) }),
      onTruncated: (bytes) => say({ type: 'outputTruncated', bytes }),
      onRefused: (origin) => {
        if (this.#refused.has(origin) || this.#refused.size >= MOST_REFUSED) return;
        this.#refused.add(origin);
        say({ type: 'originRefused', origin });
      },
      onEvents: (process, isFirst, events) => {
        this.#done += events.filter(endsTask).length;
        this.#live?.add(process, isFirst, events);
      },
    };
  }

  #receive(report) {
    if (report.report === 'began') this.#waiting?.began(report);
    else if (report.report === 'failed') this.#waiting?.reject(new Failed(this.#failureOf(report.error)));
    else this.#waiting?.resolve(report);
  }

  #failureOf(error) {
    const cause = error.fault === 'process-lost' ? this.#family.lastCrash : undefined;
    return makeFailure(error.fault, { ...error, limit: this.#limits.processes, cause });
  }

  /** Gives a command and waits for its report, within the time limit. */
  #ask(command, began = () => {}) {
    // The reader may have stopped the job while an interpreter was starting, and an interpreter may be lost at any time.
    if (this.#isStopped) return Promise.reject(STOPPED);
    if (this.#loss) return Promise.reject(this.#loss);
    return new Promise((resolve, reject) => {
      const { timeMs } = this.#limits;
      const late = () => reject(new Failed(makeFailure('time-limit', { limit: timeMs })));
      const timer = Number.isFinite(timeMs) ? setTimeout(late, timeMs) : undefined;
      const settle = (outcome) => (value) => {
        clearTimeout(timer);
        this.#waiting = null;
        outcome(value);
      };
      this.#waiting = { began, resolve: settle(resolve), reject: settle(reject) };
      this.#family.command(command);
    });
  }

  /** Makes all turns, then waits for more as long as there may be some. */
  async #measure() {
    const { program, cases } = this.#message;
    const startMethod = cases.find((one) => one.startMethod)?.startMethod ?? 'fork';
    const settings = { startMethod, mostProcesses: this.#limits.processes };
    const loaded = await this.#ask({ command: 'load', ...program, ...settings });
    const { version, hasGil, cores } = loaded;
    this.#hasGil = hasGil;
    this.#post({ type: 'started', job: this.#job, version, hasGil, cores });
    const begin = now();
    for (;;) {
      const turn = this.#turns.shift();
      if (turn) await this.#makeRun(turn, begin);
      else if (this.#hasMore) await this.#untilExtended();
      else break;
    }
    await this.#ask({ command: 'end' });
  }

  #untilExtended() {
    if (this.#isStopped) return Promise.reject(STOPPED);
    if (this.#loss) return Promise.reject(this.#loss);
    return new Promise((resolve, reject) => {
      this.#wakeUp = resolve;
      this.#waiting = { reject, began() {}, resolve() {} };
    });
  }

  /** Adds turns. */
  extend({ turns, more }) {
    this.#turns.push(...turns);
    this.#hasMore = more ?? false;
    this.#wakeUp();
  }

  async #makeRun(turn, jobBegan) {
    const { cases, timeOrigin } = this.#message;
    const chosen = cases[turn.case];
    const bytesBefore = this.#family.bytesWritten;
    const report = () => this.#reportProgress(turn, now() - jobBegan);
    this.#done = 0;
    this.#family.forgetEvents();
    const timer = setInterval(report, PROGRESS_MS);
    const { released, switchIntervalMs } = chosen;
    const circumstances = { hasGil: this.#hasGil, released, switchIntervalMs };
    const command = { command: 'run', case: chosen, isWarmUp: turn.round === 'warm-up' };
    const live = this.#follow();
    const finished = await this.#ask(command, ({ begin }) => live.begin({ begin, ...circumstances })).finally(
      () => clearInterval(timer),
    );
    this.#live = null;
    report();
    const { begin, end, startUp, answers, failures } = finished;
    const times = { begin, end, ...circumstances };
    const run = {
      turn,
      ended: 'completed',
      began: begin - timeOrigin,
      startUp,
      wall: end - begin,
      ...makeLanes(this.#family.takeEvents(), times, this.#family.numbers),
      answers,
      failures,
      attempts: finished.attempts ?? [],
      bytesMoved: this.#family.bytesWritten - bytesBefore,
      lostEvents: this.#family.lostEvents,
    };
    this.#post({ type: 'runFinished', job: this.#job, run });
  }

  /** Follows the events of a run from now on. */
  #follow() {
    this.#live = new LiveSpans(this.#family.numbers);
    return this.#live;
  }

  #reportProgress(turn, spent) {
    this.#post({ type: 'progress', job: this.#job, turn, done: this.#done, spent });
    this.#reportSpans({ turn });
  }

  #reportSpans(more) {
    const lanes = this.#live?.take(MOST_SPANS) ?? [];
    if (lanes.some(({ spans }) => spans.length))
      this.#post({ type: 'spans', job: this.#job, ...more, lanes });
  }

  /** Executes a program from its first to its last line. */
  async #execute() {
    const { source, files, switchIntervalMs, startMethod } = this.#message;
    this.#family.forgetEvents();
    const command = {
      command: 'execute',
      source,
      files,
      switchInterval: switchIntervalMs && switchIntervalMs / 1000,
      startMethod,
    };
    const timer = setInterval(() => this.#reportSpans({}), PROGRESS_MS);
    const live = this.#follow();
    const { code, error } = await this.#ask(command, ({ begin, hasGil }) => {
      this.#execution = { begin, hasGil, switchIntervalMs, allThreads: true };
      live.begin(this.#execution);
    }).finally(() => clearInterval(timer));
    this.#postExecution({ isStopped: false, code, error: error && this.#failureOf(error) });
  }

  /** Reports how an execution ended, with its trace. */
  #postExecution(outcome) {
    if (!this.#execution) return;
    const end = now();
    const { begin } = this.#execution;
    const times = { ...this.#execution, end: Math.min(end, this.#family.keptUntil) };
    const lanes = makeLanes(this.#family.takeEvents(), times, this.#family.numbers);
    this.#post({
      type: 'executed',
      job: this.#job,
      ...outcome,
      wall: end - begin,
      ...lanes,
      bytesMoved: this.#family.bytesWritten,
      lostEvents: this.#family.lostEvents,
    });
  }
  /** Stops the job. Its last message follows when no thread runs any more. */
  stop() {
    this.#isStopped = true;
    this.#waiting?.reject(STOPPED);
  }
}
