# /// script
# requires-python = ">=3.11"
# dependencies = ["httpx"]
# ///
"""Users of an API: each takes two requests in a row, and the users wait side by side.

Save it as a file and run it with `uv run`, or with CPython 3.11 or later and `pip
install httpx`.
"""

import asyncio
import contextlib
import json
import multiprocessing
import os
import statistics
import sys
import time
from concurrent.futures import ThreadPoolExecutor

import httpx

USERS = 20  # lanes:users
LATENCY_MS = 100  # lanes:latency
# Users asked for at once.
LIMIT = 10  # lanes:limit
REPEATS = 3  # lanes:repeats
STRATEGIES = ["sequential", "asyncio", "threads"]  # lanes:strategies

# Empty for a local server that answers after LATENCY_MS; or the address of one that you
# may ask this often.
BASE_URL = ""

# New processes start from nothing, as they do on Windows and macOS: forking one that
# has threads is not safe.
SPAWN = multiprocessing.get_context("spawn")


def user_and_posts(client, number):
    user = client.get(f"/users/{number}").raise_for_status().json()
    posts = client.get(f"{user['path']}/posts").raise_for_status().json()
    return user, posts


def one_by_one(address):
    with httpx.Client(base_url=address) as client:
        return [user_and_posts(client, number) for number in range(USERS)]


def in_threads(address):
    limits = httpx.Limits(max_connections=None)
    with (
        httpx.Client(base_url=address, limits=limits) as client,
        ThreadPoolExecutor(LIMIT) as threads,
    ):
        return list(
            threads.map(lambda number: user_and_posts(client, number), range(USERS))
        )


async def gather(address):
    semaphore = asyncio.Semaphore(LIMIT)
    limits = httpx.Limits(max_connections=None)
    async with httpx.AsyncClient(base_url=address, limits=limits) as client:

        async def task(number):
            async with semaphore:
                user = (await client.get(f"/users/{number}")).raise_for_status().json()
                posts = (
                    (await client.get(f"{user['path']}/posts"))
                    .raise_for_status()
                    .json()
                )
                return user, posts

        return await asyncio.gather(*(task(number) for number in range(USERS)))


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
    with server() as address:
        runs = {
            "sequential": lambda: one_by_one(address),
            "asyncio": lambda: asyncio.run(gather(address)),
            "threads": lambda: in_threads(address),
        }
        measure({name: runs[name] for name in STRATEGIES if name in runs})


if __name__ == "__main__":
    main()
