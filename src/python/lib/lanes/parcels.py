"""Things of several kinds, pickled as they are for a process: which ones can be sent, and which cannot."""

import threading
from fnmatch import fnmatch

from lanes import failure


def attempt_all() -> list[dict]:
    """Pickles something of each kind. Returns the exception for what cannot be pickled."""
    count = 0

    def closure() -> int:
        return count

    things = {
        "data": [1, b"bytes"],
        "named-task": (fnmatch, "name", "*"),
        "closure": closure,
        "generator": (number for number in range(3)),
        "lock": threading.Lock(),
    }
    return [{"parcel": name, "refused": _refusal(thing)} for name, thing in things.items()]


def _refusal(thing) -> str | None:
    from multiprocessing.reduction import ForkingPickler

    try:
        ForkingPickler.dumps(thing)
    except Exception as error:  # the type depends on the thing, and on the version of Python
        return failure.summary(error)
    return None
