// Requests to the host and channels with its messages.

#define PY_SSIZE_T_CLEAN
#include <Python.h>
#include <emscripten/threading.h>
#include <math.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "lanes.h"

#define CHANNELS 4096

typedef struct Message {
  struct Message *next;
  int tag, status;
  unsigned length;
  char data[];
} Message;

typedef struct {
  pthread_mutex_t mutex;
  pthread_cond_t changed;
  Message *first, *last;
  int is_woken;
} Channel;

// Statically allocated: the host may deliver to a channel at any time, so none is ever freed.
static Channel channels[CHANNELS];
static atomic_int channel_count;

static int open_channel(void) {
  int number = atomic_fetch_add(&channel_count, 1);
  if (number >= CHANNELS) {
    atomic_store(&channel_count, CHANNELS);
    return -1;
  }
  pthread_mutex_init(&channels[number].mutex, NULL);
  pthread_cond_init(&channels[number].changed, NULL);
  return number;
}

void lanes_open_first_channel(void) { open_channel(); }

// Returns NULL for a number that is no channel.
static Channel *channel_of(int number) {
  if (number < 0 || number >= CHANNELS || number >= atomic_load(&channel_count)) return NULL;
  return &channels[number];
}

// ---- host ------------------------------------------------------------------------------------------------------------

EMSCRIPTEN_KEEPALIVE Message *lanes_alloc(unsigned length) {
  if (length > UINT32_MAX - sizeof(Message)) return NULL;
  Message *message = malloc(sizeof(Message) + length);
  if (message) message->length = length;
  return message;
}

EMSCRIPTEN_KEEPALIVE char *lanes_data(Message *message) { return message->data; }

EMSCRIPTEN_KEEPALIVE void lanes_deliver(int number, Message *message, int tag, int status) {
  Channel *channel = channel_of(number);
  if (!channel) {
    free(message);
    return;
  }
  message->next = NULL;
  message->tag = tag;
  message->status = status;
  pthread_mutex_lock(&channel->mutex);
  if (channel->last) channel->last->next = message;
  else channel->first = message;
  channel->last = message;
  pthread_cond_signal(&channel->changed);
  pthread_mutex_unlock(&channel->mutex);
}

EMSCRIPTEN_KEEPALIVE void lanes_done(char *data) { free(data); }

// ---- Python ----------------------------------------------------------------------------------------------------------

PyObject *lanes_py_channel(PyObject *self, PyObject *none) {
  int number = open_channel();
  if (number < 0) return PyErr_Format(PyExc_OSError, "more than %d channels", CHANNELS);
  return PyLong_FromLong(number);
}

PyObject *lanes_py_submit(PyObject *self, PyObject *args) {
  int channel, tag, op, a = 0, b = 0;
  Py_buffer data = {0};
  if (!PyArg_ParseTuple(args, "iii|iiy*", &channel, &tag, &op, &a, &b, &data)) return NULL;
  unsigned length = data.buf ? (unsigned)data.len : 0;
  // Copied, since the request is carried out after this call has returned.
  char *copy = malloc(length ? length : 1);
  if (copy && length) memcpy(copy, data.buf, length);
  if (data.buf) PyBuffer_Release(&data);
  if (!copy) return PyErr_NoMemory();
  MAIN_THREAD_ASYNC_EM_ASM({ Module['lanesRequest']($0, $1, $2, $3, $4, $5, $6); }, channel, tag, op, a, b, copy, length);
  Py_RETURN_NONE;
}

// Waits for a message, for `wake`, or until the time is over, and returns the messages. Takes any negative time as forever.
static Message *take_messages(Channel *channel, double seconds) {
  struct timespec end;
  if (seconds > 0) {
    clock_gettime(CLOCK_REALTIME, &end);
    double whole = floor(seconds);
    end.tv_sec += (time_t)whole;
    end.tv_nsec += (long)((seconds - whole) * 1e9);
    if (end.tv_nsec >= 1000000000) end.tv_sec += 1, end.tv_nsec -= 1000000000;
  }
  pthread_mutex_lock(&channel->mutex);
  while (!channel->first && !channel->is_woken && seconds != 0) {
    if (seconds < 0) pthread_cond_wait(&channel->changed, &channel->mutex);
    else if (pthread_cond_timedwait(&channel->changed, &channel->mutex, &end)) break;
  }
  Message *messages = channel->first;
  channel->first = channel->last = NULL;
  channel->is_woken = 0;
  pthread_mutex_unlock(&channel->mutex);
  return messages;
}

// Reads a timeout: None is -1, and a time in the past 0. Returns false with an exception set if it is no number.
static int read_timeout(PyObject *timeout, double *seconds) {
  *seconds = -1;
  if (timeout == Py_None) return 1;
  *seconds = PyFloat_AsDouble(timeout);
  if (*seconds == -1 && PyErr_Occurred()) return 0;
  // A year is longer than any program runs, and fits into a time_t.
  *seconds = *seconds > 0 ? fmin(*seconds, 365 * 86400.0) : 0;
  return 1;
}

PyObject *lanes_py_wait(PyObject *self, PyObject *args) {
  int number;
  PyObject *timeout = Py_None;
  double seconds;
  if (!PyArg_ParseTuple(args, "i|O", &number, &timeout) || !read_timeout(timeout, &seconds)) return NULL;
  Channel *channel = channel_of(number);
  if (!channel) return PyErr_Format(PyExc_ValueError, "no channel %d", number);
  Message *messages;
  Py_BEGIN_ALLOW_THREADS
  lanes_trace(LANES_WAIT, number);
  messages = take_messages(channel, seconds);
  lanes_trace(LANES_WOKEN, number);
  Py_END_ALLOW_THREADS
  PyObject *list = PyList_New(0);
  while (messages) {
    Message *message = messages;
    messages = message->next;
    if (list) {
      PyObject *item = Py_BuildValue("(iiy#)", message->tag, message->status, message->data, (Py_ssize_t)message->length);
      if (!item || PyList_Append(list, item)) Py_CLEAR(list);
      Py_XDECREF(item);
    }
    free(message);
  }
  return list;
}

PyObject *lanes_py_wake(PyObject *self, PyObject *arg) {
  int number = PyLong_AsInt(arg);
  if (number == -1 && PyErr_Occurred()) return NULL;
  Channel *channel = channel_of(number);
  if (!channel) return PyErr_Format(PyExc_ValueError, "no channel %d", number);
  pthread_mutex_lock(&channel->mutex);
  channel->is_woken = 1;
  pthread_cond_signal(&channel->changed);
  pthread_mutex_unlock(&channel->mutex);
  Py_RETURN_NONE;
}
