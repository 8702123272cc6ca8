# /// script
# requires-python = ">=3.11"
# dependencies = ["aiohttp"]
# ///
"""Thousands of requests: how many at once are worth it, and what does each cost?

asyncio is not faster than threads at this. What waits on an event loop takes less
memory and is there sooner, and it can be cancelled.

Save it as a file and run it with `uv run`, or with CPython 3.11 or later and `pip
install aiohttp`.
"""

import asyncio
import contextlib
import json
import multiprocessing
import os
import sys
import threading
import time

import aiohttp

REQUESTS = 2_000  # lanes:requests
LATENCY_MS = 100  # lanes:latency
# The most requests at once. Each is a connection: many systems allow a process about a
# thousand open files.
LIMIT = 500  # lanes:limit

# Empty for a local server that answers after LATENCY_MS; or the address of one that you
# may ask this often.
BASE_URL = ""

# New processes start from nothing, as they do on Windows and macOS: forking one that
# has threads is not safe.
SPAWN = multiprocessing.get_context("spawn")


async def get_all(address, limit):
    # The connector is the limit: a request beyond it waits for a connection.
    connector = aiohttp.TCPConnector(limit=limit)
    async with aiohttp.ClientSession(connector=connector) as session:

        async def task(number):
            async with session.get(
                f"{address}/records/{number}", raise_for_status=True
            ) as response:
                return await response.json()

        return await asyncio.gather(*(task(number) for number in range(REQUESTS)))


def resident_mib():
    """The memory of this process; not a number where the system has no /proc."""
    try:
        with open("/proc/self/statm") as file:
            return int(file.read().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 2**20
    except OSError:
        return float("nan")


def start_threads(number, report):
    """Reports how long it takes to have so many threads that wait, and the memory."""
    before, started = resident_mib(), time.perf_counter()
    release = threading.Event()
    threads = [
        threading.Thread(target=release.wait, daemon=True) for _ in range(number)
    ]
    for thread in threads:
        thread.start()
    report.send((time.perf_counter() - started, resident_mib() - before))
    # Nothing outside can end a thread that waits: what it waits for has to come.
    release.set()
    for thread in threads:
        thread.join()


async def create_tasks(number, report):
    """Reports the same of tasks."""
    before, started = resident_mib(), time.perf_counter()
    release = asyncio.Event()
    tasks = [asyncio.create_task(release.wait()) for _ in range(number)]
    # Now each runs until it waits.
    await asyncio.sleep(0)
    report.send((time.perf_counter() - started, resident_mib() - before))
    # A task that waits can be cancelled.
    for task in tasks:
        task.cancel()
    await asyncio.wait(tasks)


def start_tasks(number, report):
    asyncio.run(create_tasks(number, report))


def in_new_process(function, number):
    """What a function reports that has a process, and its memory, to itself."""
    ours, theirs = SPAWN.Pipe()
    process = SPAWN.Process(target=function, args=(number, theirs))
    process.start()
    theirs.close()
    try:
        return ours.recv()
    except EOFError:
        sys.exit(f"This system does not allow {number:,} threads.")
    finally:
        process.join()


def show_what_waiting_costs():
    print(f"\n{'waiting':>8}{'threads start':>16}{'memory':>12}", end="")
    print(f"{'tasks start':>16}{'memory':>12}")
    for number in (100, 1_000, 2_000, 5_000):
        print(f"{number:>8,}", end="")
        for start in (start_threads, start_tasks):
            spent, mib = in_new_process(start, number)
            print(f"{spent * 1000:>13,.1f} ms{mib:>8,.1f} MiB", end="", flush=True)
        print()


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


def main():
    limits = [
        limit
        for limit in (1, 10, 50, 100, 200, 500, 1_000, 2_000, 5_000)
        if limit < LIMIT
    ] + [LIMIT]
    with server() as address:
        print(f"{'at once':>8}{'time':>12}{'requests per second':>21}")
        for limit in limits:
            if REQUESTS * LATENCY_MS / limit > 20_000:
                print(f"{limit:>8,}{'':>12}  left out: more than 20 s")
                continue
            started = time.perf_counter()
            answers = asyncio.run(get_all(address, limit))
            spent = time.perf_counter() - started
            assert [answer["path"] for answer in answers] == [
                f"/records/{n}" for n in range(REQUESTS)
            ]
            print(f"{limit:>8,}{spent:>10.2f} s{REQUESTS / spent:>21,.0f}")
    show_what_waiting_costs()


if __name__ == "__main__":
    main()
