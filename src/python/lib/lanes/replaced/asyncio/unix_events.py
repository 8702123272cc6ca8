"""asyncio's event loop, which waits for the host instead of for sockets."""

import itertools
import selectors

import _lanes

from lanes import host

from . import events, selector_events

__all__ = ("DefaultEventLoopPolicy", "EventLoop", "SelectorEventLoop")


class _Selector(selectors.BaseSelector):
    """Selector with one channel, on which all answers for the loop arrive."""

    def __init__(self):
        self._channel = host.Channel()
        self.channel = self._channel.number

    def register(self, fileobj, events, data=None):
        raise NotImplementedError("a browser has no sockets")

    unregister = register

    def get_map(self):
        return {}

    def close(self):
        pass

    def select(self, timeout=None):
        return _lanes.wait(self.channel, timeout)


class SelectorEventLoop(selector_events.BaseSelectorEventLoop):
    """Event loop of CPython on the selector above."""

    def __init__(self, selector=None):
        self._requests = {}
        self._tags = itertools.count(1)
        super().__init__(_Selector())

    def _make_self_pipe(self):
        pass

    def _close_self_pipe(self):
        pass

    def _write_to_self(self):
        _lanes.wake(self._selector.channel)

    def _process_events(self, answers):
        for tag, status, data in answers:
            future = self._requests.pop(tag, None)
            if future is not None and not future.done():
                future.set_result((status, data))

    def call_host(self, operation: int, data: bytes):
        """Sends a request to the host. Returns a future of its status and data, which can be cancelled."""
        future, tag = self.create_future(), next(self._tags)
        channel = self._selector.channel
        self._requests[tag] = future
        future.add_done_callback(lambda done: done.cancelled() and host.post(host.CANCEL, channel, tag))
        _lanes.submit(channel, tag, operation, 0, 0, data)
        return future

    def add_signal_handler(self, sig, callback, *args):
        raise NotImplementedError("a browser has no signals")

    def remove_signal_handler(self, sig):
        return False


class DefaultEventLoopPolicy(events.BaseDefaultEventLoopPolicy):
    """Policy that makes the loop above."""

    _loop_factory = SelectorEventLoop


EventLoop = SelectorEventLoop
