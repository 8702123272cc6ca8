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
# How long a thread waits for the GIL before it asks the one that has it to let go.
SWITCH_INTERVAL_US = 5_000  # lanes:switch
SECONDS = 2

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
    sys.setswitchinterval(SWITCH_INTERVAL_US / 1_000_000)
    gil = getattr(sys, "_is_gil_enabled", lambda: True)()
    print(f"{'A' if gil else 'No'} GIL, switch interval {SWITCH_INTERVAL_US:,} us")
    print(f"{'computing threads':<18}{'requests per second':>20}")
    for computing in range(COMPUTING + 1):
        print(f"{computing:<18}{requests_per_second(computing):>20,.0f}")


if __name__ == "__main__":
    main()
