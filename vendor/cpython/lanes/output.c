// What a program writes to stdout and stderr: a ring in the shared memory, so that a program which prints without end costs the
// host no messages.
//
// How to read it: records follow one another from lanes_out_r to lanes_out_w, both counted modulo 2^32. Each starts at a
// multiple of 8, has a head of 16 bytes (time, thread, length | fd << 24), then its bytes, and may wrap around the end of the
// ring. Store the new lanes_out_r with Atomics.store, and Atomics.notify it. To drop all further output, set lanes_out_closed;
// lanes_out_lost then counts its bytes.

#define PY_SSIZE_T_CLEAN
#include <Python.h>
#include <emscripten/threading.h>
#include <pthread.h>
#include <stdatomic.h>
#include <string.h>

#include "lanes.h"

#define SIZE (1u << 20)
#define RECORD 65536u

// Longest wait in ms before the ring is looked at again, in case the host does not notify.
#define PATIENCE 5

EMSCRIPTEN_KEEPALIVE _Alignas(8) char lanes_out[SIZE];
EMSCRIPTEN_KEEPALIVE atomic_uint lanes_out_w;       // bytes ever written
EMSCRIPTEN_KEEPALIVE atomic_uint lanes_out_r;       // bytes ever read
EMSCRIPTEN_KEEPALIVE atomic_uint lanes_out_lost;    // bytes dropped after the host closed the output
EMSCRIPTEN_KEEPALIVE atomic_uint lanes_out_closed;  // set by the host

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;

typedef struct {
  double at;
  uint32_t thread, length_fd;
} Head;

static void copy_in(unsigned to, const void *from, unsigned length) {
  unsigned offset = to % SIZE, straight = length < SIZE - offset ? length : SIZE - offset;
  memcpy(lanes_out + offset, from, straight);
  memcpy(lanes_out, (const char *)from + straight, length - straight);
}

// Appends one record, or returns 0 if the ring has no room.
static int append(int fd, const char *data, unsigned length) {
  unsigned needed = (length + sizeof(Head) + 7) & ~7u;
  pthread_mutex_lock(&mutex);
  unsigned written = atomic_load(&lanes_out_w), read = atomic_load(&lanes_out_r);
  int has_room = SIZE - (written - read) >= needed;
  if (has_room) {
    Head head = {emscripten_get_now(), (uint32_t)pthread_self(), length | (unsigned)fd << 24};
    copy_in(written, &head, sizeof head);
    copy_in(written + sizeof head, data, length);
    atomic_store(&lanes_out_w, written + needed);
  }
  pthread_mutex_unlock(&mutex);
  if (has_room && written == read) MAIN_THREAD_ASYNC_EM_ASM({ Module['lanesOutput'](); });
  return has_room;
}

PyObject *lanes_py_write(PyObject *self, PyObject *args) {
  int fd;
  Py_buffer data;
  if (!PyArg_ParseTuple(args, "iy*", &fd, &data)) return NULL;
  Py_ssize_t done = 0;
  Py_BEGIN_ALLOW_THREADS
  while (done < data.len) {
    unsigned length = data.len - done > RECORD ? RECORD : (unsigned)(data.len - done);
    unsigned read = atomic_load(&lanes_out_r);
    if (atomic_load(&lanes_out_closed)) {
      atomic_fetch_add(&lanes_out_lost, length);
    } else if (!append(fd, (const char *)data.buf + done, length)) {
      lanes_stay_if_stopped();
      emscripten_futex_wait(&lanes_out_r, read, PATIENCE);
      continue;
    }
    done += length;
  }
  Py_END_ALLOW_THREADS
  PyBuffer_Release(&data);
  return PyLong_FromSsize_t(done);
}
