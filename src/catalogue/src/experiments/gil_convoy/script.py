"""The convoy: while other threads compute, each answer waits for the GIL."""

import statistics
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from multiprocessing.connection import Connection
from typing import NamedTuple

from prelude.observe import observe
from prelude.spawn import SPAWN

# Threads that compute while another one answers requests.
COMPUTING = 1  # lanes:cpu
# How long the client pauses between an answer and its next request.
PAUSE_US = 50  # lanes:pause
# A window lasts DURATION_MS, or until LEAST_ANSWERS came, but at most ten times as long.
DURATION_MS = 250  # lanes:duration
LEAST_ANSWERS = 10


def serve(requests: Connection) -> None:
    """Answers on a thread of this process, which needs the GIL for each answer."""
    while request := requests.recv_bytes():
        requests.send_bytes(request)


def compute(stopped: threading.Event) -> None:
    number = 0
    while not stopped.is_set():
        for _ in range(1_000):
            number = (number * 1_103_515_245 + 12_345) % 2**31


class Window(NamedTuple):
    """What the client saw: how many answers in how long, and how long they took."""

    answers: int
    over_ms: float
    median_ms: float
    p99_ms: float


def ask(server: Connection) -> Window:
    """Sends requests, each after the answer to the one before, and times them."""
    latencies_ms: list[float] = []
    began = time.perf_counter()
    while True:
        sent = time.perf_counter()
        server.send_bytes(b"ping")
        server.recv_bytes()
        came = time.perf_counter()
        latencies_ms.append((came - sent) * 1_000)
        over_ms = (came - began) * 1_000
        enough = over_ms >= DURATION_MS and len(latencies_ms) >= LEAST_ANSWERS
        if enough or over_ms >= 10 * DURATION_MS:
            break
        time.sleep(PAUSE_US / 1_000_000)
    server.send_bytes(b"")
    answers = len(latencies_ms)
    latencies_ms.sort()
    p99_ms = latencies_ms[min(answers * 99 // 100, answers - 1)]
    return Window(answers, over_ms, statistics.median(latencies_ms), p99_ms)


def run_client(server: Connection, orders: Connection) -> None:
    """Runs in a process of its own, which shares no GIL with the server."""
    while orders.recv():
        orders.send(ask(server))


# Switch intervals in microseconds: how long a thread waits for the GIL before it asks
# the one that holds it to release it. The script measures those between two limits.
INTERVALS_US = (50, 200, 1_000, 5_000, 20_000, 50_000, 100_000)
SHORTEST_US = 1_000  # lanes:shortest
LONGEST_US = 50_000  # lanes:longest
# Each interval is measured in several windows, in turn with the others.
WINDOWS = 5  # lanes:repeats


def main() -> None:
    requests, server = SPAWN.Pipe()
    orders, client = SPAWN.Pipe()
    process = SPAWN.Process(target=run_client, args=(server, client))
    process.start()
    # Only the client has these ends now, so receiving fails if it ends early.
    server.close()
    client.close()

    def window() -> Window:
        stopped = threading.Event()
        threads = [threading.Thread(target=serve, args=(requests,))]
        for _ in range(COMPUTING):
            threads.append(threading.Thread(target=compute, args=(stopped,)))
        for thread in threads:
            thread.start()
        orders.send(True)
        seen = orders.recv()
        stopped.set()
        for thread in threads:
            thread.join()
        return seen

    @contextmanager
    def at_interval(us: int) -> Iterator[Mapping[str, Callable[[], Window]]]:
        sys.setswitchinterval(us / 1_000_000)
        yield {"threads": lambda: window()}

    intervals = [us for us in INTERVALS_US if SHORTEST_US <= us <= LONGEST_US]
    print(f"Threads that compute: {COMPUTING}")
    columns: dict[str, Callable[[Window], float]] = {
        "answers/s": lambda seen: seen.answers / seen.over_ms * 1_000,
        "p50, ms": lambda seen: seen.median_ms,
        "p99, ms": lambda seen: seen.p99_ms,
    }
    observe(at_interval, "interval, us", intervals or [SHORTEST_US], WINDOWS, columns)
    orders.send(False)
    process.join()
