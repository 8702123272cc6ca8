"""Claims about waiting: event loops, threads that wait, files."""

import asyncio
import os
import socket
import subprocess
import sys
import tempfile
import threading
import time
from concurrent.futures import ThreadPoolExecutor

from claims import claim, main

# Timeout in seconds for checks that wait.
PATIENCE = 60


def without_forced_switches(check):
    """Runs a check while no thread is forced to release the GIL: another thread runs only if the check releases it."""
    interval = sys.getswitchinterval()
    sys.setswitchinterval(1000)
    try:
        check()
    finally:
        sys.setswitchinterval(interval)


@claim("asyncio has no file I/O")
def an_event_loop_waits_for_sockets_and_not_for_files():
    async def watch():
        loop = asyncio.get_running_loop()
        ours, theirs = socket.socketpair()
        with ours, theirs:
            readable = asyncio.Event()
            loop.add_reader(ours, readable.set)
            theirs.send(b"x")
            await asyncio.wait_for(readable.wait(), PATIENCE)
            loop.remove_reader(ours)
        with tempfile.TemporaryFile() as file:
            try:
                loop.add_reader(file, lambda: None)
            except PermissionError:
                return True
            loop.remove_reader(file)
            return False

    assert not hasattr(asyncio, "open") and not hasattr(asyncio, "read_file")
    # Selectors other than epoll accept a file but report it as always ready, so the loop never waits for it.
    assert asyncio.run(watch()) or not sys.platform.startswith("linux")


@claim("asyncio.to_thread uses a pool of threads")
def to_thread_runs_in_other_threads_and_reuses_them():
    async def names():
        calls = [asyncio.to_thread(threading.current_thread) for _ in range(100)]
        return {thread.name for thread in await asyncio.gather(*calls)}

    found = asyncio.run(names())
    assert threading.main_thread().name not in found
    assert len(found) <= 32, found


@claim("a thread releases the GIL while it reads")
def a_thread_that_reads_a_file_lets_others_run():
    def check():
        reading, writing = os.pipe()
        with open(reading, "rb", buffering=0) as file:
            answer = []
            thread = threading.Thread(target=lambda: answer.append(file.read(1)), daemon=True)
            thread.start()
            # This line is reached only if the reader released the GIL before this write.
            os.write(writing, b"x")
            thread.join(PATIENCE)
            os.close(writing)
        assert answer == [b"x"]

    without_forced_switches(check)


@claim("CPython releases the GIL around I/O that can block")
def threads_that_wait_for_a_socket_or_a_time_let_others_run():
    def check():
        ours, theirs = socket.socketpair()
        with ours, theirs:
            for wait in (lambda: ours.recv(1), lambda: time.sleep(0.01)):
                thread = threading.Thread(target=wait, daemon=True)
                thread.start()
                theirs.send(b"x")
                thread.join(PATIENCE)
                assert not thread.is_alive()

    without_forced_switches(check)


@claim("while a task computes, the event loop does nothing else")
def nothing_else_runs_on_a_loop_while_a_task_computes():
    order = []

    async def compute():
        order.append("starts")
        until = time.monotonic() + 0.05
        while time.monotonic() < until:
            pass
        order.append("ends")

    async def answer():
        order.append("answered")

    async def both():
        await asyncio.gather(compute(), answer())

    asyncio.run(both())
    assert order == ["starts", "ends", "answered"]


@claim("That makes five rounds, so it takes at least five times the latency, with twenty threads as well as with one event loop.")
def a_hundred_waits_with_twenty_at_once_take_five_rounds():
    latency = 0.02
    lock, now, most = threading.Lock(), 0, 0

    def change(by):
        nonlocal now, most
        with lock:
            now += by
            most = max(most, now)

    def ask(_):
        change(1)
        time.sleep(latency)
        change(-1)

    async def ask_all():
        semaphore = asyncio.Semaphore(20)

        async def one():
            async with semaphore:
                change(1)
                await asyncio.sleep(latency)
                change(-1)

        await asyncio.gather(*(one() for _ in range(100)))

    def in_threads():
        with ThreadPoolExecutor(20) as pool:
            list(pool.map(ask, range(100)))

    for run in (in_threads, lambda: asyncio.run(ask_all())):
        most = 0
        started = time.monotonic()
        run()
        # A timer may fire early by one step of the clock.
        assert time.monotonic() - started > 5 * latency * 0.95
        assert 1 < most <= 20, most


