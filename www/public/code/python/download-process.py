# /// script
# requires-python = ">=3.11"
# dependencies = ["httpx"]
# ///
"""Download, then process: a stage that waits, a queue, and a stage that computes.

Save it as a file and run it with `uv run`, or with CPython 3.11 or later and `pip
install httpx`.
"""

import asyncio
import contextlib
import hashlib
import multiprocessing
import os
import statistics
import sys
import time
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor

import httpx

FILES = 20  # lanes:files
LATENCY_MS = 100  # lanes:latency
BYTES = 200_000  # lanes:bytes
# How often each file is hashed.
PASSES = 20  # lanes:passes
# "releases" hashes with hashlib, which releases the GIL meanwhile; "holds" works through
# each file in pure Python, which holds the GIL.
LIBRARY = "releases"  # lanes:library
# Downloads under way at once.
LIMIT = 10  # lanes:limit
WORKERS = 2  # lanes:workers
# Files that may wait between the stages. When it is full, the downloads wait: memory
# stays bounded.
QUEUE = 4  # lanes:queue
REPEATS = 3  # lanes:repeats

# New processes start from nothing, as they do on Windows and macOS: forking one that
# has threads is not safe.
SPAWN = multiprocessing.get_context("spawn")


def digest(data):
    if LIBRARY == "holds":
        # Some hundred times slower than hashlib, so once is enough: Adler-32.
        a, b = 1, 0
        for byte in data:
            a = (a + byte) % 65521
            b = (b + a) % 65521
        return b << 16 | a
    # Threads help even with the GIL.
    for _ in range(PASSES):
        data = hashlib.sha256(data).digest() + data[32:]
    return hashlib.sha256(data).hexdigest()


def one_by_one(address):
    with httpx.Client(base_url=address) as client:
        return [
            digest(client.get(f"/files/{number}").content) for number in range(FILES)
        ]


async def pipeline(address, pool):
    queue = asyncio.Queue(QUEUE)
    numbers = iter(range(FILES))
    digests = {}
    loop = asyncio.get_running_loop()
    async with httpx.AsyncClient(
        base_url=address, limits=httpx.Limits(max_connections=None)
    ) as client:

        async def download():
            # All downloaders share the iterator, so each file is downloaded once.
            for number in numbers:
                response = await client.get(f"/files/{number}")
                await queue.put((number, response.content))

        async def process():
            while True:
                number, data = await queue.get()
                digests[number] = await loop.run_in_executor(pool, digest, data)
                queue.task_done()

        processors = [asyncio.create_task(process()) for _ in range(WORKERS)]
        async with asyncio.TaskGroup() as downloads:
            for _ in range(LIMIT):
                downloads.create_task(download())
        await queue.join()
        for processor in processors:
            processor.cancel()
    return [digests[number] for number in range(FILES)]


async def answer(reader, writer):
    """Answers each request of a connection with BYTES bytes, after LATENCY_MS."""
    with contextlib.suppress(asyncio.IncompleteReadError, ConnectionError):
        while True:
            request = await reader.readuntil(b"\r\n\r\n")
            await asyncio.sleep(LATENCY_MS / 1000)
            path = request.split()[1]
            body = (path * (BYTES // len(path) + 1))[:BYTES]
            writer.write(
                b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%b" % (len(body), body)
            )
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
    """The address of a server, which has a process, and so a GIL, to itself."""
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
        measure(
            {
                "sequential": lambda: one_by_one(address),
                "async+threads": lambda: asyncio.run(pipeline(address, threads)),
                "async+processes": lambda: asyncio.run(pipeline(address, processes)),
            }
        )


if __name__ == "__main__":
    main()
