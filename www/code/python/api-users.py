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
# Requests of asyncio under way at once; threads and processes make one each.
LIMIT = 20  # lanes:limit
WORKERS = 20  # lanes:workers
REPEATS = 3  # lanes:repeats
# With a GIL, "threads" is what the page calls threads-gil. python3.14t has no GIL.
STRATEGIES = ["sequential", "asyncio", "threads", "processes"]  # lanes:strategies

# Empty for a local server that answers after LATENCY_MS; or the address of one that you
# may ask this often.
BASE_URL = ""

# It keeps its connections, and threads may share it. Every process makes its own as it
# starts.
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
