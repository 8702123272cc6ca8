# /// script
# requires-python = ">=3.11"
# dependencies = ["aiohttp", "httpx"]
# ///
"""Users of an API: one request for each, and at most LIMIT of them at once.

Save it as a file and run it with `uv run`, or with CPython 3.11 or later and `pip
install aiohttp httpx`.
"""

import asyncio
import contextlib
import json
import multiprocessing
import os
import statistics
import sys
import time
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor

import aiohttp
import httpx

USERS = 100  # lanes:users
LATENCY_MS = 8  # lanes:latency
# Requests of asyncio under way at once; threads and processes make one each.
LIMIT = 20  # lanes:limit
WORKERS = 20  # lanes:workers
REPEATS = 3  # lanes:repeats
# Strategy "threads" is a ThreadPoolExecutor. Under ordinary CPython its threads share
# the GIL, which the page calls threads-gil. For what the page calls threads, run this
# script with a free-threaded build: python3.14t.
STRATEGIES = ["sequential", "asyncio", "threads", "processes"]  # lanes:strategies

# Empty for a local server that answers after LATENCY_MS; or the address of one that you
# may ask this often.
BASE_URL = ""

# New processes start from nothing, as they do on Windows and macOS: forking one that
# has threads is not safe.
SPAWN = multiprocessing.get_context("spawn")

# It keeps its connections, and threads may share it. Every process makes its own as it
# starts.
CLIENT = httpx.Client(limits=httpx.Limits(max_connections=None))


def get_user(url):
    user = CLIENT.get(url).raise_for_status().json()
    return user["name"], user["email"]


async def gather(urls):
    # Not httpx here: with twenty connections its own work takes 3 ms a request (httpx
    # 0.28 on CPython 3.11), and that hides what asyncio gains.
    semaphore = asyncio.Semaphore(LIMIT)
    connector = aiohttp.TCPConnector(limit=0)
    async with aiohttp.ClientSession(connector=connector) as session:

        async def task(url):
            async with (
                semaphore,
                session.get(url, raise_for_status=True) as response,
            ):
                user = await response.json()
                return user["name"], user["email"]

        return await asyncio.gather(*(task(url) for url in urls))


async def answer(reader, writer):
    """Answers each request of a connection with a user, after LATENCY_MS."""
    with contextlib.suppress(asyncio.IncompleteReadError, ConnectionError):
        while True:
            request = await reader.readuntil(b"\r\n\r\n")
            await asyncio.sleep(LATENCY_MS / 1000)
            number = request.split()[1].decode().rpartition("/")[2]
            user = {"name": f"User {number}", "email": f"user{number}@example.org"}
            body = json.dumps(user).encode()
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
    with (
        server() as address,
        ThreadPoolExecutor(WORKERS) as threads,
        ProcessPoolExecutor(WORKERS, mp_context=SPAWN) as processes,
    ):
        urls = [f"{address}/users/{number}" for number in range(USERS)]
        runs = {
            "sequential": lambda: [get_user(url) for url in urls],
            "asyncio": lambda: asyncio.run(gather(urls)),
            "threads": lambda: list(threads.map(get_user, urls)),
            "processes": lambda: list(processes.map(get_user, urls)),
        }
        measure({name: runs[name] for name in STRATEGIES})


if __name__ == "__main__":
    main()
