// Messages between a page and the host, and what they are made of. Types only.
//
// A job is one press of Run. The page numbers jobs, every message of a job carries the number, and the host runs one
// at a time. After `jobFinished` or `failed` no more messages about a job follow.
//
//     page → host   load                          host → page   loading …, ready
//     page → host   start { cases, turns }        host → page   started, (progress, spans) …, runFinished (one a turn),
//                                                               jobFinished
//     page → host   extend { turns }              more turns, as adaptive repeats decide on them
//     page → host   execute { source }            host → page   (output, spans) …, executed, jobFinished
//     page → host   stop                          host → page   parked, (executed), jobFinished { ended: 'stopped' }
//
// All times are in ms. Those of a span count from the begin of its run, and `began` counts from the page's
// `performance.timeOrigin`, which it passes along.

/**
 * Build of CPython: with the GIL, or free-threaded.
 *
 * @typedef {'gil' | 'nogil'} Build
 */

/**
 * Addresses of the files of a build. The glue starts its own workers, so it must be a file of the page's origin.
 *
 * @typedef {object} Assets
 * @property {string} glue Emscripten's module, such as `https://lanes.example/python/python-gil.mjs`
 * @property {string} wasm
 * @property {string} stdlib CPython's standard library, as an archive, which gzip may have compressed
 * @property {string} lanes the modules of `src/python/lib`, as an archive
 */

/**
 * Destination of a program's requests. Hosts that end in `example.com`, `.org` or `.net` are answered by the network; a
 * request to any other needs its origin in `allowed`.
 *
 * @typedef {object} Network
 * @property {'timer' | 'simulated' | 'server'} name
 * @property {string} api address of the network's folder, such as `https://lanes.example/api/`; unused by `timer`
 * @property {number} latencyMs delay of each answer
 * @property {string[]} [allowed] origins that the reader has allowed, such as `https://httpbin.org`
 */

/**
 * Limits of a job. Each has a default in limits.js.
 *
 * @typedef {object} Limits
 * @property {number} [processes] processes at the same time, without the first
 * @property {number} [outputBytes] output that reaches the page
 * @property {number} [timeMs] time of one run or program; without it there is none
 */

/**
 * Program with a function `main` that calls `compare` or `show` of the modules of the same name in `prelude` with a table of
 * strategies, or `sweep` with a function that prepares the table of each step.
 *
 * @typedef {object} Program
 * @property {string} source
 * @property {string[]} tasks names of the functions of which each call is a task, such as `['sum_of_squares']`. They
 *   may be functions within others. A call within a task belongs to that task.
 * @property {Record<string, string>} [files] files in memory, by path
 */

/**
 * Case to measure: a strategy with its settings.
 *
 * @typedef {object} Case
 * @property {string} strategy name in the program's table, such as `threads`
 * @property {number} [step] argument of the function that the program passes to `sweep`
 * @property {number} [switchIntervalMs] `sys.setswitchinterval`, 5 by default
 * @property {'fork' | 'spawn'} [startMethod] semantics of new processes, fork by default; the same in all cases of a job
 * @property {'mutex-wait' | 'compute'} [released] phase of a task that has released the GIL and neither waits for the
 *   host nor sleeps: `compute` for libraries in C that release it, and `mutex-wait`, the default, for locks
 * @property {boolean} [attempts] true to try what can be sent to a process, after each run
 */

/**
 * Run to make: a case in a round. The host repeats it in `runFinished`.
 *
 * @typedef {object} Turn
 * @property {number} case index of the case
 * @property {'warm-up' | number} round number of a measured round, from zero
 */

/**
 * Message from the page to the host.
 *
 * @typedef {(
 *   | { type: 'load', build: Build, assets: Assets }
 *   | { type: 'start', job: number, timeOrigin: number, program: Program, cases: Case[], turns: Turn[],
 *       more?: boolean, network: Network, limits?: Limits }
 *   | { type: 'extend', job: number, turns: Turn[], more?: boolean }
 *   | { type: 'execute', job: number, timeOrigin: number, source: string, files?: Record<string, string>,
 *       switchIntervalMs?: number, startMethod?: 'fork' | 'spawn', network: Network, limits?: Limits }
 *   | { type: 'stop', job: number }
 * )} ToHost
 *
 * @example
 * // Two strategies in one warm-up round and one measured round. `more` keeps the job open for `extend`.
 * ({ type: 'start', job: 1, timeOrigin: performance.timeOrigin, more: true,
 *    program: { source, tasks: ['sum_of_squares'] },
 *    cases: [{ strategy: 'sequential' }, { strategy: 'threads', switchIntervalMs: 50 }],
 *    turns: [{ case: 0, round: 'warm-up' }, { case: 1, round: 'warm-up' }, { case: 1, round: 0 }, { case: 0, round: 0 }],
 *    network: { name: 'timer', api: '', latencyMs: 100 } })
 */

