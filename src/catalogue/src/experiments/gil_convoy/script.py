"""The convoy: while other threads compute, each answer waits for the GIL."""

import socket
import statistics
import sys
import threading
import time
from collections.abc import Sequence
from multiprocessing.connection import Connection

from prelude.interpreter import interpreter
from prelude.spawn import SPAWN

# Threads that compute while another one answers requests.
COMPUTING = 1  # lanes:cpu
# Switch intervals in microseconds: how long a thread waits for the GIL before it asks
# the one that holds it to release it. The script measures those between two limits.
INTERVALS_US = (50, 200, 1_000, 5_000, 20_000, 50_000, 100_000)
SHORTEST_US = 1_000  # lanes:shortest
LONGEST_US = 50_000  # lanes:longest
# Each interval is measured in several windows, in turn with the others. A window lasts
# DURATION_MS, or until LEAST_ANSWERS came, but at most ten times as long.
WINDOWS = 5  # lanes:repeats
DURATION_MS = 250  # lanes:duration
LEAST_ANSWERS = 10
# How long the client pauses between an answer and its next request.
PAUSE_US = 50  # lanes:pause

# Answers per second, and the median and 99th percentile of the latency in ms.
Measured = tuple[float, float, float]


def echo(connection: socket.socket) -> None:
    """Answers on a thread of this process, which needs the GIL for each answer."""
    while data := connection.recv(64):
        connection.sendall(data)


def compute(stopped: threading.Event) -> None:
    number = 0
    while not stopped.is_set():
        for _ in range(1_000):
            number = (number * 1_103_515_245 + 12_345) % 2**31


def window(client: Connection) -> Measured:
    """Has the client measure one window while threads compute."""
    stopped = threading.Event()
    threads = [
        threading.Thread(target=compute, args=(stopped,)) for _ in range(COMPUTING)
    ]
    for thread in threads:
        thread.start()
    client.send(True)
    measured = client.recv()
    stopped.set()
    for thread in threads:
        thread.join()
    return measured


def ask(port: int, pipe: Connection) -> None:
    """Runs the client, in a separate process: it shares no GIL with the server."""
    with socket.create_connection(("127.0.0.1", port)) as connection:
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        while pipe.recv():
            pipe.send(ask_until(connection, DURATION_MS / 1_000))


def ask_until(connection: socket.socket, duration: float) -> Measured:
    """Sends requests for that many seconds, and measures the answers."""
    latencies = []
    began = time.perf_counter()
    while True:
        sent = time.perf_counter()
        connection.sendall(b"ping")
        connection.recv(64)
        came = time.perf_counter()
        latencies.append((came - sent) * 1_000)
        over = came - began
        enough = over >= duration and len(latencies) >= LEAST_ANSWERS
        if enough or over >= 10 * duration:
            break
        time.sleep(PAUSE_US / 1_000_000)
    latencies.sort()
    ninety_ninth = latencies[min(len(latencies) * 99 // 100, len(latencies) - 1)]
    return len(latencies) / over, statistics.median(latencies), ninety_ninth


def main() -> None:
    print(f"{interpreter()}, threads that compute: {COMPUTING}")
    intervals = [it for it in INTERVALS_US if SHORTEST_US <= it <= LONGEST_US]
    client, pipe = SPAWN.Pipe()
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
        process = SPAWN.Process(target=ask, args=(port, pipe))
        process.start()
        connection, _ = listener.accept()
    connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    server = threading.Thread(target=echo, args=(connection,))
    server.start()
    windows = measure_in_turn(client, intervals or [SHORTEST_US])
    client.send(False)
    process.join()
    server.join()
    connection.close()
    print(f"Median of {WINDOWS} windows (smallest to largest):")
    for interval, measured in windows.items():
        rates, medians, ninety_ninths = zip(*measured, strict=True)
        print(f"{interval:,} us: {spread(rates, 0)} requests per second")
        print(f"  p50 {spread(medians, 2)} ms, p99 {spread(ninety_ninths, 2)} ms")


def measure_in_turn(
    client: Connection, intervals: Sequence[int]
) -> dict[int, list[Measured]]:
    windows: dict[int, list[Measured]] = {interval: [] for interval in intervals}
    print("window   interval   answers/s        p50        p99", flush=True)
    for number in range(WINDOWS + 1):
        for interval, measured in windows.items():
            sys.setswitchinterval(interval / 1_000_000)
            rate, median, ninety_ninth = window(client)
            # The first round is a warm-up.
            name = number or "warm-up"
            print(
                f"{name:<8}{f'{interval:,} us':>11}{rate:>12,.0f}"
                f"{median:>8,.2f} ms{ninety_ninth:>8,.2f} ms",
                flush=True,
            )
            if number:
                measured.append((rate, median, ninety_ninth))
    return windows


def spread(values: Sequence[float], digits: int) -> str:
    """Returns the median, with the smallest and the largest."""
    middle, low, high = statistics.median(values), min(values), max(values)
    return f"{middle:,.{digits}f} ({low:,.{digits}f} to {high:,.{digits}f})"
