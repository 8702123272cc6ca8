"""The convoy: beside threads that compute, each answer waits for the GIL.

Save it as a file and run it with CPython 3.11 or later; it needs nothing else.
"""

import multiprocessing
import socket
import sys
import threading
import time

# Threads that compute beside the one that answers.
COMPUTING = 1  # lanes:cpu
# How long a thread waits for the GIL before it asks the one that has it to let go:
# of these intervals, in microseconds, those from the shortest to the longest.
INTERVALS_US = (50, 200, 1_000, 5_000, 20_000, 50_000, 100_000)
SHORTEST_US = 50  # lanes:shortest
LONGEST_US = 100_000  # lanes:longest
# How long each is measured.
DURATION_MS = 1_000  # lanes:duration
SECONDS = DURATION_MS / 1_000

SPAWN = multiprocessing.get_context("spawn")


def echo(connection):
    while data := connection.recv(64):
        connection.sendall(data)


def compute(stopped):
    number = 0
    while not stopped.is_set():
        for _ in range(1_000):
            number = (number * 1_103_515_245 + 12_345) % 2**31


def ask(port, answered):
    """The client, in a process of its own: it asks again as soon as it was answered."""
    with socket.create_connection(("127.0.0.1", port)) as connection:
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        count = 0
        until = time.perf_counter() + SECONDS
        while time.perf_counter() < until:
            connection.sendall(b"ping")
            connection.recv(64)
            count += 1
    answered.send(count / SECONDS)


def requests_per_second(computing):
    ours, theirs = SPAWN.Pipe()
    with socket.create_server(("127.0.0.1", 0)) as listener:
        client = SPAWN.Process(target=ask, args=(listener.getsockname()[1], theirs))
        client.start()
        connection, _ = listener.accept()
    connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    stopped = threading.Event()
    threads = [
        threading.Thread(target=compute, args=(stopped,)) for _ in range(computing)
    ]
    threads.append(threading.Thread(target=echo, args=(connection,)))
    for thread in threads:
        thread.start()
    answered = ours.recv()
    stopped.set()
    for thread in threads:
        thread.join()
    connection.close()
    client.join()
    return answered


def main():
    gil = getattr(sys, "_is_gil_enabled", lambda: True)()
    print(f"{'A' if gil else 'No'} GIL, threads that compute: {COMPUTING}")
    print(f"{'switch interval':<18}{'requests per second':>20}")
    for interval in INTERVALS_US:
        if SHORTEST_US <= interval <= LONGEST_US:
            sys.setswitchinterval(interval / 1_000_000)
            rate = requests_per_second(COMPUTING)
            print(f"{f'{interval:,} us':<18}{rate:>20,.0f}")


if __name__ == "__main__":
    main()
