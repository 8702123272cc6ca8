// The trace, a ring of events that the host reads in the shared memory while the program runs, and the stop.
//
// How to read it: event i is at lanes_ring[i % 65536]. Load its last word with Atomics.load. If it is 0, the event is not
// written yet; try again later. Otherwise read the rest, store 0 in that word with Atomics.store, and go on with i + 1. Store
// the new i in lanes_read with Atomics.store. Never compare i by size: it wraps around after 2^32 events. An event that finds the
// ring full is dropped and counted in lanes_lost, so a host that is too slow knows that it has gaps.

#include <Python.h>
#include <emscripten/threading.h>
#include <pthread.h>
#include <stdatomic.h>

#include "lanes.h"

#define RING 65536u

typedef struct {
  double at;               // milliseconds since 1970, the clock of performance.timeOrigin + performance.now()
  uint32_t thread;         // as in threading.get_ident()
  _Atomic uint32_t event;  // kind | value << 16; written last; 0 while the slot is free
} Event;
_Static_assert(sizeof(Event) == 16, "the host reads events of 16 bytes");

EMSCRIPTEN_KEEPALIVE Event lanes_ring[RING];
EMSCRIPTEN_KEEPALIVE atomic_uint lanes_count;  // events ever written or being written
EMSCRIPTEN_KEEPALIVE atomic_uint lanes_read;   // events ever read
EMSCRIPTEN_KEEPALIVE atomic_uint lanes_lost;   // events that found the ring full

static atomic_uint stopped;

void lanes_trace(int kind, unsigned value) {
  unsigned index = atomic_load_explicit(&lanes_count, memory_order_relaxed);
  do {
    if (index - atomic_load_explicit(&lanes_read, memory_order_acquire) >= RING) {
      atomic_fetch_add_explicit(&lanes_lost, 1, memory_order_relaxed);
      return;
    }
  } while (!atomic_compare_exchange_weak(&lanes_count, &index, index + 1));
  Event *event = &lanes_ring[index % RING];
  event->at = emscripten_get_now();
  event->thread = (uint32_t)pthread_self();
  atomic_store_explicit(&event->event, (uint32_t)kind | (value & 0xffff) << 16, memory_order_release);
}

// ---- called by CPython (patches/trace-thread-states.patch) -----------------------------------------------------------

void lanes_on_want(int64_t interpreter) { lanes_trace(LANES_WANT, (unsigned)interpreter); }

void lanes_on_take(int64_t interpreter) {
  lanes_trace(LANES_TAKE, (unsigned)interpreter);
  lanes_stay_if_stopped();
}

void lanes_on_release(int64_t interpreter) {
  lanes_trace(LANES_RELEASE, (unsigned)interpreter);
  lanes_stay_if_stopped();
}

// ---- stop ------------------------------------------------------------------------------------------------------------

// Requests every thread to drop the GIL at its next check (patches/interrupt-all-threads.patch).
void lanes_interrupt_all(void);

// Stops all Python threads within a few bytecodes, whatever exceptions they catch: each stays where it takes or releases the
// right to run Python, without using the processor. Terminating their workers alone would let loops run for two more seconds.
// The instance is of no further use. One long call into C goes on until its worker is terminated.
EMSCRIPTEN_KEEPALIVE void lanes_stop(void) {
  atomic_store(&stopped, 1);
  lanes_interrupt_all();
}

void lanes_stay_if_stopped(void) {
  while (atomic_load_explicit(&stopped, memory_order_relaxed)) emscripten_futex_wait(&stopped, 1, 1e9);
}

// ---- Python ----------------------------------------------------------------------------------------------------------

PyObject *lanes_py_events(PyObject *self, PyObject *none) {
  PyObject *list = PyList_New(0);
  unsigned end = atomic_load(&lanes_count);
  for (unsigned index = atomic_load(&lanes_read); list && index != end; index++) {
    Event *event = &lanes_ring[index % RING];
    uint32_t word = atomic_load_explicit(&event->event, memory_order_acquire);
    if (!word) break;
    PyObject *item = Py_BuildValue("(dIII)", event->at, event->thread, word & 0xffff, word >> 16);
    if (!item || PyList_Append(list, item)) Py_CLEAR(list);
    Py_XDECREF(item);
  }
  return list;
}
