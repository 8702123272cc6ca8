"""A server for scripts that make requests: the page's network, with what the script responds."""

import contextlib
import itertools
from collections.abc import Callable, Iterator

from lanes import network

_numbers = itertools.count(1)


@contextlib.contextmanager
def server(
    respond: Callable[[str], dict[str, object] | str | bytes], latency_ms: float, base_url: str = ""
) -> Iterator[str]:
    """Yields the base URL, or the address of a server on the page's network if it is empty.

    The network answers with as many bytes, after the latency. The thread that made the request then puts in what
    `respond` has returned for the path: a function that other processes can import.
    """
    if base_url:
        yield base_url
        return
    host = f"server{next(_numbers)}.example.com"
    network.servers[host] = respond, latency_ms
    try:
        yield f"http://{host}"
    finally:
        del network.servers[host]
