"""`multiprocessing.connection` over pipes that the host keeps."""

import io

import _lanes

from lanes import host


def apply(module) -> None:
    """Replaces the classes and functions that meet pipes and sockets. Challenges and timeouts stay CPython's."""

    class Connection(module._ConnectionBase):
        """End of a pipe. What is written may leave by another pipe than the one that is read."""

        def __init__(self, handle, readable=True, writable=True, out=None):
            super().__init__(handle, readable, writable)
            self._out = handle if out is None else out

        # Bound here because __del__ also runs when modules are gone.
        def _close(self, submit=_lanes.submit, operation=host.CLOSE):
            if self._writable:
                submit(0, 0, operation, self._out, 0)

        def _send_bytes(self, buffer):
            host.post(host.SEND, self._out, 0, buffer)

        def _recv_bytes(self, maxsize=None):
            status, data = host.call(host.RECEIVE, self._handle)
            if status:
                raise EOFError
            if maxsize is not None and len(data) > maxsize:
                return None
            return io.BytesIO(data)

        def _poll(self, timeout):
            return bool(wait([self], timeout))

    class Listener:
        """Address that other processes connect to. A connection is two new pipes."""

        def __init__(self, address=None, family=None, backlog=1, authkey=None):
            self._pipe = _open_pipe()
            self._authkey = authkey
            self.address = address or f"lanes-{self._pipe}"
            self.last_accepted = None

        def accept(self):
            status, data = host.call(host.RECEIVE, self._pipe)
            if status:
                raise OSError("the listener is closed")
            incoming, outgoing = host.unpack_numbers(data)
            connection = Connection(incoming, out=outgoing)
            if self._authkey is not None:
                module.deliver_challenge(connection, self._authkey)
                module.answer_challenge(connection, self._authkey)
            return connection

        def close(self):
            host.post(host.CLOSE, self._pipe)

        def __enter__(self):
            return self

        def __exit__(self, *exception):
            self.close()

    def connect(address, family=None, authkey=None):
        outgoing, incoming = _open_pipe(), _open_pipe()
        host.post(host.SEND, int(address.split("-")[1]), 0, host.pack_numbers([outgoing, incoming]))
        connection = Connection(incoming, out=outgoing)
        if authkey is not None:
            module.answer_challenge(connection, authkey)
            module.deliver_challenge(connection, authkey)
        return connection

    def make_pipe(duplex=True):
        first = _open_pipe()
        if not duplex:
            return Connection(first, writable=False), Connection(first, readable=False)
        second = _open_pipe()
        return Connection(first, out=second), Connection(second, out=first)

    def wait(object_list, timeout=None):
        objects = list(object_list)
        handles = [item if isinstance(item, int) else item.fileno() for item in objects]
        packed = host.pack_numbers(handles)
        if timeout is not None and timeout <= 0:
            status, data = host.call(host.POLL, data=packed)
        else:
            status, data = host.call(host.WAIT, data=packed, timeout=timeout)
        ready = set(host.unpack_numbers(data)) if status == 0 else ()
        return [item for item, handle in zip(objects, handles, strict=True) if handle in ready]

    def reduce(connection):
        # The copy closes the pipe once more.
        if connection._writable:
            host.post(host.OPEN, connection._out)
        parts = (connection._handle, connection.readable, connection.writable, connection._out)
        return Connection, parts

    Connection.__module__ = Listener.__module__ = module.__name__
    Connection.__qualname__ = "Connection"
    module.reduction.register(Connection, reduce)
    module.Connection, module.Listener, module.Client = Connection, Listener, connect
    module.Pipe, module.wait = make_pipe, wait


def _open_pipe() -> int:
    handle = host.new_handle()
    host.post(host.OPEN, handle)
    return handle
