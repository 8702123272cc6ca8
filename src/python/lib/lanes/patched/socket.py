"""`socket`: connections fail with a reason. Emscripten's would seem to succeed, and then carry nothing."""

import errno


def apply(module) -> None:
    """Replaces the methods that a program connects or is reached by."""

    def refuse(*args, **keywords):
        raise OSError(errno.EOPNOTSUPP, "a browser has no sockets")

    for name in ("bind", "connect", "connect_ex", "listen", "sendto"):
        setattr(module.socket, name, refuse)
