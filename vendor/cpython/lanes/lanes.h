// The program around CPython: one instance of it is one "process" of a reader's program. It starts the interpreter, gives it
// the module `_lanes`, and connects it with its host, the JavaScript of a worker that this file calls the host.
//
// Two parties call each other here:
//
// 1. Python, through `_lanes` (module.c):
//
//    channel() -> int                      a new channel for messages from the host; there is no way to free one, so reuse them
//    submit(channel, tag, op, a=0, b=0, data=b'')
//                                          sends a request to the host, which answers with a message to the channel
//    wait(channel, timeout=None) -> list   waits without the GIL, then returns all messages as (tag, status, bytes); the list is
//                                          empty after `timeout` seconds and after `wake`; one thread at a time may wait
//    wake(channel)                         ends the wait on a channel, or the next one
//    write(fd, data) -> int                appends output; waits without the GIL while the host is behind
//    mark(value)                           adds MARK to the trace, with a value of 0 to 65,535
//    now() -> float                        the trace's clock: milliseconds since 1970 with fractions
//    events() -> list                      the events that the host has not read, as (at, thread, kind, value), for tests
//
// 2. The host, through functions and addresses that the compiled module exports, and callbacks that it sets on the module:
//
//    Module.lanesPool                      number of workers to start for threads beforehand, the first for Python's main thread
//    Module.lanesRequest(channel, tag, op, a, b, data, length)
//                                          called for each request; the host copies the data, then calls lanes_done(data)
//    Module.lanesOutput()                  called when output arrives after the host had read everything
//    lanes_alloc(length)                   makes a message, or returns 0 if memory is out; lanes_data(message) is where to write
//    lanes_deliver(channel, message, tag, status)
//                                          hands a message over; channel 0 exists from the start and carries the host's orders
//    lanes_stop()                          stops all Python threads for good, see trace.c
//    lanes_ring, lanes_count, lanes_read, lanes_lost
//                                          the trace, see trace.c
//    lanes_out, lanes_out_w, lanes_out_r, lanes_out_lost, lanes_out_closed
//                                          the output, see output.c
#pragma once

#include <emscripten.h>
#include <stdint.h>

// Kinds of events. The first three come from CPython itself: patches/trace-thread-states.patch.
enum {
  LANES_RELEASE = 1,  // a thread state gives up the right to run Python, or ends; value: number of its interpreter
  LANES_TAKE,         // a thread state may run Python; value: number of its interpreter
  LANES_WANT,         // a thread state asks for that right; value: number of its interpreter
  LANES_WAIT,         // a thread waits for messages; value: its channel
  LANES_WOKEN,        // a thread no longer waits for messages; value: its channel
  LANES_MARK,         // a program called mark; value: its argument
};

// Adds an event of the calling thread to the trace. Never blocks.
void lanes_trace(int kind, unsigned value);

// Blocks the calling thread for good if the program was stopped.
void lanes_stay_if_stopped(void);

struct _object;

// Methods of `_lanes`, by file.
struct _object *lanes_py_events(struct _object *self, struct _object *none);
struct _object *lanes_py_channel(struct _object *self, struct _object *none);
struct _object *lanes_py_submit(struct _object *self, struct _object *args);
struct _object *lanes_py_wait(struct _object *self, struct _object *args);
struct _object *lanes_py_wake(struct _object *self, struct _object *channel);
struct _object *lanes_py_write(struct _object *self, struct _object *args);

// Makes channel 0. Called once, before Python starts.
void lanes_open_first_channel(void);
