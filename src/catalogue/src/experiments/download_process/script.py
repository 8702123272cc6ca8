# dependencies = ["httpx"]
"""Download, then process: a stage that waits, a queue, and a stage that computes."""

import asyncio
import atexit
import hashlib
from concurrent.futures import Executor, ThreadPoolExecutor

import httpx

from prelude.compare import compare
from prelude.connections import connections
from prelude.pools import process_pool
from prelude.server import server

FILES = 20  # lanes:files
LATENCY_MS = 100  # lanes:latency
WORKERS = 2  # lanes:workers
REPEATS = 3  # lanes:repeats
STRATEGIES = ["sequential", "async+threads", "async+processes"]  # lanes:strategies


def download_and_digest(url: str) -> str:
    return digest(CLIENT.get(url).content)


def main() -> None:
    limit = connections(min(LIMIT, FILES))
    with (
        server(respond, LATENCY_MS) as address,
        ThreadPoolExecutor(WORKERS) as threads,
        process_pool(WORKERS) as processes,
    ):
        urls = [f"{address}/files/{number}" for number in range(FILES)]
        strategies = {
            "sequential": lambda: [download_and_digest(url) for url in urls],
            "threads": lambda: list(threads.map(download_and_digest, urls)),
            "processes": lambda: list(processes.map(download_and_digest, urls)),
            "async+threads": lambda: asyncio.run(pipeline(urls, threads, limit)),
            "async+processes": lambda: asyncio.run(pipeline(urls, processes, limit)),
        }
        left_out = {
            "asyncio": "Its event loop downloads nothing while it hashes a file.",
            "threads+processes": "Threads would wait just as asyncio does.",
        }
        compare(strategies, STRATEGIES, REPEATS, left_out)


# Maximum downloads in flight.
LIMIT = 10  # lanes:limit
# Maximum files between the stages: downloads wait while the queue is full.
QUEUE = 4  # lanes:queue


async def pipeline(urls: list[str], pool: Executor, limit: int) -> list[str]:
    queue: asyncio.Queue[tuple[int, bytes]] = asyncio.Queue(QUEUE)
    numbers = iter(range(FILES))
    digests = {}
    loop = asyncio.get_running_loop()
    async with httpx.AsyncClient(
        limits=LIMITS, timeout=TIMEOUT_MS / 1000, trust_env=False
    ) as client:

        async def fetch(url: str) -> bytes:
            return (await client.get(url)).content

        async def download() -> None:
            # All downloaders share the iterator, so each file is downloaded once.
            for number in numbers:
                await queue.put((number, await fetch(urls[number])))

        async def process() -> None:
            while True:
                number, data = await queue.get()
                digests[number] = await loop.run_in_executor(pool, digest, data)
                queue.task_done()

        processors = [asyncio.create_task(process()) for _ in range(WORKERS)]
        async with asyncio.TaskGroup() as downloads:
            for _ in range(limit):
                downloads.create_task(download())
        await queue.join()
        for processor in processors:
            processor.cancel()
    return [digests[number] for number in range(FILES)]


# Size of each file, and how many times it is hashed.
BYTES = 200_000  # lanes:bytes
PASSES = 20  # lanes:passes
# "releases" hashes with hashlib, which releases the GIL; "holds" is pure Python.
LIBRARY = "releases"  # lanes:library


def digest(data: bytes) -> str:
    if LIBRARY == "holds":
        # Adler-32, once: each byte takes much longer than in hashlib.
        a, b = 1, 0
        for byte in data:
            a = (a + byte) % 65521
            b = (b + a) % 65521
        return f"{b << 16 | a:08x}"
    # hashlib releases the GIL, so threads help even with one.
    for _ in range(PASSES):
        data = hashlib.sha256(data).digest() + data[32:]
    return hashlib.sha256(data).hexdigest()


# Maximum time to wait for a response. httpx would give up after 5 s.
TIMEOUT_MS = 30_000  # lanes:timeout
# A client keeps its connections, and threads may share it. Each process makes its own
# when it starts. No proxy of the environment can reach a server on this machine.
LIMITS = httpx.Limits(max_connections=None)
CLIENT = httpx.Client(limits=LIMITS, timeout=TIMEOUT_MS / 1000, trust_env=False)
atexit.register(CLIENT.close)


def respond(path: str) -> bytes:
    return (path.encode() * (BYTES // len(path) + 1))[:BYTES]
