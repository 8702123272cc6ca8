# dependencies = ["httpx"]
"""Ten requests: the waits line up one after the other, or lie side by side."""

import asyncio
import ssl
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor

import httpx

from prelude.compare import compare
from prelude.pools import process_pool
from prelude.server import server

REQUESTS = 10  # lanes:requests
LATENCY_MS = 100  # lanes:latency
# Requests of asyncio under way at once.
LIMIT = 10  # lanes:limit
WORKERS = 10  # lanes:workers
REPEATS = 3  # lanes:repeats
# With a GIL, "threads" is what the page calls threads-gil. python3.14t has no GIL.
STRATEGIES = ["sequential", "asyncio", "threads", "processes"]  # lanes:strategies

# Empty for a local server that answers after LATENCY_MS; or the address of one that you
# may ask this often.
BASE_URL = ""

# As many connections as there are requests at once. What TLS needs takes long to load,
# so that is done once.
LIMITS, TLS = httpx.Limits(max_connections=None), ssl.create_default_context()
# It keeps its connections, and threads may share it. Every process makes its own as it
# starts.
CLIENT = httpx.Client(limits=LIMITS, verify=TLS)


def get(url: str) -> dict[str, str]:
    return CLIENT.get(url).raise_for_status().json()


async def gather(urls: Iterable[str]) -> list[dict[str, str]]:
    semaphore = asyncio.Semaphore(LIMIT)
    async with httpx.AsyncClient(limits=LIMITS, verify=TLS) as client:

        async def task(url: str) -> dict[str, str]:
            async with semaphore:
                return (await client.get(url)).raise_for_status().json()

        return await asyncio.gather(*(task(url) for url in urls))


def main() -> None:
    with (
        server(respond, LATENCY_MS, BASE_URL) as address,
        ThreadPoolExecutor(WORKERS) as threads,
        process_pool(WORKERS) as processes,
    ):
        urls = [f"{address}/records/{number}" for number in range(REQUESTS)]
        strategies = {
            "sequential": lambda: [get(url) for url in urls],
            "asyncio": lambda: asyncio.run(gather(urls)),
            "threads": lambda: list(threads.map(get, urls)),
            "processes": lambda: list(processes.map(get, urls)),
        }
        compare(strategies, STRATEGIES, REPEATS)


def respond(path: str) -> dict[str, object]:
    return {"path": path}
