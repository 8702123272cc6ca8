# dependencies = ["httpx"]
"""Ten requests: they wait one after the other, or all at the same time."""

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
# Maximum requests in flight with asyncio.
LIMIT = 10  # lanes:limit
WORKERS = 10  # lanes:workers
REPEATS = 3  # lanes:repeats
# "threads" is the page's threads-gil; without a GIL (python3.14t), it is threads.
STRATEGIES = ["sequential", "asyncio", "threads", "processes"]  # lanes:strategies

# Leave this empty to start a local server that answers after LATENCY_MS, or name a
# server that allows this many requests.
BASE_URL = ""

# One connection for each request in flight. Loading the TLS certificates is slow, so it
# happens once.
LIMITS, TLS = httpx.Limits(max_connections=None), ssl.create_default_context()
# A client keeps its connections, and threads may share it. Each process makes its own
# when it starts.
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
