# dependencies = ["aiohttp", "httpx"]
"""Users of an API: one request for each, and at most LIMIT of them at once."""

import asyncio
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor

import aiohttp
import httpx

from prelude.compare import compare
from prelude.pools import process_pool
from prelude.server import server

USERS = 100  # lanes:users
LATENCY_MS = 8  # lanes:latency
# Maximum requests in flight with asyncio. Each thread or process makes one at a time.
LIMIT = 20  # lanes:limit
WORKERS = 20  # lanes:workers
REPEATS = 3  # lanes:repeats
# "threads" is the page's threads-gil; without a GIL (python3.14t), it is threads.
STRATEGIES = ["sequential", "asyncio", "threads", "processes"]  # lanes:strategies

# Leave this empty to start a local server that answers after LATENCY_MS, or name a
# server that allows this many requests.
BASE_URL = ""

# A client keeps its connections, and threads may share it. Each process makes its own
# when it starts.
CLIENT = httpx.Client(limits=httpx.Limits(max_connections=None))


def get_user(url: str) -> tuple[str, str]:
    user = CLIENT.get(url).raise_for_status().json()
    return user["name"], user["email"]


async def gather(urls: Iterable[str]) -> list[tuple[str, str]]:
    # Not httpx here: with twenty connections its own work takes 3 ms a request (httpx
    # 0.28 on CPython 3.11), and that hides what asyncio gains.
    semaphore = asyncio.Semaphore(LIMIT)
    connector = aiohttp.TCPConnector(limit=0)
    async with aiohttp.ClientSession(
        connector=connector, raise_for_status=True
    ) as session:

        async def task(url: str) -> tuple[str, str]:
            async with semaphore, session.get(url) as response:
                user = await response.json()
                return user["name"], user["email"]

        return await asyncio.gather(*(task(url) for url in urls))


def main() -> None:
    with (
        server(respond, LATENCY_MS, BASE_URL) as address,
        ThreadPoolExecutor(WORKERS) as threads,
        process_pool(WORKERS) as processes,
    ):
        urls = [f"{address}/users/{number}" for number in range(USERS)]
        strategies = {
            "sequential": lambda: [get_user(url) for url in urls],
            "asyncio": lambda: asyncio.run(gather(urls)),
            "threads": lambda: list(threads.map(get_user, urls)),
            "processes": lambda: list(processes.map(get_user, urls)),
        }
        compare(strategies, STRATEGIES, REPEATS)


def respond(path: str) -> dict[str, object]:
    number = path.rpartition("/")[2]
    return {"name": f"User {number}", "email": f"user{number}@example.org"}
