# dependencies = ["aiohttp"]
"""A hidden limit: with six connections to a host, the seventh request waits."""

import asyncio

import aiohttp

from prelude.compare import compare
from prelude.server import server

REQUESTS = 30  # lanes:requests
LATENCY_MS = 100  # lanes:latency
# As many as a browser opens to one host over HTTP/1.1.
CONNECTIONS = 6
REPEATS = 3  # lanes:repeats

# Leave this empty to start a local server that answers after LATENCY_MS, or name a
# server that allows this many requests.
BASE_URL = ""


async def gather(address: str, connections: int) -> list[dict[str, str]]:
    """Makes all requests at once over that many connections; 0 means no limit."""
    connector = aiohttp.TCPConnector(limit=connections)
    async with aiohttp.ClientSession(
        address, connector=connector, raise_for_status=True
    ) as session:

        async def task(number: int) -> dict[str, str]:
            async with session.get(f"/records/{number}") as response:
                return await response.json()

        return await asyncio.gather(*(task(number) for number in range(REQUESTS)))


def main() -> None:
    at_least = -(-REQUESTS // CONNECTIONS) * LATENCY_MS
    print(
        f"{REQUESTS} requests over {CONNECTIONS} connections: {at_least:,} ms or more"
    )
    with server(respond, LATENCY_MS, BASE_URL) as address:
        strategies = {
            f"limit={CONNECTIONS}": lambda: asyncio.run(gather(address, CONNECTIONS)),
            "unlimited": lambda: asyncio.run(gather(address, 0)),
        }
        compare(strategies, list(strategies), REPEATS)


def respond(path: str) -> dict[str, object]:
    return {"path": path}
