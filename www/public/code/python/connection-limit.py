# /// script
# requires-python = ">=3.11"
# dependencies = ["aiohttp"]
# ///
"""The limit nobody set: with six connections to a host, the seventh request waits.

Save it as a file and run it with `uv run`, or with CPython 3.11 or later and `pip
install aiohttp`.
"""

import asyncio
import contextlib
import json
import multiprocessing
import os
import statistics
import sys
import time

import aiohttp

REQUESTS = 30  # lanes:requests
LATENCY_MS = 100  # lanes:latency
# As many as a browser opens to one host over HTTP/1.1.
CONNECTIONS = 6
REPEATS = 3  # lanes:repeats

# Empty for a local server that answers after LATENCY_MS; or the address of one that you
# may ask this often.
BASE_URL = ""

# New processes start from nothing, as they do on Windows and macOS: forking one that
# has threads is not safe.
SPAWN = multiprocessing.get_context("spawn")


async def gather(address, connections):
    """Asks for all at once, over that many connections; 0 means no limit."""
    connector = aiohttp.TCPConnector(limit=connections)
    async with aiohttp.ClientSession(connector=connector) as session:

        async def task(number):
            async with session.get(
                f"{address}/records/{number}", raise_for_status=True
            ) as response:
                return await response.json()

        return await asyncio.gather(*(task(number) for number in range(REQUESTS)))


async def answer(reader, writer):
    """Answers each request of a connection with its path, after LATENCY_MS."""
    with contextlib.suppress(asyncio.IncompleteReadError, ConnectionError):
        while True:
            request = await reader.readuntil(b"\r\n\r\n")
            await asyncio.sleep(LATENCY_MS / 1000)
            body = json.dumps({"path": request.split()[1].decode()}).encode()
            writer.write(b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n")
            writer.write(b"Content-Length: %d\r\n\r\n%b" % (len(body), body))
            await writer.drain()
    writer.close()


async def serve(address):
    server = await asyncio.start_server(answer, "127.0.0.1", 0, backlog=4096)
    host, port = server.sockets[0].getsockname()
    address.send(f"http://{host}:{port}")
    await server.serve_forever()


def run_server(address):
    asyncio.run(serve(address))


@contextlib.contextmanager
def server():
    """The address of BASE_URL, or of a local server in a process of its own."""
    if BASE_URL:
        yield BASE_URL
        return
    ours, theirs = SPAWN.Pipe()
    process = SPAWN.Process(target=run_server, args=(theirs,), daemon=True)
    process.start()
    try:
        yield ours.recv()
    finally:
        process.terminate()
        process.join()


def measure(runs):
    """Prints the median times of REPEATS rounds, after one to warm up."""
    answers = [run() for run in runs.values()]
    times = {name: [] for name in runs}
    for _ in range(REPEATS):
        for name, run in runs.items():
            started = time.perf_counter()
            answers.append(run())
            times[name].append(time.perf_counter() - started)
    medians = {name: statistics.median(spent) for name, spent in times.items()}
    first = next(iter(medians.values()))
    gil = getattr(sys, "_is_gil_enabled", lambda: True)()
    version, cores = sys.version.split()[0], os.cpu_count()
    print(f"Python {version}, {'a' if gil else 'no'} GIL, {cores} cores")
    print(f"{'strategy':<12}{'median':>12}{'speed-up':>10}")
    for name, median in medians.items():
        print(f"{name:<12}{median * 1000:>9,.1f} ms{first / median:>9.2f}x")
    if any(answer != answers[0] for answer in answers):
        sys.exit("The answers differ.")
    print("Every run gave the same answers.")


def main():
    at_least = -(-REQUESTS // CONNECTIONS) * LATENCY_MS
    print(
        f"{REQUESTS} requests over {CONNECTIONS} connections: {at_least:,} ms at least"
    )
    with server() as address:
        runs = {
            f"limit={CONNECTIONS}": lambda: asyncio.run(gather(address, CONNECTIONS)),
            "unlimited": lambda: asyncio.run(gather(address, 0)),
        }
        measure(runs)


if __name__ == "__main__":
    main()
