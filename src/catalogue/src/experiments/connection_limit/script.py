# dependencies = ["aiohttp"]
"""A hidden limit: with six connections to a host, the seventh request waits."""

import asyncio

import aiohttp

from prelude.compare import compare
from prelude.connections import connections
from prelude.server import server

REQUESTS = 30  # lanes:requests
LATENCY_MS = 100  # lanes:latency
# As many as a browser opens to one host over HTTP/1.1.
CONNECTIONS = 6
REPEATS = 3  # lanes:repeats


async def gather(address: str, limit: int) -> list[dict[str, str]]:
    """Makes all requests at once over that many connections."""
    async with aiohttp.ClientSession(
        address,
        connector=aiohttp.TCPConnector(limit=limit),
        timeout=aiohttp.ClientTimeout(total=None, sock_read=TIMEOUT_MS / 1000),
        raise_for_status=True,
    ) as session:

        async def task(number: int) -> dict[str, str]:
            async with session.get(f"/records/{number}") as response:
                return await response.json()

        return await asyncio.gather(*(task(number) for number in range(REQUESTS)))


def main() -> None:
    with server(respond, LATENCY_MS) as address:
        most = connections(REQUESTS)
        strategies = {
            f"limit={CONNECTIONS}": lambda: asyncio.run(gather(address, CONNECTIONS)),
            "unlimited": lambda: asyncio.run(gather(address, most)),
        }
        least = -(-REQUESTS // CONNECTIONS) * LATENCY_MS
        print(
            f"{REQUESTS} requests over {CONNECTIONS} connections: {least:,} ms or more"
        )
        compare(strategies, list(strategies), REPEATS)


# Maximum time to wait for a response.
TIMEOUT_MS = 30_000  # lanes:timeout


def respond(path: str) -> dict[str, object]:
    return {"path": path}