@claim("waiting task can be cancelled; a waiting thread cannot")
def tasks_are_cancelled_and_threads_are_not():
    async def cancel():
        task = asyncio.create_task(asyncio.Event().wait())
        await asyncio.sleep(0)
        task.cancel()
        await asyncio.wait([task], timeout=PATIENCE)
        return task.cancelled()

    assert asyncio.run(cancel())
    assert not any(hasattr(threading.Thread, end) for end in ("cancel", "stop", "kill", "terminate"))
    release = threading.Event()
    with ThreadPoolExecutor(1) as pool:
        started = threading.Event()
        future = pool.submit(lambda: started.set() or release.wait())
        assert started.wait(PATIENCE)
        assert not future.cancel()
        release.set()


@claim("a TaskGroup cancels the others when one fails")
def one_exception_cancels_the_group():
    cancelled = []

    async def wait(name):
        try:
            await asyncio.Event().wait()
        except asyncio.CancelledError:
            cancelled.append(name)
            raise

    async def fail():
        await asyncio.sleep(0)
        raise ValueError

    async def group():
        async with asyncio.TaskGroup() as tasks:
            for name in "ab":
                tasks.create_task(wait(name))
            tasks.create_task(fail())

    try:
        asyncio.run(group())
    except* ValueError:
        cancelled.append("raised")
    assert sorted(cancelled[:2]) == ["a", "b"] and cancelled[2:] == ["raised"], cancelled


@claim("gather would raise the first exception and leave the others running unseen")
def gather_leaves_the_others_running():
    finished = []

    async def fail():
        raise ValueError

    async def last():
        await asyncio.sleep(0.01)
        finished.append(True)

    async def both():
        other = asyncio.create_task(last())
        try:
            await asyncio.gather(fail(), other)
        except ValueError:
            assert not other.done()
        await other

    asyncio.run(both())
    assert finished == [True]


@claim("All downloaders share the iterator, so each file is downloaded once.")
def coroutines_that_share_an_iterator_take_each_item_once():
    taken = []

    async def download(numbers):
        for number in numbers:
            await asyncio.sleep(0)
            taken.append(number)

    async def all_downloads():
        numbers = iter(range(30))
        await asyncio.gather(*(download(numbers) for _ in range(4)))

    asyncio.run(all_downloads())
    assert sorted(taken) == list(range(30))


# Lets 500 threads or tasks wait in a new process, and prints the bytes per thread or task and the seconds for all.
WAITERS = """
import asyncio, os, resource, sys, threading, time

def resident():
    try:
        with open("/proc/self/statm") as file:
            return int(file.read().split()[1]) * os.sysconf("SC_PAGE_SIZE")
    except OSError:
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss

async def tasks(count):
    release = asyncio.Event()
    waiting = [asyncio.create_task(release.wait()) for _ in range(count)]
    await asyncio.sleep(0)
    report(count)
    release.set()
    await asyncio.gather(*waiting)

def threads(count):
    release = threading.Event()
    for _ in range(count):
        threading.Thread(target=release.wait).start()
    report(count)
    release.set()

def report(count):
    print((resident() - before) / count, time.perf_counter() - started)

before, started = resident(), time.perf_counter()
threads(500) if sys.argv[1] == "threads" else asyncio.run(tasks(500))
"""


@claim("In Python, asyncio saves memory rather than time: 2,000 waiting threads took 32 MiB and 0.27 s to start; 2,000 tasks took 2 MiB and 0.02 s (CPython 3.11 on Linux, two cores).")
def a_waiting_thread_takes_more_memory_and_time_to_start_than_a_task():
    def best(kind):
        runs = [
            subprocess.run([sys.executable, "-c", WAITERS, kind], capture_output=True, check=True, text=True)
            for _ in range(3)
        ]
        figures = [[float(figure) for figure in run.stdout.split()] for run in runs]
        return [min(column) for column in zip(*figures, strict=True)]

    thread_bytes, threads_start = best("threads")
    task_bytes, tasks_start = best("tasks")
    # Measured: 16 KiB and 1 KiB.
    assert thread_bytes > 4 * task_bytes, (thread_bytes, task_bytes)
    assert threads_start > tasks_start, (threads_start, tasks_start)


if __name__ == "__main__":
    main()