/**
 * Phase of a span: keys of `lanes_model::Phase`. Idle time has no span.
 *
 * @typedef {'spawn' | 'serialize' | 'deserialize' | 'lock-wait' | 'mutex-wait' | 'compute' | 'io-wait'} PhaseKey
 */

/**
 * @typedef {object} Span
 * @property {number | null} task number of the task, in the order of their starts; null where the lane works for itself
 * @property {PhaseKey} phase
 * @property {number} start
 * @property {number} end
 */

/**
 * Trace of a lane. Spans of a thread or process never overlap; on an event loop, waits do.
 *
 * @typedef {object} Lane
 * @property {'thread' | 'process' | 'event-loop'} kind
 * @property {boolean} isParent true for a thread that only hands tasks to other lanes
 * @property {number} process
 * @property {Span[]} spans in the order of their ends
 */

/**
 * Time during which a thread held the GIL.
 *
 * @typedef {object} Hold
 * @property {number | null} lane index of the lane; null for a thread that is none, such as the main thread
 * @property {number} start
 * @property {number} end
 */

/**
 * @typedef {object} Run
 * @property {Turn} turn
 * @property {'completed'} ended
 * @property {number} began begin of the run, counted from the page's `timeOrigin`
 * @property {number} startUp time to start the processes of a pool before the clock; zero if they were there already
 * @property {number} wall
 * @property {Lane[]} lanes
 * @property {Hold[]} gil holds of the first process, in order; empty without a GIL
 * @property {string[]} answers `repr` of each answer
 * @property {{ task: number, message: string }[]} failures answers that are exceptions
 * @property {{ parcel: string, refused: string | null }[]} attempts things that were pickled, with the exceptions
 * @property {number} bytesMoved bytes sent through pipes
 * @property {number} lostEvents events of the trace that were dropped: if any, spans are approximate
 */

/**
 * Reason why a job failed. `kind` is a key of `lanes_model::FailureKind`, `fault` is more precise (failures.js).
 *
 * @typedef {object} Failure
 * @property {'engine-start' | 'engine-lost' | 'task' | 'network' | 'unsupported'} kind
 * @property {string} fault such as `syntax-error` or `stack-overflow`
 * @property {string} message sentence for the reader
 * @property {string[]} causes most immediate first
 * @property {number} [line] line of the program, from one
 * @property {number} [column]
 * @property {string} [traceback] as Python prints it
 */

/**
 * Names of a thread that prints, and its task.
 *
 * @typedef {object} Speaker
 * @property {number | null} task number of the task that it works on, as in spans
 * @property {string | null} process name of its process; null in the first one
 * @property {string | null} thread its name; null for the main thread
 */

/**
 * Output of one thread.
 *
 * @typedef {object} Chunk
 * @property {number} process
 * @property {number} thread
 * @property {Speaker | null} speaker
 * @property {'stdout' | 'stderr'} stream
 * @property {number} at counted from the page's `timeOrigin`
 * @property {string} text
 */

/**
 * Message from the host to the page.
 *
 * `progress` has the tasks that are done, and the time that the job has spent. `spans` has all lanes so far, in an order
 * that stays the same during the run, with their spans since the last such message: at most 256 in each message.
 *
 * @typedef {(
 *   | { type: 'loading', loaded: number }
 *   | { type: 'ready', build: Build, compileMs: number, startMs: number }
 *   | { type: 'started', job: number, version: string, hasGil: boolean, cores: number }
 *   | { type: 'progress', job: number, turn: Turn, done: number, spent: number }
 *   | { type: 'spans', job: number, turn?: Turn, lanes: Lane[] }
 *   | { type: 'output', job: number, chunks: Chunk[] }
 *   | { type: 'outputTruncated', job: number, bytes: number }
 *   | { type: 'originRefused', job: number, origin: string }
 *   | { type: 'processStarted', job: number, process: number, parent: number, startMs: number }
 *   | { type: 'runFinished', job: number, run: Run }
 *   | { type: 'executed', job: number, isStopped: boolean, code: number, error: Failure | null, wall: number,
 *       lanes: Lane[], gil: Hold[], bytesMoved: number, lostEvents: number }
 *   | { type: 'parked', job: number }
 *   | { type: 'jobFinished', job: number, ended: 'completed' | 'stopped', stopMs?: number }
 *   | { type: 'failed', job: number | null, failure: Failure }
 * )} FromHost
 *
 * @example
 * ({ type: 'failed', job: 3, failure: {
 *      kind: 'task', fault: 'exception', message: 'ValueError: task 7 is broken', causes: [], line: 12,
 *      traceback: 'Traceback (most recent call last): …' } })
 */

export {};
