# dependencies = ["httpx"]
"""Ten requests: they wait one after the other, or all at the same time."""

import asyncio
import atexit
import ssl
from concurrent.futures import ThreadPoolExecutor

import httpx

from prelude.compare import compare
from prelude.connections import connections
from prelude.pools import process_pool
from prelude.server import server

REQUESTS = 10  # lanes:requests
LATENCY_MS = 100  # lanes:latency
# Maximum requests in flight with asyncio.
LIMIT = 10  # lanes:limit
WORKERS = 10  # lanes:workers
REPEATS = 3  # lanes:repeats
STRATEGIES = ["sequential", "asyncio", "threads", "processes"]  # lanes:strategies


def get(url: str) -> dict[str, str]:
    return CLIENT.get(url).raise_for_status().json()


def main() -> None:
    limit = connections(min(LIMIT, REQUESTS))
    with (
        server(respond, LATENCY_MS) as address,
        ThreadPoolExecutor(WORKERS) as threads,
        process_pool(WORKERS) as processes,
    ):
        urls = [f"{address}/records/{number}" for number in range(REQUESTS)]
        strategies = {
            "sequential": lambda: [get(url) for url in urls],
            "asyncio": lambda: asyncio.run(gather(urls, limit)),
            "threads": lambda: list(threads.map(get, urls)),
            "processes": lambda: list(processes.map(get, urls)),
        }
        compare(strategies, STRATEGIES, REPEATS)


async def gather(urls: list[str], limit: int) -> list[dict[str, str]]:
    semaphore = asyncio.Semaphore(limit)
    async with httpx.AsyncClient(
        limits=LIMITS, verify=TLS, timeout=TIMEOUT_MS / 1000, trust_env=False
    ) as client:

        async def task(url: str) -> dict[str, str]:
            async with semaphore:
                return (await client.get(url)).raise_for_status().json()

        return await asyncio.gather(*(task(url) for url in urls))


# Maximum time to wait for a response. httpx would give up after 5 s.
TIMEOUT_MS = 30_000  # lanes:timeout
# One connection for each request in flight. Loading the TLS certificates is slow, so it
# happens once.
LIMITS, TLS = httpx.Limits(max_connections=None), ssl.create_default_context()
# A client keeps its connections, and threads may share it. Each process makes its own
# when it starts. No proxy of the environment can reach a server on this machine.
CLIENT = httpx.Client(
    limits=LIMITS, verify=TLS, timeout=TIMEOUT_MS / 1000, trust_env=False
)
atexit.register(CLIENT.close)


def respond(path: str) -> dict[str, object]:
    return {"path": path}
