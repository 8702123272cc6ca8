"""Calls to the host worker.

A call is a request with a number of its own. The answer comes back on the channel of the thread that waits for it,
which releases the GIL meanwhile. `js/calls.js` has the same numbers.
"""

import _thread
import itertools
import json
import os
import struct

import _lanes

(
    FETCH,
    SEND,
    RECEIVE,
    WAIT,
    OPEN,
    CLOSE,
    SEMAPHORE_NEW,
    SEMAPHORE_ACQUIRE,
    SEMAPHORE_RELEASE,
    SEMAPHORE_VALUE,
    SPAWN,
    KILL,
    WAIT_PID,
    CANCEL,
    READY,
    POLL,
    REPORT,
    EXIT,
) = range(1, 19)

# Statuses below zero: the call failed.
CANCELLED = -2
NO_SUCH_PROCESS = -10
LIMIT_REACHED = -11

_free_channels: list[int] = []
_tags = itertools.count(1)
_handles = itertools.count(1)
_local = _thread._local()


class Channel:
    """Channel of the C module, which is used again after its owner is gone. There are 4,096."""

    def __init__(self):
        # Not looked at before: another thread may take the last one in between.
        try:
            self.number = _free_channels.pop()
        except IndexError:
            self.number = _lanes.channel()

    def __del__(self, give_back=_free_channels.append):
        give_back(self.number)


def _channel() -> int:
    try:
        return _local.channel.number
    except AttributeError:
        _local.channel = Channel()
        return _local.channel.number


def new_handle() -> int:
    """Returns a number for a pipe or a semaphore that no other process uses."""
    return os.getpid() << 16 | next(_handles) & 0xFFFF


def post(operation: int, a: int = 0, b: int = 0, data=b"") -> None:
    """Sends a request that has no answer."""
    _lanes.submit(0, 0, operation, a, b, data)


def report(**fields) -> None:
    """Sends a report about a command to the host."""
    post(REPORT, data=json.dumps(fields).encode())


def call(operation: int, a: int = 0, b: int = 0, data=b"", timeout=None) -> tuple[int, bytes]:
    """Sends a request and waits for its status and data. The status is CANCELLED if the time runs out first."""
    channel, tag = _channel(), next(_tags) & 0x7FFFFFFF
    _lanes.submit(channel, tag, operation, a, b, data)
    answers = _lanes.wait(channel, timeout)
    if not answers:
        post(CANCEL, channel, tag)
        # The host answers each request exactly once. The answer may have been on its way already.
        while not answers:
            answers = _lanes.wait(channel)
    _, status, data = answers[0]
    return status, data


def pack_numbers(numbers) -> bytes:
    """Encodes numbers as 32-bit integers."""
    return struct.pack(f"<{len(numbers)}i", *numbers)


def unpack_numbers(data: bytes) -> tuple[int, ...]:
    """Decodes 32-bit integers."""
    return struct.unpack(f"<{len(data) // 4}i", data)
