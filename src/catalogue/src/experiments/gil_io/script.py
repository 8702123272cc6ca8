"""The GIL and waiting: a waiting thread releases the GIL, so threads wait together."""

import json
from concurrent.futures import ThreadPoolExecutor
from urllib.request import urlopen

from prelude.compare import compare
from prelude.pools import process_pool
from prelude.server import server

REQUESTS = 10  # lanes:requests
LATENCY_MS = 100  # lanes:latency
WORKERS = 10  # lanes:workers
REPEATS = 3  # lanes:repeats
# "threads" is the page's threads-gil; without a GIL (python3.14t), it is threads.
STRATEGIES = ["sequential", "threads", "processes"]  # lanes:strategies

# Leave this empty to start a local server that answers after LATENCY_MS, or name a
# server that allows this many requests.
BASE_URL = ""


def get(url: str) -> dict[str, str]:
    # The thread releases the GIL while it waits for the answer.
    with urlopen(url) as response:
        return json.load(response)


def main() -> None:
    with (
        server(respond, LATENCY_MS, BASE_URL) as address,
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


def respond(path: str) -> dict[str, object]:
    return {"path": path}
