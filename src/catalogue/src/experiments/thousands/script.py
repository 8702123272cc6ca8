# dependencies = ["aiohttp"]
"""Thousands of requests: how many at once are worth it, and what does each cost?

asyncio is not faster than threads here. Its tasks need less memory, start sooner and
can be cancelled.
"""

import asyncio
import os
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from multiprocessing.connection import Connection
from pathlib import Path

import aiohttp

from prelude.server import server
from prelude.spawn import SPAWN
from prelude.sweep import sweep

REQUESTS = 2_000  # lanes:requests
LATENCY_MS = 100  # lanes:latency
# Maximum requests in flight. Each needs a connection, and many systems allow a process
# about a thousand open files.
LIMIT = 500  # lanes:limit
REPEATS = 3  # lanes:repeats
STRATEGIES = ["asyncio"]  # lanes:strategies

# An event loop in Python has much more work with each request than a compiled one, so
# this script makes a quarter of the page's requests. With SHARE = 1 it makes all.
SHARE = 4
COUNT = max(1, REQUESTS // SHARE)

# Leave this empty to start a local server that answers after LATENCY_MS, or name a
# server that allows this many requests.
BASE_URL = ""


async def get_all(address: str, limit: int) -> list[dict[str, str]]:
    # The connector sets the limit: further requests wait for a connection.
    connector = aiohttp.TCPConnector(limit=limit)
    async with aiohttp.ClientSession(
        address, connector=connector, raise_for_status=True
    ) as session:

        async def task(number: int) -> dict[str, str]:
            async with session.get(f"/records/{number}") as response:
                return await response.json()

        return await asyncio.gather(*(task(number) for number in range(COUNT)))


def start_threads(number: int, report: Connection) -> None:
    """Reports how long it takes to start threads that wait, and their memory in MiB."""
    before, started = resident_mib(), time.perf_counter()
    release = threading.Event()
    threads = [
        threading.Thread(target=release.wait, daemon=True) for _ in range(number)
    ]
    for thread in threads:
        thread.start()
    report.send((time.perf_counter() - started, resident_mib() - before))
    # A waiting thread cannot be cancelled: the event it waits for has to happen.
    release.set()
    for thread in threads:
        thread.join()


async def create_tasks(number: int, report: Connection) -> None:
    """Reports how long it takes to start tasks that wait, and their memory in MiB."""
    before, started = resident_mib(), time.perf_counter()
    release = asyncio.Event()
    tasks = [asyncio.create_task(release.wait()) for _ in range(number)]
    # Lets each task run until it waits.
    await asyncio.sleep(0)
    report.send((time.perf_counter() - started, resident_mib() - before))
    # A waiting task can be cancelled.
    for task in tasks:
        task.cancel()
    await asyncio.wait(tasks)


def limits() -> list[int]:
    """Returns the limits to try, without those that would take more than 20 s."""
    most = min(LIMIT, COUNT)
    steps = (1, 10, 50, 100, 200, 500, 1_000, 2_000, 5_000)
    fewer = (step for step in steps if step < most)
    return [step for step in fewer if COUNT * LATENCY_MS / step <= 20_000] + [most]


def main() -> None:
    with server(respond, LATENCY_MS, BASE_URL) as address:

        @contextmanager
        def at_once(limit: int) -> Iterator[Mapping[str, Callable[[], object]]]:
            yield {"asyncio": lambda: asyncio.run(get_all(address, limit))}

        measured = sweep(at_once, "at once", limits(), STRATEGIES, REPEATS)
    # The page shows its own measurements, and could not start so many threads.
    if measured:
        show_what_waiting_costs()


def show_what_waiting_costs() -> None:
    print(f"\n{'waiting':>8}{'threads start':>16}{'memory':>12}", end="")
    print(f"{'tasks start':>16}{'memory':>12}")
    for number in (100, 1_000, 2_000, 5_000):
        print(f"{number:>8,}", end="")
        for start in (start_threads, start_tasks):
            spent, mib = in_new_process(start, number)
            print(f"{spent * 1000:>13,.1f} ms{mib:>8,.1f} MiB", end="", flush=True)
        print()


def start_tasks(number: int, report: Connection) -> None:
    asyncio.run(create_tasks(number, report))


def in_new_process(
    function: Callable[[int, Connection], None], number: int
) -> tuple[float, float]:
    """Returns what a function reports that runs in a process of its own."""
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


def resident_mib() -> float:
    """Returns the memory of this process, or NaN on systems without /proc."""
    try:
        pages = int(Path("/proc/self/statm").read_text().split()[1])
        return pages * os.sysconf("SC_PAGE_SIZE") / 2**20
    except OSError:
        return float("nan")


def respond(path: str) -> dict[str, object]:
    return {"path": path}
