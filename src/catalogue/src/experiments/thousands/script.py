# dependencies = ["aiohttp"]
"""Thousands of requests: how many at once are worth it, and what does each cost?"""

import asyncio
import os
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from multiprocessing.connection import Connection
from pathlib import Path

import aiohttp

from prelude.connections import connections
from prelude.scaled import scaled
from prelude.server import server
from prelude.spawn import SPAWN
from prelude.sweep import sweep

REQUESTS = 2_000  # lanes:requests
LATENCY_MS = 100  # lanes:latency
# Maximum requests in flight. Each needs a connection.
LIMIT = 500  # lanes:limit
REPEATS = 3  # lanes:repeats
STRATEGIES = ["asyncio"]  # lanes:strategies


def main() -> None:
    count = scaled("requests", REQUESTS, SHARE)
    most = connections(min(LIMIT, count))
    with server(respond, LATENCY_MS) as address:

        @contextmanager
        def at_once(limit: int) -> Iterator[Mapping[str, Callable[[], object]]]:
            yield {"asyncio": lambda: asyncio.run(get_all(address, count, limit))}

        measured = sweep(at_once, "at once", limits(most, count), STRATEGIES, REPEATS)
    # The page shows its own measurements, and could not start so many threads.
    if measured:
        show_what_waiting_costs()


async def get_all(address: str, count: int, limit: int) -> list[dict[str, str]]:
    # The connector sets the limit: further requests wait for a connection.
    async with aiohttp.ClientSession(
        address,
        connector=aiohttp.TCPConnector(limit=limit),
        timeout=aiohttp.ClientTimeout(total=None, sock_read=TIMEOUT_MS / 1000),
        raise_for_status=True,
    ) as session:

        async def task(number: int) -> dict[str, str]:
            async with session.get(f"/records/{number}") as response:
                return await response.json()

        return await asyncio.gather(*(task(number) for number in range(count)))


# CPython makes a quarter of the page's requests. With SHARE = 1 it makes all.
SHARE = 4
# Maximum time to wait for a response.
TIMEOUT_MS = 30_000  # lanes:timeout


def limits(most: int, count: int) -> list[int]:
    """Returns the limits to try, without those whose runs would take more than 2 s."""
    steps = (1, 10, 50, 100, 200, 500, 1_000, 2_000, 5_000)
    fewer = (step for step in steps if step < most)
    return [step for step in fewer if count * LATENCY_MS / step <= 2_000] + [most]


# asyncio is not faster than threads here. Its tasks need less memory, start sooner and
# can be cancelled.
def show_what_waiting_costs() -> None:
    print(f"\n{'waiting':>8}{'threads start':>16}{'memory':>12}", end="")
    print(f"{'tasks start':>16}{'memory':>12}")
    for number in (100, 1_000, 2_000, 5_000):
        print(f"{number:>8,}", end="", flush=True)
        for start in (start_threads, start_tasks):
            print(in_new_process(start, number), end="", flush=True)
        print()


def start_threads(number: int, report: Connection) -> None:
    """Reports how long it takes to start threads that wait, and their memory in MiB."""
    before, started = resident_mib(), time.perf_counter()
    release = threading.Event()
    threads = [
        threading.Thread(target=release.wait, daemon=True) for _ in range(number)
    ]
    try:
        for thread in threads:
            thread.start()
        report.send((time.perf_counter() - started, resident_mib() - before))
    except RuntimeError:
        # The system does not allow so many.
        report.close()
    # A waiting thread cannot be cancelled: the event it waits for has to happen.
    release.set()


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


def start_tasks(number: int, report: Connection) -> None:
    asyncio.run(create_tasks(number, report))


def in_new_process(function: Callable[[int, Connection], None], number: int) -> str:
    """Describes what a function reports that runs in a process of its own."""
    ours, theirs = SPAWN.Pipe()
    process = SPAWN.Process(target=function, args=(number, theirs))
    process.start()
    theirs.close()
    try:
        spent, mib = ours.recv()
        return f"{spent * 1000:>13,.1f} ms{mib:>8,.1f} MiB"
    except EOFError:
        return f"{'too many for this system':>28}"
    finally:
        process.join()
        ours.close()


def resident_mib() -> float:
    """Returns the memory of this process, or NaN on systems without /proc."""
    try:
        pages = int(Path("/proc/self/statm").read_text().split()[1])
        return pages * os.sysconf("SC_PAGE_SIZE") / 2**20
    except OSError:
        return float("nan")


def respond(path: str) -> dict[str, object]:
    return {"path": path}
