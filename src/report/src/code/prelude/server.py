"""A local server for scripts that make requests."""

import asyncio
import contextlib
import json
import sys
from collections.abc import Callable, Iterator
from multiprocessing.connection import Connection

from prelude.spawn import SPAWN

Respond = Callable[[str], dict[str, object] | str | bytes]


def encode(content: dict[str, object] | str | bytes) -> bytes:
    """Returns an HTTP response: a dict becomes JSON, and a string a page."""
    if isinstance(content, dict):
        kind, body = "application/json", json.dumps(content).encode()
    elif isinstance(content, str):
        kind, body = "text/html; charset=utf-8", content.encode()
    else:
        kind, body = "application/octet-stream", content
    head = f"HTTP/1.1 200 OK\r\nContent-Type: {kind}\r\nContent-Length: {len(body)}"
    return f"{head}\r\n\r\n".encode() + body


async def serve(respond: Respond, latency_ms: float, address: Connection) -> None:
    """Answers each request after the latency, and sends the server's address first."""

    async def answer(
        reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        with contextlib.suppress(asyncio.IncompleteReadError, ConnectionError):
            while True:
                request = await reader.readuntil(b"\r\n\r\n")
                await asyncio.sleep(latency_ms / 1000)
                writer.write(encode(respond(request.split()[1].decode())))
                await writer.drain()
        writer.close()

    server = await asyncio.start_server(answer, "127.0.0.1", 0, backlog=4096)
    host, port = server.sockets[0].getsockname()
    address.send(f"http://{host}:{port}")
    await server.serve_forever()


def run_server(respond: Respond, latency_ms: float, address: Connection) -> None:
    asyncio.run(serve(respond, latency_ms, address))


@contextlib.contextmanager
def server(respond: Respond, latency_ms: float, base_url: str = "") -> Iterator[str]:
    """Yields the base URL, or the address of a local server if it is empty.

    The server has a process, and so a GIL, of its own. It responds to a path with what
    `respond` returns, a function that the new process can import.
    """
    if base_url:
        yield base_url
        return
    ours, theirs = SPAWN.Pipe()
    arguments = (respond, latency_ms, theirs)
    process = SPAWN.Process(target=run_server, args=arguments, daemon=True)
    process.start()
    # Only the server has this end now, so receiving fails if it does not start.
    theirs.close()
    try:
        address = ours.recv()
    except EOFError:
        sys.exit("The local server did not start.")
    try:
        yield address
    finally:
        process.terminate()
        process.join()
