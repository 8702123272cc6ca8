"""Marks in the trace: numbers of 16 bits, three for the kind and thirteen for a task or a phase.

`js/marks.js` decodes them. A task from 8,192 on is preceded by a mark with its higher bits.
"""

from functools import wraps

import _lanes

BITS = 13
PAYLOAD = (1 << BITS) - 1

EXTEND, START, END, RESUME, SUSPEND, PHASE = (kind << BITS for kind in range(6))

(
    SERIALIZE_BEGINS,
    SERIALIZE_ENDS,
    DESERIALIZE_BEGINS,
    DESERIALIZE_ENDS,
    WAIT_BEGINS,
    WAIT_ENDS,
    IDLE_BEGINS,
    IDLE_ENDS,
    HELPS,
) = (PHASE | number for number in range(9))

mark = _lanes.mark


def mark_task(kind: int, task: int) -> None:
    """Marks that a task starts, ends, resumes or is suspended on this thread."""
    if task > PAYLOAD:
        mark(EXTEND | task >> BITS)
    mark(kind | task & PAYLOAD)


def around(function, begin: int, end: int):
    """Returns a function that marks the begin and the end of each call."""

    @wraps(function)
    def marked(*args, **keywords):
        mark(begin)
        try:
            return function(*args, **keywords)
        finally:
            mark(end)

    return marked
