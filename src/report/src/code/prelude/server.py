"""A local server for scripts that make requests."""

import asyncio
import contextlib
import json
import random
import sys
from collections.abc import Callable, Iterator
from multiprocessing.connection import Connection

from prelude.connections import open_files
from prelude.spawn import SPAWN

# Leave this empty to start a local server, or name a server that allows this many
# requests.
BASE_URL = ""
# Maximum random delay of a response, and its seed.
JITTER_MS = 0  # lanes:jitter
JITTER_SEED = 1  # lanes:seed
# Minimum size of a response.
RESPONSE_BYTES = 1_000  # lanes:bytes

Respond = Callable[[str], dict[str, object] | str | bytes]


def encode(content: dict[str, object] | str | bytes) -> bytes:
    """Returns an HTTP response: a dict becomes JSON, and a string a page."""
    if isinstance(content, dict):
        kind, body = "application/json", json.dumps(content).encode()
    elif isinstance(content, str):
        kind, body = "text/html; charset=utf-8", content.encode()
    else:
        kind, body = "application/octet-stream", content
    # Spaces at the end change neither JSON nor a page.
    body = body.ljust(RESPONSE_BYTES)
    head = f"HTTP/1.1 200 OK\r\nContent-Type: {kind}\r\nContent-Length: {len(body)}"
    return f"{head}\r\n\r\n".encode() + body


def seconds_until_response(path: str, latency_ms: float) -> float:
    """Returns a time that depends on the path alone: all strategies wait equally."""
    jitter = JITTER_MS * random.Random(f"{JITTER_SEED} {path}").random()
    return (latency_ms + jitter) / 1000


async def serve(respond: Respond, latency_ms: float, address: Connection) -> None:
    """Answers each request after the latency, and sends the server's address first."""

    async def answer(
        reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        with contextlib.suppress(asyncio.IncompleteReadError, ConnectionError):
            while True:
                request = await reader.readuntil(b"\r\n\r\n")
                path = request.split()[1].decode()
                await asyncio.sleep(seconds_until_response(path, latency_ms))
                writer.write(encode(respond(path)))
                await writer.drain()
        writer.close()

    open_files()
    server = await asyncio.start_server(answer, "127.0.0.1", 0, backlog=4096)
    host, port = server.sockets[0].getsockname()
    address.send(f"http://{host}:{port}")
    await server.serve_forever()


def run_server(respond: Respond, latency_ms: float, address: Connection) -> None:
    asyncio.run(serve(respond, latency_ms, address))


@contextlib.contextmanager
def server(respond: Respond, latency_ms: float) -> Iterator[str]:
    """Yields BASE_URL, or the address of a local server if that is empty.

    The server has a process, and so a GIL, of its own. It responds to a path with what
    `respond` returns, a function that the new process can import.
    """
    if BASE_URL:
        yield BASE_URL
        return
    ours, theirs = SPAWN.Pipe()
    arguments = (respond, latency_ms, theirs)
    process = SPAWN.Process(target=run_server, args=arguments, daemon=True)
    process.start()
    # Only the server has this end now, so receiving fails if it does not start.
    theirs.close()
    try:
        address = ours.recv() if ours.poll(30) else sys.exit("No local server in 30 s.")
    except EOFError:
        sys.exit("The local server did not start.")
    try:
        yield address
    finally:
        process.terminate()
        process.join()
        ours.close()
