# dependencies = ["aiohttp", "httpx"]
"""Users of an API: one request for each, and at most LIMIT of them at once."""

import asyncio
import atexit
from concurrent.futures import ThreadPoolExecutor

import aiohttp
import httpx

from prelude.compare import compare
from prelude.connections import connections
from prelude.pools import process_pool
from prelude.server import server

USERS = 100  # lanes:users
LATENCY_MS = 8  # lanes:latency
# Maximum requests in flight with asyncio. Each thread or process makes one at a time.
LIMIT = 20  # lanes:limit
WORKERS = 20  # lanes:workers
REPEATS = 3  # lanes:repeats
STRATEGIES = ["sequential", "asyncio", "threads", "processes"]  # lanes:strategies


def get_user(url: str) -> tuple[str, str]:
    user = CLIENT.get(url).raise_for_status().json()
    return user["name"], user["email"]


def main() -> None:
    limit = connections(min(LIMIT, USERS))
    with (
        server(respond, LATENCY_MS) as address,
        ThreadPoolExecutor(WORKERS) as threads,
        process_pool(WORKERS) as processes,
    ):
        urls = [f"{address}/users/{number}" for number in range(USERS)]
        strategies = {
            "sequential": lambda: [get_user(url) for url in urls],
            "asyncio": lambda: asyncio.run(gather(urls, limit)),
            "threads": lambda: list(threads.map(get_user, urls)),
            "processes": lambda: list(processes.map(get_user, urls)),
        }
        compare(strategies, STRATEGIES, REPEATS)


async def gather(urls: list[str], limit: int) -> list[tuple[str, str]]:
    # aiohttp has less work with each request than httpx, which would hide what asyncio
    # gains: the latency is short.
    semaphore = asyncio.Semaphore(limit)
    async with aiohttp.ClientSession(
        connector=aiohttp.TCPConnector(limit=0),
        timeout=aiohttp.ClientTimeout(total=None, sock_read=TIMEOUT_MS / 1000),
        raise_for_status=True,
    ) as session:

        async def task(url: str) -> tuple[str, str]:
            async with semaphore, session.get(url) as response:
                user = await response.json()
                return user["name"], user["email"]

        return await asyncio.gather(*(task(url) for url in urls))


# Maximum time to wait for a response. httpx would give up after 5 s.
TIMEOUT_MS = 30_000  # lanes:timeout
# A client keeps its connections, and threads may share it. Each process makes its own
# when it starts. No proxy of the environment can reach a server on this machine.
CLIENT = httpx.Client(
    limits=httpx.Limits(max_connections=None),
    timeout=TIMEOUT_MS / 1000,
    trust_env=False,
)
atexit.register(CLIENT.close)


def respond(path: str) -> dict[str, object]:
    number = path.rpartition("/")[2]
    return {"name": f"User {number}", "email": f"user{number}@example.org"}
