"""The GIL and waiting: a waiting thread releases the GIL, so threads wait together."""

import json
from concurrent.futures import ThreadPoolExecutor
from urllib.request import ProxyHandler, build_opener

from prelude.compare import compare
from prelude.pools import process_pool
from prelude.server import server

REQUESTS = 10  # lanes:requests
LATENCY_MS = 100  # lanes:latency
# Maximum time to wait for a response.
TIMEOUT_MS = 30_000  # lanes:timeout
WORKERS = 10  # lanes:workers
REPEATS = 3  # lanes:repeats
STRATEGIES = ["sequential", "threads", "processes"]  # lanes:strategies


def get(url: str) -> dict[str, str]:
    # The thread releases the GIL while it waits for the answer.
    with OPENER.open(url, timeout=TIMEOUT_MS / 1000) as response:
        return json.load(response)


def main() -> None:
    with (
        server(respond, LATENCY_MS) as address,
        ThreadPoolExecutor(WORKERS) as threads,
        process_pool(WORKERS) as processes,
    ):
        urls = [f"{address}/records/{number}" for number in range(REQUESTS)]
        strategies = {
            "sequential": lambda: [get(url) for url in urls],
            "threads": lambda: list(threads.map(get, urls)),
            "processes": lambda: list(processes.map(get, urls)),
        }
        left_out = {"asyncio": "The standard library has no HTTP client for it."}
        compare(strategies, STRATEGIES, REPEATS, left_out)


# As urlopen, but no proxy of the environment can reach a server on this machine.
OPENER = build_opener(ProxyHandler({}))


def respond(path: str) -> dict[str, object]:
    return {"path": path}
